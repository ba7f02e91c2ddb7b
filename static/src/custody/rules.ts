import { language } from '../i18n'
import type { Item, Plan, Policy } from '../rows'
import copied from './rules.json'

/** Rules and words of custody as the hub has them; `tests/static/custody_copy.py` copies them. */
export type Side = 'giver' | 'receiver' | 'monitor'
export type Edge = 'start' | 'end'

/** One leg of the papers' way (`server/domain/custody/legs.py`). */
export interface Leg {
  id: string
  start: string
  end: string
  zh: string
  en: string
  /** Everyone shows a badge; else everyone is checked in. */
  vault: boolean
  givers: number
  receivers: number
  monitors: number
  giver_roles: string[]
  receiver_roles: string[]
  monitor_roles: string[]
  /** The side whose grant the device works under. */
  table: Side | null
  /** Minutes from an edge of the session. */
  opens: [number, Edge] | null
  closes: [number, Edge] | null
  /** Its first and last day beside the plan's own: some days before and after, or as long as the plan is kept. */
  since: 'before' | 'first'
  till: 'last' | 'after' | 'kept'
  used: boolean
}

/** One kind of object (`server/domain/objects.py`). */
export interface Kind {
  code: string
  letter: string
  zh: string
  en: string
  measure: string
  sealed: boolean
  counts: string[]
  holds: string[]
  legs: string[]
  begins: string
  secure: boolean
  again: boolean
}

type Named = Record<string, string[]>

export const LEGS = copied.legs as unknown as Record<string, Leg>
export const KINDS = copied.kinds as Record<string, Kind>
/** Kinds of which a room of several trades or levels has one for each; and levels by their number. */
export const BY_GROUP: readonly string[] = copied.by_group
export const GRADES: Named = copied.grades
export const COUNTABLE = copied.countable as unknown as Record<string, [zh: string, measure: string, en: string]>
export const STAGES: Named = copied.stages
export const STATES: Named = copied.states
export const SIDES: Named = copied.sides
export const FORMS: Named = copied.forms
/** Why a badge was revoked. */
export const REASONS: Named = copied.reasons
export const BEFORE: Named = copied.before
export const AFTER = copied.after as Record<string, string>
export const PACKERS: Named = copied.packers
export const OFFICE: readonly string[] = copied.office
export const CHIEFS: readonly string[] = copied.chiefs
export const MONITORS: readonly string[] = copied.monitors
/** Roles of those who may count and seal for the chief. */
export const CLOSERS: readonly string[] = copied.closers
/** Kinds that are opened in a room before candidates, and those that the chief opens before a monitor. */
export const IN_ROOM: readonly string[] = copied.in_room
export const BEFORE_MONITOR: readonly string[] = copied.before_monitor
/** Milliseconds in which the newest act of a device can be taken back. */
export const UNDO = copied.undo * 1_000
/** States in the order of their life. */
export const ORDER = Object.keys(STATES)
const WORDS = copied.words as unknown as Record<string, [says: string, fix: string, saysEn: string, fixEn: string]>

/** The policies of a plan that states none. */
export const USUAL = copied.usual as unknown as Policy

/** From where to where a policy that is a number goes, as the hub has it. */
export const RANGES = copied.ranges as unknown as Record<string, readonly [number, number]>

/** A plan's policies as its row says; the usual ones where there is no row, and for what an older row does not say. */
export function policyOf(rows: ReadonlyMap<string, Policy>, plan: number | undefined): Policy {
  const row = rows.get(String(plan))
  return row === undefined ? USUAL : { ...USUAL, ...row }
}

/** Pick the reader's language from a pair, Chinese first. */
export const said = ([zh = '', en = '']: readonly string[] = []) => (language.value === 'en' ? en : zh)

export type Params = Record<string, string | number>

/** A rule turned something down, with the code and the words that the hub has for it. */
export class No extends Error {
  constructor(
    readonly code: string,
    readonly params: Params = {},
  ) {
    super(code)
  }

  /** Its sentences in a language. */
  in(which: 'zh' | 'en'): { code: string; says: string; fix: string } {
    const words = WORDS[this.code] ?? [this.code, '', this.code, '']
    const [says, fix] = which === 'en' ? [words[2], words[3]] : [words[0], words[1]]
    return { code: this.code, says: this.filled(says), fix: this.filled(fix) }
  }

  get words() {
    return this.in(language.value)
  }

  private filled(sentence: string): string {
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(this.params[name] ?? '—'))
  }
}

/** What a rule says no with; null where it says none. */
export function turnedDown(judge: () => unknown): No | null {
  try {
    judge()
    return null
  } catch (no) {
    if (!(no instanceof No)) throw no
    return no
  }
}

/** A leg as the plan has it; throws `leg-unknown` or `leg-unused`. */
export function legOf(id: string, policy: Policy, proctors = 2): Leg {
  const leg = LEGS[id]
  if (leg === undefined) throw new No('leg-unknown', { leg: id.slice(0, 20) })
  const inRoom = id === 'L3' ? { receivers: proctors } : id === 'L4' ? { givers: proctors } : {}
  const mine = { ...leg, ...inRoom, ...policy.legs[id] } as Leg
  if (!mine.used) throw new No('leg-unused', { leg: mine.zh, leg_en: mine.en })
  return mine
}

