import { PROCTOR } from '../../roles'
import type { Person, Plan, Room, Session, TimetablePoint } from '../../rows'

/** How one role stands in a session. */
export interface RoleCount {
  role: number
  expected: number
  in: number
  out: number
  missing: Person[]
}

/** Whether a person is wanted in a session; without named sessions they serve all of the plan's. */
export function serves(person: Person, session: string): boolean {
  return person.listed && (person.sessions.length === 0 || person.sessions.includes(session))
}

/** The plan's listed people of a session, by role, in the order of the role numbers. */
export function byRole(people: Iterable<Person>, plan: number, session: string): RoleCount[] {
  const counts = new Map<number, RoleCount>()
  for (const person of people) {
    if (person.plan !== plan || !serves(person, session)) continue
    const count = counts.get(person.role) ?? { role: person.role, expected: 0, in: 0, out: 0, missing: [] }
    counts.set(person.role, count)
    count.expected += 1
    if (person.state === 'in') count.in += 1
    else if (person.state === 'out') count.out += 1
    if (person.state !== 'in') count.missing.push(person)
  }
  for (const { missing } of counts.values()) missing.sort((a, b) => a.unit.localeCompare(b.unit) || a.person - b.person)
  return [...counts.values()].sort((a, b) => a.role - b.role)
}

/** `covered`: as many proctors in as the plan asks for. `unassigned`: nobody was given the room yet. */
export type CoverState = 'covered' | 'short' | 'empty' | 'unassigned'

export interface Cover {
  room: Room
  state: CoverState
  /** Assigned people who are in, of the plan's number per room. */
  in: number
  needed: number
  assigned: Person[]
}

/** The rooms used in a session with their proctors, in the order of their numbers. */
export function coverage(rooms: Iterable<Room>, people: Iterable<Person>, plan: Plan, session: string): Cover[] {
  const assigned = new Map<string, Person[]>()
  for (const person of people) {
    const room = person.rooms[session]
    if (person.plan === plan.plan && person.listed && room !== undefined) {
      assigned.set(room, [...(assigned.get(room) ?? []), person])
    }
  }
  return [...rooms]
    .filter((room) => room.plan === plan.plan && room.sessions[session] !== undefined)
    .sort((a, b) => a.room.localeCompare(b.room, 'zh-CN', { numeric: true }))
    .map((room) => cover(room, assigned.get(room.room) ?? [], plan.proctors_per_room))
}

function cover(room: Room, assigned: Person[], needed: number): Cover {
  const present = assigned.filter(({ state }) => state === 'in').length
  const state: CoverState =
    present >= needed ? 'covered' : assigned.length === 0 ? 'unassigned' : present > 0 ? 'short' : 'empty'
  return { room, state, in: present, needed, assigned }
}

/** The proctors who serve in a session and have no room in it yet; those already in come first. */
export function unplaced(people: Iterable<Person>, plan: number, session: string): Person[] {
  return [...people]
    .filter((one) => one.plan === plan && one.role === PROCTOR && serves(one, session) && one.rooms[session] === undefined)
    .sort((a, b) => Number(b.state === 'in') - Number(a.state === 'in') || a.person - b.person)
}

/** The next point of the timetable after `now` (Unix ms), and those after it. */
export function upcoming(plan: Plan, now: number): TimetablePoint[] {
  return plan.timetable
    .filter(({ at }) => Date.parse(at) > now)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** The session a chief looks at by default: the first that has not ended, else the last. */
export function currentSession(plan: Plan, now: number): Session | undefined {
  const sessions = [...plan.sessions].sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts))
  return sessions.find(({ ends }) => Date.parse(ends) > now) ?? sessions.at(-1)
}

/** The plan of today, else the next one, else the last. */
export function currentPlan(plans: Iterable<Plan>, today: string): Plan | undefined {
  const sorted = [...plans].sort((a, b) => (a.days[0] ?? '').localeCompare(b.days[0] ?? '') || a.plan - b.plan)
  return (
    sorted.find(({ days }) => days.includes(today)) ??
    sorted.find(({ days }) => (days[0] ?? '') > today) ??
    sorted.at(-1)
  )
}
