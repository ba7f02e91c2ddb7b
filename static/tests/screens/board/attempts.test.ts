import { expect, test } from 'vitest'
import type { FeedRow } from '../../../src/rows'
import { attemptsOn } from '../../../src/screens/board/attempts'

const row = (seq: number, over: Partial<FeedRow>) => ({ seq, kind: 'custody.attempt', plan: 1, about: null, what: ['open'], came: { text: null, person: null }, ...over }) as FeedRow

test('of an object are attempts at a step that was about it, and those where it was scanned itself, the newest first', () => {
  const rows = [
    row(1, { about: 'B001-7' }),
    row(2, { about: 'B002-5', came: { text: 'KL1:1:1:B001-7', person: null } }),
    row(3, { about: 'B002-5', came: { text: 'b001-7', person: null } }),
    row(4, { about: 'B002-5' }),
    row(5, { about: 'B001-7', plan: 2 }),
    row(6, { about: 'B001-7', kind: 'custody.open' }),
  ]
  expect(attemptsOn('B001-7', 1, rows).map(({ seq }) => seq)).toEqual([3, 2, 1])
})