/** Whether a leg serves one session: its rooms and times are a session's; the others serve the whole plan. */
export const ofSession = (leg: Leg) => leg.start === 'room' || leg.end === 'room' || leg.opens !== null || leg.closes !== null

/** A leg as it is walked for a session: assessors take papers and bring them back in practical sessions only. */
export function inSession(leg: Leg, session: Plan['sessions'][number] | undefined): Leg {
  if (session === undefined || session.kind === 'practical') return leg
  const others = (roles: string[]) => roles.filter((role) => role !== copied.assessor)
  return { ...leg, giver_roles: others(leg.giver_roles), receiver_roles: others(leg.receiver_roles) }
}

/** A leg as people name it: what it is, and from where to where. */
export function legName({ zh, en, start, end }: Pick<Leg, 'zh' | 'en' | 'start' | 'end'>): [zh: string, en: string] {
  const [from, to] = [STAGES[start]!, STAGES[end]!]
  return [`${zh}（${from[0]} → ${to[0]}）`, `${en} (${from[1]} → ${to[1]})`]
}

/** The legs of the plan that start at a place. */
export function legsFrom(stage: string, policy: Policy): Leg[] {
  return Object.values(LEGS)
    .map((leg) => ({ ...leg, ...policy.legs[leg.id] }) as Leg)
    .filter((leg) => leg.used && leg.start === stage)
}

export const needed = (leg: Leg, side: Side) => leg[`${side}s`]
export const rolesOf = (leg: Leg, side: Side) => leg[`${side}_roles`]

type Days = Pick<Plan, 'days' | 'zone'>
type Spare = Pick<Policy, 'papers_before' | 'papers_after'>

export const dayIn = (zone: string, at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at)
const daysFrom = (day: string, days: number) => new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const ends = ({ days }: Pick<Plan, 'days'>): [first: string, last: string] => {
  const sorted = [...days].sort()
  return [sorted[0]!, sorted.at(-1)!]
}

/** The first and the last day of a leg, in the plan's zone; no last one where it can wait for years. */
export function daysOf(leg: Leg, plan: Days, policy: Spare): [first: string, last: string | null] {
  const [first, last] = ends(plan)
  const from = leg.since === 'before' ? daysFrom(first, -policy.papers_before) : first
  return [from, leg.till === 'kept' ? null : daysFrom(last, leg.till === 'after' ? policy.papers_after : 0)]
}

/** Throws where a leg is not walked on the day of `at` (Unix ms). */
export function onDay(leg: Leg, plan: Days, policy: Spare, at: number): void {
  const [first, last] = daysOf(leg, plan, policy)
  const today = dayIn(plan.zone, at)
  if (today >= first && (last === null || today <= last)) return
  const days = first === last ? first : `${first} — ${last}`
  const [zh, en] = last === null ? [`${first} 起`, `from ${first}`] : [days, days]
  throw new No('leg-day', { leg: leg.zh, leg_en: leg.en, today, days: zh, days_en: en })
}

/** Whether `at` (Unix ms) is on one of the plan's own days, or between them. */
export function onOwnDays(plan: Days, at: number): boolean {
  const [[first, last], today] = [ends(plan), dayIn(plan.zone, at)]
  return first <= today && today <= last
}

/** Whether a plan's badges sign for papers at `at` (Unix ms) besides their own days (`server/domain/other_days.py`). */
export function signsBesides(plan: Days, policy: Spare, at: number): boolean {
  return !onOwnDays(plan, at) && dayIn(plan.zone, at) >= daysFrom(ends(plan)[0], -policy.papers_before)
}

/** Unix ms of a moment some minutes after (negative: before) an edge of a session. */
export function moment(session: { starts: string; ends: string }, [offset, edge]: [number, Edge]): number {
  return Date.parse(edge === 'start' ? session.starts : session.ends) + offset * 60_000
}

/** A moment as people at the site say it: the hour, with the day where it is another than that of `at` (Unix ms). */
export function clock(when: number, plan: Pick<Plan, 'zone'>, at: number): string {
  const parts = (instant: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: plan.zone, dateStyle: 'short', timeStyle: 'short' }).format(instant)
  const [day, hour] = parts(when).split(' ') as [string, string]
  return parts(at).startsWith(day) ? hour : `${day.slice(5)} ${hour}`
}

export const sessionName = (plan: Plan, session: string | null) =>
  plan.sessions.find(({ id }) => id === session)?.name ?? (session || '—')

/** A room as people at the site name it. */
export const roomName = (room: string): [zh: string, en: string] => [/^[a-z0-9]+$/i.test(room) ? `${room} 号考场` : `${room}考场`, `room ${room}`]

/** Where an object is, in Chinese and English. */
export function where({ holder }: Pick<Item, 'holder'>): [zh: string, en: string] {
  if (holder.stage === 'room' && holder.room !== null) return roomName(holder.room)
  return STAGES[holder.stage] as [string, string]
}
