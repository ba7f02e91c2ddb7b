// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { BalanceRow } from '../../../src/balance/rows'
import type { Item, Room } from '../../../src/rows'
import { coverage } from '../../../src/screens/board/counts'
import { sessionPapers } from '../../../src/screens/board/room-papers'
import RoomGrid from '../../../src/screens/board/RoomGrid.vue'
import { fakeApp, mounted } from '../../components'
import { plan } from '../../fakes'

const set = (room: string, state: string, over: Partial<Item> = {}) => ({ kind: 'RSET', plan: 1, session: 'S1', room, state, ...over }) as Item
const SETS = [set('101', 'received'), set('102', 'issued'), set('103', 'returned'), set('104', 'sent'), set('9', 'issued', { session: 'S2' }), set('8', 'issued', { plan: 2 })]
const balance = (room: string, open: number) => ({ plan: 1, session: 'S1', room, open, lines: [] }) as unknown as BalanceRow

test('a set is here, out or back, whatever becomes of it later; only this session of this plan counts', () => {
  const told = sessionPapers(SETS, [balance('103', 1), balance('102', 0)], 1, 'S1')
  expect([told.out, told.back, told.total]).toEqual([3, 2, 4])
  expect([...told.rooms]).toEqual([
    ['101', { state: 'here', differs: false }],
    ['102', { state: 'out', differs: false }],
    ['103', { state: 'back', differs: true }],
    ['104', { state: 'back', differs: false }],
  ])
})

const rooms = ['101', '102', '103', '105'].map((room) => ({ plan: 1, room, name: room, building: '', floor: null, seats: 30, sessions: { S1: { expected: 30, groups: [] } } }) as Room)
const grid = (papers: ReturnType<typeof sessionPapers>) =>
  mounted(RoomGrid, { covers: coverage(rooms, [], plan(), 'S1'), plan: plan(), session: plan().sessions[0], papers }, fakeApp())

test('the grid says of each room what became of its papers, and how many are out and back in all', () => {
  const text = grid(sessionPapers(SETS, [balance('103', 1)], 1, 'S1'))
  const said = (room: string) => [...text.querySelectorAll('li')].find((one) => one.textContent?.includes(room))?.textContent
  expect(text.textContent).toContain('已发 3/4')
  expect(text.textContent).toContain('已交回 2/4')
  expect(said('102')).toContain('已发')
  expect(said('103')).toContain('有差异')
  expect(said('105')).not.toContain('已发')
})

test('a session without papers says nothing of them', () => {
  expect(grid(sessionPapers([], [], 1, 'S1')).textContent).not.toContain('已发')
})
