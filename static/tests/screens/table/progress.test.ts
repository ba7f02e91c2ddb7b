import { expect, test } from 'vitest'
import { LEGS } from '../../../src/custody/rules'
import type { Item } from '../../../src/rows'
import { progressOf } from '../../../src/screens/table/progress'

function set(room: string, over: Partial<Item> = {}): [string, Item] {
  const label = `R${room}`
  const holder = { stage: 'site', people: [], room: null }
  return [label, {
    label, kind: 'RSET', plan: 1, session: 'S1', room, state: 'received', holder, inside: null, seal: null, broken: false,
    counts: {}, packed: {}, aside: {}, at: null, act: null, ...over,
  }]
}

const items = new Map([
  set('110'), set('9'), set('101', { state: 'issued' }), set('102', { state: 'returned' }), set('103', { session: 'S2' }),
  set('B1', { kind: 'PP', inside: 'R9' }), set('C1', { kind: 'CS', session: null, room: null, state: 'out', holder: { stage: 'road', people: [], room: null } }),
])

test('what has been given out is counted by session; the rooms still to come stand in their order', () => {
  const { done, total, due } = progressOf(items, LEGS['L3']!, 'S1')
  expect([done, total, due.map(({ room }) => room)]).toEqual([2, 4, ['9', '110']])
})

test('what came back is counted apart from what went out', () => {
  expect(progressOf(items, LEGS['L4']!, 'S1')).toMatchObject({ done: 1, total: 4 })
})

test('between vault and site all that takes this way and stands alone is counted, what lies in something goes with it', () => {
  const { total, due, packed } = progressOf(items, LEGS['L2']!, null)
  expect([total, due.map(({ label }) => label), packed]).toEqual([1, ['RC1'], 0])
})

test('card bags that still lie in a case or set cannot go to the card reader alone: how many is told', () => {
  const holder = { stage: 'vault', people: [], room: null }
  const back = new Map([
    set('C2', { kind: 'CS', session: null, room: null, state: 'stored', holder }), set('104', { state: 'stored', holder, inside: 'RC2' }),
    set('K4', { kind: 'CP', state: 'stored', holder, inside: 'R104' }), set('K5', { kind: 'CP', state: 'stored', holder }), set('K6', { kind: 'CP', state: 'verified' }),
  ])
  const { due, packed, total } = progressOf(back, LEGS['L7']!, null)
  expect([due.map(({ label }) => label), packed, total]).toEqual([['RK5'], 1, 2])
})
