import { PROCTOR } from '../../roles'
import type { Person, Plan, Session } from '../../rows'
import { dueBefore } from '../../timetable'
import type { Cover, RoleCount } from './counts'

/** What a clock and the rows make of the moment: a sentence by key, with its numbers, names and urgency. */
export interface TimedAlert {
  key: 'notOpen' | 'proctorsMissing' | 'othersMissing' | 'closedMissing' | 'roomsUnassigned' | 'roomsShort' | 'clockWrong'
  level: 'note' | 'warn' | 'alarm'
  /** Words for the sentence: minutes, counts, times, names. */
  with: Record<string, string | number>
  /** Whom to call, first ones first. */
  people: Person[]
  /** Which rooms, first ones first. */
  rooms: string[]
}

const MINUTE = 60_000
/** A device whose clock is further off than this misleads whoever reads it (milliseconds). */
const CLOCK_OFF = 60_000

export interface Moment {
  plan: Plan
  session: Session
  roles: readonly RoleCount[]
  rooms: readonly Cover[]
  /** Rooms that the draw left out, and why: nobody is missing there. */
  leftOut?: Readonly<Record<string, string>>
  /** Hub time, Unix ms. */
  now: number
  /** Hub time minus device time, milliseconds. */
  skew: number
}

/** The alerts that follow from the time alone, most urgent first. Nothing is said once the session has ended. */
export function timed(moment: Moment): TimedAlert[] {
  const { plan, session, now, skew } = moment
  const starts = Date.parse(session.starts)
  const before = Math.ceil((starts - now) / MINUTE)
  const found: TimedAlert[] = []
  if (now < Date.parse(session.ends)) {
    if (before > plan.check_in.opens) found.push(alert('notOpen', 'note', { at: starts - plan.check_in.opens * MINUTE }))
    else found.push(...people(moment, before), ...rooms(moment, before))
  }
  if (Math.abs(skew) > CLOCK_OFF) {
    found.push(alert('clockWrong', 'warn', { minutes: Math.round(Math.abs(skew) / MINUTE), fast: skew < 0 ? 1 : 0 }))
  }
  const rank = { alarm: 0, warn: 1, note: 2 }
  return found.sort((a, b) => rank[a.level] - rank[b.level])
}

function people({ plan, session, roles }: Moment, before: number): TimedAlert[] {
  if (before > dueBefore(plan, session, 'staff')) return []
  const absent = (count: RoleCount) => count.missing.filter(({ state }) => state === 'expected')
  const proctors = roles.filter(({ role }) => role === PROCTOR).flatMap(absent)
  const others = roles.filter(({ role }) => role !== PROCTOR).flatMap(absent)
  if (before < -plan.check_in.closes) {
    const all = [...proctors, ...others]
    return all.length > 0 ? [alert('closedMissing', 'warn', { n: all.length }, all)] : []
  }
  const level = before <= dueBefore(plan, session, 'papers') ? 'alarm' : 'warn'
  const found: TimedAlert[] = []
  if (proctors.length > 0) found.push(alert('proctorsMissing', level, { n: proctors.length, minutes: before }, proctors))
  if (others.length > 0) found.push(alert('othersMissing', 'warn', { n: others.length, minutes: before }, others))
  return found
}

function rooms({ rooms, plan, session, leftOut = {} }: Moment, before: number): TimedAlert[] {
  if (before < -plan.check_in.closes) return []
  const named = (states: Cover['state'][]) => rooms.filter(({ state }) => states.includes(state)).map(({ room }) => room.room)
  const [unassigned, short] = [named(['unassigned']).filter((room) => leftOut[room] === undefined), named(['short', 'empty'])]
  const urgent = before <= dueBefore(plan, session, 'papers')
  const found: TimedAlert[] = []
  if (before <= dueBefore(plan, session, 'draw') && unassigned.length > 0) {
    found.push(alert('roomsUnassigned', urgent ? 'alarm' : 'warn', { n: unassigned.length }, [], unassigned))
  }
  if (urgent && short.length > 0) {
    found.push(alert('roomsShort', 'alarm', { n: short.length, needed: plan.proctors_per_room }, [], short))
  }
  return found
}

function alert(
  key: TimedAlert['key'],
  level: TimedAlert['level'],
  words: TimedAlert['with'],
  people: Person[] = [],
  rooms: string[] = [],
): TimedAlert {
  return { key, level, with: words, people, rooms }
}
