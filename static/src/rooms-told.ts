import { PROCTOR } from './roles'
import type { Person, Plan, Session } from './rows'
import type { DrawRow } from './screens/draw/rows'

/** What a step is called in a plan's timetable where a session's rooms are drawn on the day. */
const DRAWING = '抽签'

/** Rooms that hold, by session, and the sessions whose rooms are yet to be drawn: what the list says of them may change. */
export interface RoomsTold {
  known: { session: string; room: string }[]
  later: string[]
}

/** Whether a session's rooms are still to be drawn: its timetable says so, nobody did, and it has not begun. */
export function drawComes(plan: Plan, session: Session, draws: ReadonlyMap<string, DrawRow>, now: number): boolean {
  const planned = plan.timetable.some((point) => point.session === session.id && point.name.includes(DRAWING))
  const drawn = draws.get(`${plan.plan}/${session.id}/rooms`)?.drawn
  return planned && !drawn && now < Date.parse(session.starts)
}

/** What somebody who has come may be told about their rooms; `now`: hub time, Unix ms. */
export function roomsTold(person: Person, plan: Plan, draws: ReadonlyMap<string, DrawRow>, now: number): RoomsTold {
  const told: RoomsTold = { known: [], later: [] }
  for (const session of plan.sessions) {
    const room = person.rooms[session.id]
    const wanted = person.sessions.length === 0 || person.sessions.includes(session.id)
    if (person.role === PROCTOR && wanted && person.listed && drawComes(plan, session, draws, now)) told.later.push(session.name)
    else if (room !== undefined) told.known.push({ session: session.name, room })
  }
  return told
}
