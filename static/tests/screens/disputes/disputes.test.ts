import { expect, test } from 'vitest'
import type { Dispute, Person, Told } from '../../../src/rows'
import { after, apart, openDisputes, settledDisputes } from '../../../src/screens/disputes/disputes'
import { at, person, plan, refusal } from '../../fakes'

const told = (over: Partial<Told> = {}): Told => ({
  seq: 40, kind: 'duty.check_in', device: 'd3', at: '2026-11-22T08:00:00+08:00', received: '2026-11-22T00:10:00Z', place: '东门', by: 'badge', ...over,
})
const dispute = (over: Partial<Dispute> = {}): Dispute => ({
  ...told({ seq: 41, device: 'd4', at: '2026-11-22T08:02:00+08:00', place: '西门' }),
  fact: 'f', plan: 1, person: 17, against: told(), holds: true, state: 'open', settled: null,
  refusal: { code: refusal.code, says: { zh: '已签到', en: 'already in' }, fix: { zh: '', en: '' } }, ...over,
})
const settled = (seq: number): Partial<Dispute> => ({
  state: 'settled',
  settled: { seq, fact: 'g', by: { plan: 1, person: 1 }, device: 'd2', at: '', received: '', outcome: 'stands', reason: 'clock', note: '' },
})
const plans = new Map([['1', plan()], ['2', plan({ plan: 2 })]])

test('open disputes of the plan, the oldest first; those that name no plan with them', () => {
  const rows = [dispute({ seq: 9 }), dispute({ seq: 7, plan: null }), dispute({ seq: 8, plan: 2 }), dispute({ seq: 6, ...settled(50) })]
  expect(openDisputes(rows, plan(), plans).map(({ seq }) => seq)).toEqual([7, 9])
})

test('settled ones with the newest settling first', () => {
  const rows = [dispute({ seq: 6, ...settled(50) }), dispute({ seq: 7, ...settled(60) }), dispute({ seq: 8 })]
  expect(settledDisputes(rows, plan(), plans).map(({ seq }) => seq)).toEqual([7, 6])
})

test.each([
  ['2026-11-22T08:00:00+08:00', '2026-11-22T00:10:00Z', 'late', 600_000],
  ['2026-11-22T08:13:00+08:00', '2026-11-22T00:10:00Z', 'ahead', 180_000],
  ['2026-11-22T08:10:02+08:00', '2026-11-22T00:10:00Z', 'together', 0],
] as const)('a fact of %s that the hub got at %s was %s', (device, received, key, by) => {
  expect(apart({ at: device, received })).toEqual({ key, by })
})

const here = (over: Partial<Person>) => person({ plan: 1, person: 17, ...over })

test.each([
  ['somebody expected is in since then', 'duty.check_in', here({ state: 'expected', at: null }), 'in', '08:02'],
  ['somebody in stays in since before', 'duty.check_in', here({ state: 'in', at: '2026-11-22T08:00:00+08:00' }), 'stays', '08:00'],
  ['somebody who came in later stays in', 'duty.check_out', here({ state: 'in', at: '2026-11-22T08:05:00+08:00' }), 'stays', '08:05'],
  ['somebody in before has left', 'duty.check_out', here({ state: 'in', at: '2026-11-22T08:00:00+08:00' }), 'out', '08:02'],
  ['a badge bound twice changes hands', 'badge.bind', here({}), 'bind', '08:02'],
] as const)('where the disputed one holds %s', (_, kind, who, key, clock) => {
  expect(after(dispute({ kind }), who)).toEqual({ key, at: at(clock) })
})

test('where nobody is known, nothing changes', () => {
  expect(after(dispute({ person: null }), undefined).key).toBe('unchanged')
  expect(after(dispute({ kind: 'staff.add' }), here({})).key).toBe('unchanged')
})

test('a clock that runs ahead counts no further than the hub’s', () => {
  const ahead = dispute({ at: '2026-11-22T09:00:00+08:00' })
  expect(after(ahead, here({ state: 'expected', at: null }))).toEqual({ key: 'in', at: at('08:10') })
})
