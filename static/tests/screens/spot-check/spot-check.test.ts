import { expect, test } from 'vitest'
import type { Queued } from '../../../src/database'
import type { SeenRow } from '../../../src/rows'
import { doors, expectedAt, judge, roomOfSlip, type Found } from '../../../src/screens/spot-check/spot-check'
import { person, plan, room } from '../../fakes'

const [one, two, other] = [1, 2, 3].map((number) => person({ person: number, rooms: { S1: number < 3 ? '101' : '102' } }))
const all = [two!, one!, other!]
const found = (who: typeof one, good = true): Found => ({ person: who ?? null, good, signer: {} })
const expected = expectedAt(all, 1, 'S1', '101')
const seen: SeenRow = {
  plan: 1, session: 'S1', room: '101', fact: 'f', at: '2026-11-22T08:45:00+08:00', device: 'd3', by: 7,
  right: [1, 2], wrong: [], missing: [], faults: [], times: 1,
}

test('those who were given the room are expected at its door', () => {
  expect(expected.map(({ person }) => person)).toEqual([1, 2])
  expect(expectedAt([{ ...one!, listed: false }], 1, 'S1', '101')).toEqual([])
})

test.each([
  ['both', [found(one), found(two)], { right: [1, 2], missing: [], good: true }],
  ['one alone', [found(one)], { right: [1], missing: [2], good: false }],
  ['nobody', [], { right: [], missing: [1, 2], good: false }],
  ['one of another room', [found(one), found(other)], { wrong: [{ person: 3, room: '102' }], missing: [2], good: false }],
  ['one too many', [found(one), found(two), found(other)], { missing: [], good: false }],
  ['a badge that is not good', [found(one), found(two, false)], { faults: 1, missing: [2], good: false }],
  ['a badge nobody knows', [found(one), found(two), found(undefined, false)], { faults: 1, missing: [], good: false }],
])('%s at the door', (_, here, judged) => {
  expect(judge(expected, here, 'S1')).toMatchObject(judged)
})

test('a room without invigilators is never right', () => {
  expect(judge([], [], 'S1').good).toBe(false)
})

test('what was noted here and waits is shown before the hub has it', () => {
  const fact = { at: '2026-11-22T08:50:00+08:00', body: { plan: 1, session: 'S1', room: '102' } }
  const waiting = [{ kind: 'duty.spot_check', fact }] as unknown as Queued[]
  const states = doors([room('101'), room('102'), room('103')], new Map([['1/S1/101', seen]]), 1, 'S1', waiting)
  expect(states.map(({ state, waiting: waits }) => [state, waits])).toEqual([['good', false], ['never', true], ['never', false]])
})

test('a door at which something was wrong stays so until it is right', () => {
  const wrong = new Map([['1/S1/101', { ...seen, missing: [2] }]])
  expect(doors([room('101')], wrong, 1, 'S1', [])[0]!.state).toBe('bad')
})

test('a door slip names its room; another site, plan or room does not', () => {
  const rooms = [room('101')]
  expect(roomOfSlip('KD1:3601:1:101', plan(), rooms)).toBe('101')
  expect(roomOfSlip('KR1:3601:1:101', plan(), rooms)).toBe('101') // printed before the prefix was the list's alone
  for (const text of ['KD1:3602:1:101', 'KD1:3601:2:101', 'KD1:3601:1:109', 'KL1:3601:1:101', 'KR1:2dgCAUuhAT', '']) expect(roomOfSlip(text, plan(), rooms)).toBeNull()
})
