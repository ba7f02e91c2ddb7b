import type { Deed } from '../../database'
import type { Picture } from '../../echo'
import type { Receipt, Refusal } from '../../hub'
import type { Badge, Person } from '../../rows'
import type { Reading } from '../../token'

/** How a person was named: by the QR text, the typed badge number, or picked from the list. */
export type Shown =
  | { by: 'badge'; text: string }
  | { by: 'number'; number: string }
  | { by: 'search'; plan: number; person: number }

export type Direction = 'in' | 'out'

/** Who this device believes stands before it; all of it may be missing when its picture is old. */
export interface Holder {
  plan: number | null
  person: Person | null
  /** From the token or the list. */
  role: number | null
  number: string | null
  /** Of a walk-in, whom no row knows yet. */
  name?: string
}

/** A spare badge that is nobody's yet. */
export interface Spare {
  shown: Exclude<Shown, { by: 'search' }>
  plan: number
  role: number
  /** Null where this device has not heard of the badge yet. */
  number: string | null
}

/** What this device can say without the hub. */
export type Doubt = 'unverified' | 'forged' | 'unreadable' | 'revoked' | 'wrongPlan' | 'wrongDay' | 'unbound' | 'notListed' | 'alreadyIn'

/** What fills the screen after a scan. */
export interface Verdict {
  /** `notEnrolled`: the hub does not know this device, so that nothing it notes counts. */
  state: 'asking' | 'accepted' | 'refused' | 'disputed' | 'waiting' | 'notEnrolled'
  direction: Direction
  holder: Holder
  refusal: Refusal | null
  /** What this device doubts by itself; the hub's word stands when it comes. */
  doubt: Doubt | null
  /** How the person was named; without the hub it tells what the answer rests on. */
  by?: Shown['by']
  /** What was to be done: with a walk-in or a spare badge it is more than the check-in. */
  deed: Deed
  /** The ids of the facts, in order; empty where they could not be stored. */
  facts: readonly string[]
  /** How many of them, from the first, the hub has accepted. */
  passed: number
  /** It is stored here, but that it was done is known to this page alone (`hear.ts`). */
  unmarked?: boolean
  /** The spare badge now theirs, and the badge that stops for it, by their numbers. */
  bound: { number: string | null; stops: string | null } | null
  /** Hub time, Unix ms. */
  at: number
}

/** The badge a typed number means: numbers repeat from plan to plan, so the one that is valid now comes first. */
function badgeOf(number: string, badges: Picture['badges'], now: number): Badge | undefined {
  const same = [...badges.values()].filter((badge) => badge.number === number)
  return same.find(({ nbf, exp }) => Number(nbf) * 1_000 <= now && now < Number(exp) * 1_000) ?? same[0]
}

/** Who is meant, from the rows this device keeps; `now` is the hub's time in Unix ms. */
export function holderOf(shown: Shown, reading: Reading | null, picture: Picture, now: number): Holder {
  if (shown.by === 'search') {
    const person = picture.people.get(`${shown.plan}/${shown.person}`) ?? null
    return { plan: shown.plan, person, role: person?.role ?? null, number: person?.number ?? null }
  }
  if (shown.by === 'number') {
    const badge = badgeOf(shown.number, picture.badges, now)
    if (badge === undefined) return { plan: null, person: null, role: null, number: shown.number }
    const person = picture.people.get(`${badge.plan}/${badge.person}`) ?? null
    return { plan: badge.plan, person, role: badge.role, number: shown.number }
  }
  // A forged token's claims are anyone's invention: nobody's name is shown for it.
  if (reading === null || reading.outcome !== 'good') return { plan: null, person: null, role: null, number: null }
  const { plan, role, badge } = reading.token
  const row = picture.badges.get(badge)
  // A spare badge says nobody; the row knows whose it has become.
  const person = row?.person ?? reading.token.person
  return { plan, person: picture.people.get(`${plan}/${person}`) ?? null, role, number: row?.number || null }
}

