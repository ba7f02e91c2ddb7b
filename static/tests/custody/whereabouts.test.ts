import { expect, test } from 'vitest'
import { holdings, labelsLike, livesOf, outOf, still } from '../../src/custody/whereabouts'
import type { CustodyAct, Item, Plan } from '../../src/rows'
import copied from './cases.json'

const worlds = (copied.worlds as unknown as Item[][]).map((items) => new Map(items.map((item) => [item.label, item])))
const plan = copied.plan as unknown as Plan

test.each(copied.standing)('who holds what, and what stands too long, is told as on the hub ($world, $at, $after min)', (one) => {
  const items = worlds[one.world]!
  expect(still(items, plan, one.after, Date.parse(one.at)).map(({ item, minutes }) => [item.label, minutes])).toEqual(one.still)
  const held = holdings(items).map(({ holder, items: of }) => [holder.stage, holder.room, holder.people, of.map(({ label }) => label)])
  expect(new Set(held.map((each) => JSON.stringify(each)))).toEqual(new Set(one.held.map((each) => JSON.stringify(each))))
})

test('some of these cases have things that stand too long', () => {
  expect(copied.standing.some((one) => one.still.length > 0)).toBe(true)
})

function act(seq: number, moved: string[], over: Partial<CustodyAct> = {}): CustodyAct {
  return {
    fact: `f${seq}`, seq, plan: 1, kind: 'custody.handoff', leg: 'L3', session: 'S1', room: '101', place: null, objects: moved.slice(0, 1), moved,
    givers: [], receivers: [], monitors: [], people: [], reason: null, paper: null, amends: null, amended: [], undone: null, told: [],
    holder: 1, device: 'd1', at: '2026-11-22T08:30:00+08:00', received: '', acted: false, ...over,
  }
}

test('a label’s life is every act that moved it, oldest first, and no other plan’s', () => {
  const lives = livesOf([act(9, ['R1', 'B1']), act(3, ['B1']), act(4, ['B2']), act(5, ['B1'], { plan: 2 })], 1)
  expect(lives.get('B1')!.map(({ seq }) => seq)).toEqual([3, 9])
  expect(lives.get('B2')!.map(({ seq }) => seq)).toEqual([4])
})

test('what was turned by a correction belongs to the life of what it is about, once', () => {
  expect(livesOf([act(1, ['B1'], { objects: ['B1'] })], 1).get('B1')).toHaveLength(1)
})

test('a label is found by its number, its digits, or its room', () => {
  const items = worlds.at(-1)!
  const [bag] = [...items.values()].filter(({ kind }) => kind === 'PP')
  expect(labelsLike(bag!.label.toLowerCase(), items).map(({ label }) => label)).toEqual([bag!.label])
  expect(labelsLike('1', items).map(({ label }) => label)).toContain(bag!.label)
  expect(labelsLike('102', items).every(({ room }) => room === '102')).toBe(true)
  expect(labelsLike('102', items).length).toBeGreaterThan(3)
  expect(labelsLike('  ', items)).toEqual([])
})

test('material in rooms is found inside the sets that carry it', () => {
  const given = worlds[4]!
  expect(outOf(given, 'room').filter(({ kind }) => kind === 'PP')).toHaveLength(2)
})
