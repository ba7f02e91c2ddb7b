import { expect, test } from 'vitest'
import type { FeedRow, Item } from '../../../src/rows'
import { papersIn } from '../../../src/screens/board/papers'

const row = (kind: string, about: string | null, what: string[] = []) => ({ kind, plan: 1, about, what }) as FeedRow
const items = new Map([['1/R001-A', { room: '101' } as Item]])

test('a handoff names what went, for which room and on which leg', () => {
  expect(papersIn(row('custody.handoff', 'R001-A', ['L3']), items)).toBe('101 号考场 考场套 R001-A · 考场领卷')
  expect(papersIn(row('custody.handoff', 'C001-S、C002-Q', ['L1']), items)).toBe('试卷箱 C001-S、试卷箱 C002-Q · 保密室发出')
})

test('a count names its room, packing its set', () => {
  expect(papersIn(row('custody.count', '102'), items)).toBe('102 号考场')
  expect(papersIn(row('custody.pack', 'R001-A'), items)).toBe('101 号考场 考场套 R001-A')
})

test('what was scanned by mistake stands as it was; other acts are no papers', () => {
  expect(papersIn(row('custody.handoff', 'hello', ['L3']), items)).toBe('hello · 考场领卷')
  expect(papersIn(row('custody.label', '12'), items)).toBeNull()
  expect(papersIn(row('custody.undo', null), items)).toBeNull()
  expect(papersIn(row('badge.issue', '12'), items)).toBeNull()
})
