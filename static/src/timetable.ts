import { hubTime } from './clock'
import type { Due, Plan, Session, SignalRow, TimetablePoint } from './rows'

/** A session as it really runs: what the plan foresees, moved by what the chief gave. */
export interface Course {
  session: Session
  signal: SignalRow | undefined
  /** RFC 3339, with the extensions of the whole session; rooms with one of their own end later (`stillRunning`). */
  ends: string
  points: TimetablePoint[]
}

/** A bell that a device would sound later than this is passed over: it woke up, and the moment is gone. */
export const BELL_LATE = 60_000

/** Minutes before the start from which something is missed where the timetable has no step for it (`server/domain/plan.py`). */
export const USUAL_DUE: Readonly<Record<Due, number>> = { staff: 60, draw: 40, papers: 30 }

/** Steps known by their names, and the word that tells the draw of rooms from others, as the hub knows them (tested equal). */
const NAMED: Readonly<Record<Due, RegExp>> = {
  staff: /(工作人员|考务人员|监考人员|监考员?)到齐/,
  draw: /抽签/,
  papers: /监考[^，、；]{0,3}领[^，、；]{0,3}卷/,
}
const OF_ROOMS = '考场'

/** What is due at a step of a session: what its row says; one of an older hub, before the start, says it by its name. */
function dueOf(point: TimetablePoint, session: Session): Due | null {
  if (point.due !== undefined) return point.due
  const ahead = point.edge !== 'end' && Date.parse(point.at) <= Date.parse(session.starts)
  return (ahead && (Object.keys(NAMED) as Due[]).find((due) => NAMED[due].test(point.name))) || null
}

/** The step of a session at which something is due; of several the draw of rooms, else the first. */
export function duePoint(plan: Plan, id: string, what: Due): TimetablePoint | undefined {
  const session = plan.sessions.find((one) => one.id === id)
  if (session === undefined) return undefined
  const later = ({ name }: TimetablePoint) => Number(what === 'draw' && !name.includes(OF_ROOMS))
  return plan.timetable
    .filter((point) => point.session === id && dueOf(point, session) === what)
    .sort((a, b) => later(a) - later(b) || Date.parse(a.at) - Date.parse(b.at))[0]
}

/** From how many minutes before its start something is missed in a session. */
export function dueBefore(plan: Plan, session: Session, what: Due): number {
  const point = duePoint(plan, session.id, what)
  return point === undefined ? USUAL_DUE[what] : (Date.parse(session.starts) - Date.parse(point.at)) / 60_000
}

/** Every session of a plan with what was given in it. */
export function courses(plan: Plan, signals: ReadonlyMap<string, SignalRow>): Course[] {
  return plan.sessions.map((session) => {
    const signal = signals.get(`${plan.plan}/${session.id}`)
    const points = signal?.points ?? plan.timetable.filter((point) => point.session === session.id)
    return { session, signal, ends: signal?.ends ?? session.ends, points }
  })
}

/** The plan with every session's steps at their effective times; steps of no session stay. */
export function effective(plan: Plan, signals: ReadonlyMap<string, SignalRow>): Plan {
  const known = new Set(plan.sessions.map(({ id }) => id))
  const free = plan.timetable.filter(({ session }) => session === null || !known.has(session))
  const all = courses(plan, signals)
  return {
    ...plan,
    sessions: all.map(({ session, ends }) => ({ ...session, ends })),
    timetable: [...free, ...all.flatMap(({ points }) => points)].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  }
}

/** The plan as papers move by it: each session ends when its last room does. */
export function lasting(plan: Plan, signals: ReadonlyMap<string, SignalRow>): Plan {
  const endOf = ({ id, ends }: Session) => signals.get(`${plan.plan}/${id}`)?.last_ends ?? ends
  return { ...plan, sessions: plan.sessions.map((session) => ({ ...session, ends: endOf(session) })) }
}

/** Rooms with an extension of their own that still run at `now` (Unix ms), by their end. */
export function stillRunning(signal: SignalRow | undefined, now: number): { rooms: string[]; ends: string }[] {
  const by = new Map<string, string[]>()
  for (const [room, ends] of Object.entries(signal?.room_ends ?? {})) {
    if (Date.parse(ends) > now) by.set(ends, [...(by.get(ends) ?? []), room])
  }
  return [...by].map(([ends, rooms]) => ({ rooms, ends })).sort((a, b) => Date.parse(a.ends) - Date.parse(b.ends))
}

/** The bells to sound now: those after `since`, when the device last looked, that are not long gone (Unix ms). */
export function bells(points: readonly TimetablePoint[], since: number, now: number): TimetablePoint[] {
  return points.filter(({ at, signal }) => {
    const due = Date.parse(at)
    return signal !== null && since < due && due <= now && now <= due + BELL_LATE
  })
}

/** Rings what is due whenever it is looked; several devices ring the same bell together, as all go by the hub's time. */
export function ringer(points: () => readonly TimetablePoint[], ring: (kind: 'short' | 'long') => void, now: () => number = hubTime): () => void {
  let since = now()
  return () => {
    const at = now()
    // A clock that was set back must not ring the same bell again.
    if (at <= since) return
    const due = bells(points(), since, at)
    since = at
    const last = due.at(-1)
    if (last?.signal) ring(last.signal)
  }
}
