import { expect, test } from 'vitest'
import { timed, type Moment } from '../../../src/screens/board/alerts'
import { byRole, coverage } from '../../../src/screens/board/counts'
import type { Due, Person } from '../../../src/rows'
import { at, morning, person, plan, room } from '../../fakes'

function moment(clock: string, people: Person[], rooms = ['101'], skew = 0): Moment {
  const day = plan()
  return {
    plan: day,
    session: morning,
    roles: byRole(people, 1, 'S1'),
    rooms: coverage(rooms.map((one) => room(one)), people, day, 'S1'),
    now: at(clock),
    skew,
  }
}

const keys = (of: Moment) => timed(of).map(({ key, level }) => `${key} ${level}`)
const late = [person({ person: 1, rooms: { S1: '101' } }), person({ person: 2, rooms: { S1: '101' }, state: 'in' })]
const complete = late.map((one) => ({ ...one, state: 'in' as const }))

test('before the doors open only the opening is named', () => {
  const alerts = timed(moment('07:29:00', late))
  expect(alerts.map(({ key }) => key)).toEqual(['notOpen'])
  expect(alerts[0]!.with.at).toBe(at('07:30:00'))
})

test('from the opening to an hour before the start nobody is late', () => {
  expect(keys(moment('07:30:00', late))).toEqual([])
  expect(keys(moment('07:59:00', late))).toEqual([])
})

test('an hour before the start missing proctors are named, half an hour before it is urgent', () => {
  expect(keys(moment('08:00:00', late))).toEqual(['proctorsMissing warn'])
  expect(keys(moment('08:30:00', late))).toEqual(['proctorsMissing alarm', 'roomsShort alarm'])
})

test('the alert says how long still, how many and who', () => {
  const [alert] = timed(moment('08:30:00', late))
  expect(alert).toMatchObject({ with: { n: 1, minutes: 30 }, people: [{ person: 1 }] })
})

test('other staff are named apart from the proctors', () => {
  const chief = person({ person: 9, role: 5 })
  expect(keys(moment('08:10:00', [...complete, chief]))).toEqual(['othersMissing warn'])
})

test('somebody who signed out again is not called missing, but the room is short', () => {
  const left = complete.map((one, index) => (index === 0 ? { ...one, state: 'out' as const } : one))
  expect(keys(moment('08:45:00', left))).toEqual(['roomsShort alarm'])
})

test('rooms without anybody assigned are named once the draw is due', () => {
  expect(keys(moment('08:19:00', complete, ['101', '102']))).toEqual([])
  expect(keys(moment('08:20:00', complete, ['101', '102']))).toEqual(['roomsUnassigned warn'])
  const [alert] = timed(moment('08:30:00', complete, ['101', '102']))
  expect(alert).toMatchObject({ key: 'roomsUnassigned', level: 'alarm', rooms: ['102'] })
})

const steps = (minutes: Partial<Record<Due, number>>) =>
  Object.entries(minutes).map(([due, before]) => ({ at: new Date(at('09:00:00') - before * 60_000).toISOString(), name: due, session: 'S1', signal: null, due: due as Due }))

test.each([
  ['staff', '07:44:00', '07:45:00', 'proctorsMissing warn', late, ['101']],
  ['draw', '08:14:00', '08:15:00', 'roomsUnassigned warn', complete, ['101', '102']],
  ['papers', '08:24:00', '08:25:00', 'roomsShort alarm', late, ['101']],
] as const)('where the plan moves the step of %s, its alert moves', (due, before, then, found, people, rooms) => {
  const timetable = [...plan().timetable, ...steps({ staff: 75, draw: 45, papers: 35 })]
  const moved = (clock: string) => keys({ ...moment(clock, [...people], [...rooms]), plan: plan({ timetable }) })
  expect([due, moved(before).includes(found), moved(then).includes(found)]).toEqual([due, false, true])
})

test('steps of another session move nothing, and of two steps the first counts', () => {
  const other = plan({ timetable: steps({ draw: 50 }).map((point) => ({ ...point, session: 'S2' })) })
  expect(keys({ ...moment('08:19:00', complete, ['101', '102']), plan: other })).toEqual([])
  const twice = plan({ timetable: [...steps({ draw: 20 }), ...steps({ draw: 45 })] })
  expect(keys({ ...moment('08:15:00', complete, ['101', '102']), plan: twice })).toEqual(['roomsUnassigned warn'])
})

test('a plan of an older hub, whose steps do not say what is due at them, alerts by their names', () => {
  const named = (name: string, clock: string) => ({ at: `2026-11-22T${clock}+08:00`, name, session: 'S1', signal: null })
  const old = plan({ timetable: [named('工作人员到齐', '07:30:00'), named('抽签', '08:15:00')] })
  expect(keys({ ...moment('07:30:00', late), plan: old })).toEqual(['proctorsMissing warn'])
  expect(keys({ ...moment('08:15:00', complete, ['101', '102']), plan: old })).toEqual(['roomsUnassigned warn'])
})

test('in a room that the draw left out with a reason nobody is missing', () => {
  const two = moment('08:30:00', complete, ['101', '102'])
  expect(keys({ ...two, leftOut: { '102': '空调故障' } })).toEqual([])
  expect(keys({ ...two, leftOut: { '103': '空调故障' } })).toEqual(['roomsUnassigned alarm'])
})

test('after check-in has closed whoever never came is named once', () => {
  expect(keys(moment('09:31:00', late))).toEqual(['closedMissing warn'])
})

test('a session that has ended alerts nobody', () => {
  expect(keys(moment('10:30:00', late))).toEqual([])
})

test('a full house is quiet', () => {
  expect(keys(moment('08:45:00', complete))).toEqual([])
})

test('a clock more than a minute off is named with its direction', () => {
  expect(keys(moment('08:45:00', complete, ['101'], 60_000))).toEqual([])
  expect(timed(moment('08:45:00', complete, ['101'], 180_000))[0]).toMatchObject({ key: 'clockWrong', with: { minutes: 3, fast: 0 } })
  expect(timed(moment('08:45:00', complete, ['101'], -180_000))[0]).toMatchObject({ with: { minutes: 3, fast: 1 } })
})
