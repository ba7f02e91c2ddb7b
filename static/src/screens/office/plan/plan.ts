import type { FeedRow, Plan, Session, TimetablePoint } from '../../../rows'

/** A session as a form holds it: wall times at the site, `2026-11-22T09:00`. */
export interface SessionDraft {
  id: string
  name: string
  starts: string
  ends: string
}

/** What can be changed about a plan on the day, as a form holds it. */
export interface PlanDraft {
  name: string
  duty_phone: string
  proctors_per_room: number | ''
  opens: number | ''
  closes: number | ''
  sessions: SessionDraft[]
}

const wall = (instant: string) => instant.slice(0, 16)
const offset = (instant: string) => /(Z|[+-]\d\d:\d\d)$/.exec(instant)?.[0] ?? ''

export function planDraft(plan: Plan): PlanDraft {
  return {
    name: plan.name,
    duty_phone: plan.duty_phone,
    proctors_per_room: plan.proctors_per_room,
    opens: plan.check_in.opens,
    closes: plan.check_in.closes,
    sessions: plan.sessions.map(({ id, name, starts, ends }) => ({ id, name, starts: wall(starts), ends: wall(ends) })),
  }
}

/** The instant a wall time of the form means, written as the plan writes its times. */
function instant(typed: string, as: string): string {
  return typed === wall(as) ? as : `${typed}:00${offset(as)}`
}

/** The sessions as the form would have them; an emptied time stays as it was. */
export function sessionsOf(plan: Plan, draft: PlanDraft): Session[] {
  return plan.sessions.map((session) => {
    const typed = draft.sessions.find(({ id }) => id === session.id)
    if (typed === undefined) return session
    return {
      ...session,
      name: typed.name.trim(),
      starts: typed.starts ? instant(typed.starts, session.starts) : session.starts,
      ends: typed.ends ? instant(typed.ends, session.ends) : session.ends,
    }
  })
}

/** The body of `plan.change` with what differs from the plan, or null where nothing does. */
export function planBody(plan: Plan, draft: PlanDraft): Record<string, unknown> | null {
  const body: Record<string, unknown> = {}
  if (draft.name.trim() !== plan.name) body.name = draft.name.trim()
  if (draft.duty_phone.trim() !== plan.duty_phone) body.duty_phone = draft.duty_phone.trim()
  if (Number(draft.proctors_per_room) !== plan.proctors_per_room) body.proctors_per_room = Number(draft.proctors_per_room)
  const window = { opens: Number(draft.opens), closes: Number(draft.closes) }
  if (window.opens !== plan.check_in.opens || window.closes !== plan.check_in.closes) body.check_in = window
  const before = new Map(plan.sessions.map((session) => [session.id, session]))
  const changed = sessionsOf(plan, draft).filter(({ id, name, starts, ends }) => {
    const was = before.get(id)!
    return name !== was.name || starts !== was.starts || ends !== was.ends
  })
  if (changed.length > 0) body.sessions = changed.map(({ id, name, starts, ends }) => ({ id, name, starts, ends }))
  return Object.keys(body).length === 0 ? null : { plan: plan.plan, ...body }
}

/** Sessions of the form that would end before they start, by name. */
export function impossible(plan: Plan, draft: PlanDraft): string[] {
  return sessionsOf(plan, draft).flatMap(({ name, starts, ends }) => (Date.parse(ends) > Date.parse(starts) ? [] : [name]))
}

/** A point of the timetable, and when the form would have it (Unix ms). */
export interface MovedPoint {
  point: TimetablePoint
  was: number
  is: number
}

/** The timetable as the hub will move it: the first half of a session keeps its distance to the start, the rest to the end. */
export function movedTimetable(plan: Plan, draft: PlanDraft): MovedPoint[] {
  const after = new Map(sessionsOf(plan, draft).map((session) => [session.id, session]))
  return plan.timetable
    .map((point) => {
      const was = Date.parse(point.at)
      const [old, next] = [plan.sessions.find(({ id }) => id === point.session), after.get(point.session ?? '')]
      return { point, was, is: old === undefined || next === undefined ? was : was + shiftOf(was, old, next) }
    })
    .sort((a, b) => a.is - b.is)
}

function shiftOf(at: number, old: Session, next: Session): number {
  const [starts, ends] = [Date.parse(old.starts), Date.parse(old.ends)]
  return at <= (starts + ends) / 2 ? Date.parse(next.starts) - starts : Date.parse(next.ends) - ends
}

const CHANGES = ['plan.change', 'room.change', 'room.remove', 'import.commit']

/** What changed the plan and its rooms, newest first. */
export function changesOf(rows: Iterable<FeedRow>, plan: number): FeedRow[] {
  return [...rows].filter((row) => row.plan === plan && CHANGES.includes(row.kind)).sort((a, b) => b.seq - a.seq)
}
