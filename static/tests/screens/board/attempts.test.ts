import { expect, test } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { FeedRow, Item } from '../../../src/rows'
import { attemptIn, attemptsOn } from '../../../src/screens/board/attempts'

await everyWord()
const row = (seq: number, over: Partial<FeedRow>) => ({ seq, kind: 'custody.attempt', plan: 1, about: null, what: ['open'], came: { text: null, person: null }, ...over }) as FeedRow

test('of an object are attempts at a step that was about it, and those where it was scanned itself, the newest first', () => {
  const rows = [
    row(1, { about: 'B001-7' }),
    row(2, { about: 'B002-5', came: { text: 'KL1:1:1:b001-7', person: null } }),
    row(3, { about: 'B002-5', came: { text: 'b001-7', person: null } }),
    row(4, { about: 'B002-5' }),
    row(5, { about: 'B001-7', plan: 2 }),
    row(7, { about: 'B002-5', came: { text: 'KL1:1:2:B001-7', person: null } }),
    row(6, { about: 'B001-7', kind: 'custody.open' }),
  ]
  expect(attemptsOn('B001-7', 1, rows).map(({ seq }) => seq)).toEqual([3, 2, 1])
})

test('a label that was scanned is named as the thing it is on; one of another site or plan tells nothing of ours', () => {
  const items = new Map([['1/B001-7', { room: '101' } as Item]])
  const said = (text: string) => attemptIn(row(1, { came: { text, person: null } }), items, new Map())
  expect(said('KL1:1:1:B001-7')).toBe('启封：扫或输入了“101 号考场 试卷袋 B001-7”')
  expect(said('KL1:1:2:B001-7')).toBe('启封：扫或输入了“试卷袋 B001-7”')
  const foreign = row(1, { came: { text: 'KL1:9:1:B001-7', person: null }, refusal: { code: 'object-wrong-site' } as FeedRow['refusal'] })
  expect(attemptIn(foreign, items, new Map())).toBe('启封：扫或输入了“试卷袋 B001-7”')
  expect(attemptsOn('B001-7', 1, [foreign])).toEqual([])
  expect(said('hello')).toBe('启封：扫或输入了“hello”')
})