/** The badge that was shown, or that somebody picked has now; null where this device has not heard of it. */
export function rowOf(shown: Shown, reading: Reading | null, picture: Picture, now: number): Badge | null {
  if (shown.by === 'number') return badgeOf(shown.number, picture.badges, now) ?? null
  const picked = shown.by === 'search' ? picture.people.get(`${shown.plan}/${shown.person}`)?.badge : null
  return picture.badges.get(reading?.outcome === 'good' ? reading.token.badge : (picked ?? '')) ?? null
}

/** The spare badge that was shown, if it was one that is nobody's yet. */
export function spareOf(shown: Shown, reading: Reading | null, picture: Picture, now: number): Spare | null {
  if (shown.by === 'search') return null
  if (shown.by === 'number') {
    const badge = badgeOf(shown.number, picture.badges, now)
    return badge?.person === 0 ? { shown, plan: badge.plan, role: badge.role, number: badge.number } : null
  }
  if (reading?.outcome !== 'good') return null
  const { badge, person, plan, role } = reading.token
  const row = picture.badges.get(badge)
  return (row?.person ?? person) === 0 ? { shown, plan, role, number: row?.number || null } : null
}

/** What speaks against the person as far as this device knows: the lists of the last time it heard from the hub. */
export function doubtOfHolder({ person }: Holder, direction: Direction): Doubt | null {
  if (person === null) return null
  if (!person.listed) return 'notListed'
  return direction === 'in' && person.state === 'in' ? 'alreadyIn' : null
}

/** What speaks against the badge as far as this device knows; `now` is the hub's time in Unix ms. */
export function doubtOf(shown: Shown, reading: Reading | null, picture: Picture, now: number): Doubt | null {
  if (shown.by === 'search') return null
  if (shown.by === 'number') {
    const badge = badgeOf(shown.number, picture.badges, now)
    if (badge !== undefined && revoked(badge.badge, badge, picture)) return 'revoked'
    return badge?.person === 0 ? 'unbound' : null
  }
  // Without a key no signature was looked at: that is no yes.
  if (reading === null) return 'unverified'
  if (reading.outcome !== 'good') return reading.outcome
  const { badge, plan, notBefore, expires } = reading.token
  const row = picture.badges.get(badge)
  if (revoked(badge, row, picture)) return 'revoked'
  if (picture.plans.size > 0 && !picture.plans.has(String(plan))) return 'wrongPlan'
  if (now < notBefore * 1_000 || now > expires * 1_000) return 'wrongDay'
  return (row?.person ?? reading.token.person) === 0 ? 'unbound' : null
}

/** Whether the rows or the signed list say so: either may be the newer one. */
function revoked(badge: string, row: Badge | undefined, picture: Picture): boolean {
  return row?.state === 'revoked' || picture.revoked?.has(badge) === true
}

/** Whether the next scan may take this answer's place: one that somebody must read first stays. */
export function needsReading({ state, doubt, unmarked = false }: Verdict): boolean {
  return state !== 'accepted' && (state !== 'waiting' || doubt !== null || unmarked)
}

/**
 * The verdict once the hub has answered, or has not: without it a doubted badge is turned away, any other waits. One
 * that this device could not verify waits too, and is shown so: nothing speaks against it, and nothing for it.
 * `notEnrolled`: the hub turned this device itself away.
 */
export function conclude(asked: Verdict, receipt: Receipt | null, notEnrolled = false): Verdict {
  if (receipt === null && notEnrolled) return { ...asked, state: 'notEnrolled' }
  if (receipt === null) return { ...asked, state: asked.doubt === null || asked.doubt === 'unverified' ? 'waiting' : 'refused' }
  return { ...asked, state: receipt.verdict, refusal: receipt.refusal }
}

/** The body of the fact; exactly one way of naming the person. */
export function bodyOf(shown: Shown, place: string): Record<string, unknown> {
  if (shown.by === 'badge') return { place, badge: shown.text }
  if (shown.by === 'number') return { place, number: shown.number }
  return { place, person: shown.person, plan: shown.plan }
}
