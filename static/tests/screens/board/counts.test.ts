import { expect, test } from 'vitest'
import { byRole, coverage, currentPlan, currentSession, unplaced, upcoming } from '../../../src/screens/board/counts'
import { at, person, plan, room } from '../../fakes'

test('people are counted by role, and the missing are those who are not in', () => {
  const people = [
    person({ person: 1, role: 8, state: 'in' }),
    person({ person: 2, role: 8, state: 'out' }),
    person({ person: 3, role: 8 }),
    person({ person: 4, role: 5, state: 'in' }),
  ]
  const counts = byRole(people, 1, 'S1')
  expect(counts.map(({ role, expected, in: here, out }) => [role, expected, here, out])).toEqual([
    [5, 1, 1, 0],
    [8, 3, 1, 1],
  ])
  expect(counts[1]!.missing.map((one) => one.person)).toEqual([2, 3])
})

test('only listed people of the plan and the session are expected', () => {
  const people = [
    person({ person: 1, sessions: ['S2'] }),
    person({ person: 2, listed: false }),
    person({ person: 3, plan: 2 }),
    person({ person: 4, sessions: ['S1'] }),
    person({ person: 5, sessions: [] }),
  ]
  expect(byRole(people, 1, 'S1')[0]!.missing.map((one) => one.person)).toEqual([4, 5])
})

test('a room stands when as many assigned people are in as the plan asks for', () => {
  const people = [
    person({ person: 1, rooms: { S1: '101' }, state: 'in' }),
    person({ person: 2, rooms: { S1: '101' }, state: 'in' }),
    person({ person: 3, rooms: { S1: '102' }, state: 'in' }),
    person({ person: 4, rooms: { S1: '102' } }),
    person({ person: 5, rooms: { S1: '103' }, state: 'out' }),
    person({ person: 6, rooms: { S2: '104' }, state: 'in' }),
  ]
  const covers = coverage(['104', '101', '102', '103'].map((one) => room(one)), people, plan(), 'S1')
  expect(covers.map(({ room, state, in: here }) => [room.room, state, here])).toEqual([
    ['101', 'covered', 2],
    ['102', 'short', 1],
    ['103', 'empty', 0],
    ['104', 'unassigned', 0],
  ])
})

test('rooms are in the order of their numbers and only those of the session', () => {
  const rooms = [room('1002'), room('201'), room('99'), room('5', ['S2'])]
  expect(coverage(rooms, [], plan(), 'S1').map((one) => one.room.room)).toEqual(['99', '201', '1002'])
})

test('the next point of the timetable is the first still to come', () => {
  expect(upcoming(plan(), at('08:39:59'))[0]?.name).toBe('考生入场')
  expect(upcoming(plan(), at('08:40:00'))[0]?.name).toBe('开考')
  expect(upcoming(plan(), at('09:00:00'))).toEqual([])
})

test('the session shown is the one going on or coming next', () => {
  expect(currentSession(plan(), at('06:00:00'))?.id).toBe('S1')
  expect(currentSession(plan(), at('10:29:59'))?.id).toBe('S1')
  expect(currentSession(plan(), at('10:30:00'))?.id).toBe('S2')
  expect(currentSession(plan(), at('23:00:00'))?.id).toBe('S2')
})

test('the plan shown is today’s, else the next, else the last', () => {
  const plans = [plan({ plan: 3, days: ['2026-12-01'] }), plan({ plan: 2, days: ['2026-11-22'] }), plan({ plan: 1, days: ['2026-11-01'] })]
  expect(currentPlan(plans, '2026-11-22')?.plan).toBe(2)
  expect(currentPlan(plans, '2026-11-23')?.plan).toBe(3)
  expect(currentPlan(plans, '2026-12-31')?.plan).toBe(3)
  expect(currentPlan([], '2026-11-22')).toBeUndefined()
})

test('only proctors of the session without a room can be given one, those who are in first', () => {
  const people = [
    person({ person: 1 }),
    person({ person: 2, state: 'in' }),
    person({ person: 3, rooms: { S1: '101' } }),
    person({ person: 4, rooms: { S2: '101' } }),
    person({ person: 5, role: 7 }),
    person({ person: 6, sessions: ['S2'] }),
  ]
  expect(unplaced(people, 1, 'S1').map((one) => one.person)).toEqual([2, 1, 4])
})
