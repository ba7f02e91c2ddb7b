import type { Due, FeedRow, Plan, Session, TimetablePoint } from '../../../rows'
import { dueBefore, duePoint } from '../../../timetable'

/** What a timetable may have a step for that is missed from then on, in the order of the day. */
export const DUES = ['staff', 'draw', 'papers'] as const satisfies readonly Due[]

/** A session as a form holds it: its day, and wall times at the site, `09:00`, whatever the browser's own habits. */
export interface SessionDraft {
  id: string
  name: string
  day: string
  starts: string
  ends: string
  /** Minutes before the start of the steps that the session's timetable has. */
  dues: Partial<Record<Due, number | ''>>
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

const dayOf = (instant: string) => instant.slice(0, 10)
const clock = (instant: string) => instant.slice(11, 16)
const offset = (instant: string) => /(Z|[+-]\d\d:\d\d)$/.exec(instant)?.[0] ?? ''

export function planDraft(plan: Plan): PlanDraft {
  return {
    name: plan.name,
    duty_phone: plan.duty_phone,
    proctors_per_room: plan.proctors_per_room,
    opens: plan.check_in.opens,
    closes: plan.check_in.closes,
    sessions: plan.sessions.map((session) => {
      const { id, name, starts, ends } = session
      const dues = Object.fromEntries(DUES.filter((due) => duePoint(plan, id, due)).map((due) => [due, dueBefore(plan, session, due)]))
      return { id, name, day: dayOf(starts), starts: clock(starts), ends: clock(ends), dues }
    }),
  }
}

const CLOCK = /^([01]?\d|2[0-3])[:：][0-5]\d$/

/** A wall time as people type it (`9：05`), or null where it is none. */
function typedClock(typed: string): string | null {
  const text = typed.trim()
  return CLOCK.test(text) ? text.replace('：', ':').padStart(5, '0') : null
}

/** The instant a wall time of the form means, written as the plan writes its times. */
function instant(day: string, time: string, as: string): string {
  return day === dayOf(as) && time === clock(as) ? as : `${day}T${time}:00${offset(as)}`
}

/** The day so many days later. */
function laterDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

const DAY = 86_400_000

/** The sessions as the form would have them; a time that is none stays as it was, an end after midnight stays after it. */
export function sessionsOf(plan: Plan, draft: PlanDraft): Session[] {
  return plan.sessions.map((session) => {
    const typed = draft.sessions.find(({ id }) => id === session.id)
    if (typed === undefined) return session
    const nights = Math.round((Date.parse(dayOf(session.ends)) - Date.parse(dayOf(session.starts))) / DAY)
    return {
      ...session,
      name: typed.name.trim(),
      starts: instant(typed.day, typedClock(typed.starts) ?? clock(session.starts), session.starts),
      ends: instant(laterDay(typed.day, nights), typedClock(typed.ends) ?? clock(session.ends), session.ends),
    }
  })
}

/** What was typed on a form made of `before`, on what the plan says `now`: whoever saves changes what they touched alone. */
export function rebased(draft: PlanDraft, before: Plan, now: Plan): PlanDraft {
  const [was, is] = [planDraft(before), planDraft(now)]
  const sessions = is.sessions.map((session) => {
    const [typed, old] = [draft, was].map(({ sessions: of }) => of.find(({ id }) => id === session.id))
    if (typed === undefined || old === undefined) return session
    return { ...touched(typed, old, session), dues: touched(typed.dues, old.dues, session.dues) }
  })
  return { ...touched(draft, was, is), sessions }
}

/** Of each key that `is` has: what was typed where it says something else than `was`. */
function touched<T extends object>(typed: T, was: T, is: T): T {
  const says = (value: unknown) => typedClock(String(value)) ?? String(value).trim()
  const keys = (Object.keys(is) as (keyof T)[]).filter((key) => key in typed && key in was && says(typed[key]) !== says(was[key]))
  return { ...is, ...Object.fromEntries(keys.map((key) => [key, typed[key]])) }
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
  const dues = draft.sessions.flatMap(({ id, dues }) => {
    const typed = Object.entries(dues).map(([due, minutes]) => ({ session: id, due: due as Due, minutes: Number(minutes) }))
    return typed.filter(({ due, minutes }) => minutes !== dueBefore(plan, before.get(id)!, due))
  })
  if (dues.length > 0) body.dues = dues
  return Object.keys(body).length === 0 ? null : { plan: plan.plan, ...body }
}

/** Sessions of the form that would end before they start, or whose times are none, by name. */
export function impossible(plan: Plan, draft: PlanDraft): string[] {
  const unread = draft.sessions.filter(({ starts, ends }) => typedClock(starts) === null || typedClock(ends) === null)
  return sessionsOf(plan, draft).flatMap(({ id, name, starts, ends }) =>
    Date.parse(ends) > Date.parse(starts) && !unread.some((one) => one.id === id) ? [] : [name],
  )
}

/** A point of the timetable, and when the form would have it (Unix ms). */
export interface MovedPoint {
  point: TimetablePoint
  was: number
  is: number
}

/** The timetable as the hub will move it: each step keeps its distance to the edge of the session it hangs on, or has its own minutes. */
export function movedTimetable(plan: Plan, draft: PlanDraft): MovedPoint[] {
  const after = new Map(sessionsOf(plan, draft).map((session) => [session.id, session]))
  return plan.timetable
    .map((point) => {
      const was = Date.parse(point.at)
      const [old, next] = [plan.sessions.find(({ id }) => id === point.session), after.get(point.session ?? '')]
      if (old === undefined || next === undefined) return { point, was, is: was }
      const due = DUES.find((one) => duePoint(plan, old.id, one) === point)
      const typed = due && draft.sessions.find(({ id }) => id === old.id)?.dues[due]
      const own = typed !== undefined && typed !== ''
      return { point, was, is: own ? Date.parse(next.starts) - Number(typed) * 60_000 : was + shiftOf(point, old, next) }
    })
    .sort((a, b) => a.is - b.is)
}

function shiftOf({ at, edge }: TimetablePoint, old: Session, next: Session): number {
  const [starts, ends] = [Date.parse(old.starts), Date.parse(old.ends)]
  const hangs = edge ?? (Date.parse(at) <= (starts + ends) / 2 ? 'start' : 'end')
  return hangs === 'start' ? Date.parse(next.starts) - starts : Date.parse(next.ends) - ends
}

/** One line of the record: its newest row, and how many alike came in a row. */
export interface ChangeLine {
  row: FeedRow
  times: number
}

const CHANGES = ['plan.change', 'room.change', 'room.remove', 'import.commit']

/** What changed the plan and its rooms, newest first. */
export function changesOf(rows: Iterable<FeedRow>, plan: number): ChangeLine[] {
  const lines: ChangeLine[] = []
  for (const row of [...rows].filter((one) => one.plan === plan && CHANGES.includes(one.kind)).sort((a, b) => b.seq - a.seq)) {
    const last = lines.at(-1)
    if (last !== undefined && isSameImport(last.row, row)) last.times += 1
    else lines.push({ row, times: 1 })
  }
  return lines
}

/** Portraits are imported one by one: those of one device in a row are one line. */
function isSameImport(a: FeedRow, b: FeedRow): boolean {
  const fields = ['kind', 'about', 'device', 'verdict'] as const
  return a.kind === 'import.commit' && a.refusal === null && fields.every((field) => a[field] === b[field])
}
