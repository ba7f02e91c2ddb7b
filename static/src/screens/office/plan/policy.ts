import { USUAL } from '../../../custody/rules'
import type { Policy } from '../../../rows'

/** Policies that are numbers, beside how papers travel; their bounds are the hub's (`RANGES`). */
export const NUMBERS = ['scratch_per_candidate', 'witnesses', 'opens_before', 'spare_monitors', 'still_after'] as const
/** Other numbers, by what they are about: each group has its heading, and a sentence where it needs one. */
export const GROUPS = {
  back: ['back_within', 'counted_within', 'stored_within'],
  papers: ['papers_before', 'papers_after'],
  films: ['media_quota', 'media_silent'],
  marking: ['reading_days', 'check_cards', 'second_pass'],
  abnormal: ['abnormal_low', 'abnormal_high', 'abnormal_blank', 'abnormal_same', 'abnormal_wrong', 'abnormal_beyond'],
} as const
/** Policies that are yes or no. */
export const FLAGS = ['mark_absent', 'forms', 'verify_before_return', 'practical_papers', 'counts_in_room'] as const
/** Rules of the draw beside kin and own students, which always count. */
export const DRAWS = ['draw_units', 'draw_experience'] as const
/** Policies that are one of a few. */
export const CHOICES = {
  cards_per_candidate: [1, 2],
  void_to: ['paper', 'card'],
  seals: ['own', 'factory'],
} as const

/** How papers come to the site: chiefs collect them, couriers bring them, or otherwise, as the plan says leg by leg. */
export type Way = 'chiefs' | 'couriers' | 'otherwise'

type Legs = Policy['legs']

/** Legs by road and vault, on which somebody may have to look on. */
const ROAD = ['L1', 'L2', 'L5', 'L6'] as const
const WAY = ['L1', 'L2'] as const

/** Also of what a form watches, which cannot be cloned otherwise. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const without = ({ monitors: _monitors, ...rest }: Record<string, unknown> = {}) => rest
const same = (one: unknown, other: unknown) => JSON.stringify(one ?? {}) === JSON.stringify(other ?? {})

export function wayOf(legs: Legs): Way {
  if (WAY.every((leg) => same(without(legs[leg]), USUAL.legs[leg]))) return 'chiefs'
  return WAY.every((leg) => same(without(legs[leg]), {})) ? 'couriers' : 'otherwise'
}

/** How many look on at each handoff on the road; null where that differs from leg to leg. */
export function monitorsOf(legs: Legs): number | null {
  const numbers = new Set(ROAD.map((leg) => Number(legs[leg]?.['monitors'] ?? 0)))
  return numbers.size === 1 ? [...numbers][0]! : null
}

/** The legs with another way to the site or other numbers of monitors; what else was said of them stays. */
export function legsWith(legs: Legs, { way, monitors }: { way: Way; monitors: number | null }): Legs {
  const next: Record<string, Record<string, unknown>> = copy(legs)
  if (way !== 'otherwise') for (const leg of WAY) next[leg] = { ...(way === 'chiefs' ? copy(USUAL.legs[leg] ?? {}) : {}), ...keptMonitors(legs[leg]) }
  if (monitors !== null) for (const leg of ROAD) next[leg] = monitors === 0 ? without(next[leg]) : { ...next[leg], monitors }
  return Object.fromEntries(Object.entries(next).filter(([, of]) => Object.keys(of).length > 0))
}

function keptMonitors(of: Record<string, unknown> = {}): Record<string, unknown> {
  return 'monitors' in of ? { monitors: of['monitors'] } : {}
}

/** A plan's policies as a form edits them: without what the row says besides. */
export function policyDraft(row: Policy): Policy {
  return Object.fromEntries(Object.keys(USUAL).map((key) => [key, copy(row[key as keyof Policy])])) as unknown as Policy
}

/**
 * What was changed on a form, on what the plan says by now: whoever saves changes what they touched, and no rule (or leg)
 * that somebody else has changed since.
 */
export function rebased(draft: Policy, before: Policy, now: Policy): Policy {
  const mine = (key: string, of: Record<string, unknown>, was: Record<string, unknown>) => JSON.stringify(of[key]) !== JSON.stringify(was[key])
  const merged = (of: Record<string, unknown>, was: Record<string, unknown>, is: Record<string, unknown>) => {
    const found = [...new Set([...Object.keys(is), ...Object.keys(of)])].map((key) => [key, copy((mine(key, of, was) ? of : is)[key] ?? null)] as const)
    return Object.fromEntries(found.filter(([, value]) => value !== null))
  }
  return { ...merged({ ...draft }, { ...before }, { ...now }), legs: merged(draft.legs, before.legs, now.legs) } as unknown as Policy
}

/** Keys on which a plan says something else than usual. */
export const unusual = (policy: Policy): string[] => Object.keys(USUAL).filter((key) => !same(policy[key as keyof Policy], USUAL[key as keyof Policy]))
