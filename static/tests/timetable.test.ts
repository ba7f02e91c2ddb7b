import { expect, test, vi } from 'vitest'
import type { Due, SignalRow, TimetablePoint } from '../src/rows'
import { bells, courses, duePoint, effective, lasting, ringer, stillRunning } from '../src/timetable'
import due from './due.json'
import { plan } from './fakes'

const at = (time: string) => Date.parse(`2026-11-22T${time}+08:00`)
const day = plan()
const extended: SignalRow = {
  plan: 1, session: 'S1', phase: 'running', started: '2026-11-22T09:00:00+08:00', ended: null, given: {}, extensions: [],
  starts: '2026-11-22T09:00:00+08:00', ends: '2026-11-22T10:50:00+08:00', last_ends: '2026-11-22T10:50:00+08:00', room_ends: {},
  points: [...day.timetable, { at: '2026-11-22T10:50:00+08:00', name: '考试结束', session: 'S1', signal: 'long' }],
}

test('without a signal the plan holds; with one its times do', () => {
  expect(courses(day, new Map())[0]!.ends).toBe('2026-11-22T10:30:00+08:00')
  const running = effective(day, new Map([['1/S1', extended]]))
  expect(running.sessions[0]!.ends).toBe('2026-11-22T10:50:00+08:00')
  expect(running.timetable.map(({ name }) => name)).toEqual(['考生入场', '开考', '考试结束'])
})

test('papers move by the end of the last room, and rooms with more time of their own are known while they run', () => {
  const row: SignalRow = {
    ...extended, ends: '2026-11-22T10:30:00+08:00', last_ends: '2026-11-22T10:50:00+08:00',
    room_ends: { 101: '2026-11-22T10:50:00+08:00', 102: '2026-11-22T10:45:00+08:00', 103: '2026-11-22T10:50:00+08:00' },
  }
  expect(lasting(day, new Map([['1/S1', row]])).sessions[0]!.ends).toBe('2026-11-22T10:50:00+08:00')
  expect(lasting(day, new Map())).toEqual(day)
  expect(stillRunning(row, at('10:31:00'))).toEqual([
    { rooms: ['102'], ends: '2026-11-22T10:45:00+08:00' }, { rooms: ['101', '103'], ends: '2026-11-22T10:50:00+08:00' },
  ])
  expect(stillRunning(row, at('10:50:00'))).toEqual([])
  expect(stillRunning(undefined, at('10:31:00'))).toEqual([])
})

test('a bell rings once, when it is due, and not later than a minute', () => {
  expect(bells(day.timetable, at('08:39:59'), at('08:40:00')).map(({ signal }) => signal)).toEqual(['short'])
  expect(bells(day.timetable, at('08:40:00'), at('08:40:01'))).toEqual([])
  expect(bells(day.timetable, at('08:30:00'), at('08:41:00'))).toHaveLength(1)
  expect(bells(day.timetable, at('08:30:00'), at('08:41:01'))).toEqual([])
})

test('a device that slept rings nothing of what it missed, and one whose clock goes back rings nothing twice', () => {
  let now = at('08:39:00')
  const ring = vi.fn()
  const look = ringer(() => day.timetable, ring, () => now)
  const later = (time: string) => {
    now = at(time)
    look()
  }
  later('08:39:59')
  expect(ring).not.toHaveBeenCalled()
  later('08:40:00')
  expect(ring.mock.calls).toEqual([['short']])
  later('08:39:30')
  later('08:40:10')
  expect(ring).toHaveBeenCalledTimes(1)
  later('09:05:00')
  expect(ring).toHaveBeenCalledTimes(1)
})

test('each thing is due at the step that the hub holds it due at, said or by the names that an older hub left', () => {
  expect(due.length).toBeGreaterThan(100)
  for (const one of due as { steps: TimetablePoint[]; due: Record<Due, string | null> }[]) {
    const found = (['staff', 'draw', 'papers'] as const).map((what) => [what, duePoint(plan({ timetable: one.steps }), 'S1', what)?.at ?? null])
    expect(Object.fromEntries(found), JSON.stringify(one.steps)).toEqual(one.due)
  }
})
