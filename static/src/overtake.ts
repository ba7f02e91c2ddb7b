import type { Queued } from './database'
import type { Badge, Person } from './rows'
import { claimed } from './token'

/** What this device knows of people and badges, the hub's rows alone. */
export interface Known {
  people: ReadonlyMap<string, Person>
  badges: ReadonlyMap<string, Badge>
}

interface Body {
  plan?: number
  person?: number
  badge?: string
  number?: string
  added?: string
  replaces?: number | null
  badges?: string[]
  undoes?: string
  evidence?: string
}

/** These change nobody but those they name; a fact of any other kind is never overtaken, whatever it is about. */
const NAMED_ONLY = new Set([
  'duty.check_in', 'duty.check_out', 'duty.undo', 'staff.add', 'badge.bind', 'badge.hand_out', 'badge.return', 'badge.revoke',
  'device.check', 'device.compare', 'evidence.attach', 'evidence.complete', 'evidence.assign',
  // What was turned away changes nobody and nothing.
  'custody.attempt',
])

/**
 * Whether `mine`, stored last, may reach the hub before `waiting`.
 *
 * Someone who is scanned while thousands of older facts drain is told the hub's answer, not "saved here". Order matters
 * only between facts about the same person or badge: a check-out before its check-in, a badge before its binding would be
 * refused though nothing is wrong. So mine go ahead only where no older fact names a person, a badge or a fact that mine
 * name, directly or by the rows. The hub takes their numbers ahead and names the older ones as missing until they come.
 */
export function mayOvertake(mine: readonly Queued[], waiting: readonly Queued[], known: Known): boolean {
  if (!mine.every(({ kind }) => NAMED_ONLY.has(kind))) return false
  const whom = subjects(known)
  const ids = new Set(mine.map(({ id }) => id))
  const about = new Set(mine.flatMap(whom))
  return waiting.every(
    (entry) => ids.has(entry.id) || (NAMED_ONLY.has(entry.kind) && !whom(entry).some((subject) => about.has(subject))),
  )
}

/** Names everyone and everything a fact is about, so that two facts about the same share a name. */
function subjects({ people, badges }: Known): (entry: Queued) => string[] {
  const numbers = new Map<string, Badge[]>()
  for (const badge of badges.values()) numbers.set(badge.number, [...(numbers.get(badge.number) ?? []), badge])

  const badgeAndHolder = (badge: Badge) => [`badge ${badge.badge}`, `person ${badge.plan}/${badge.person}`]

  function ofBadge(id: string): string[] {
    const row = badges.get(id)
    return row === undefined ? [`badge ${id}`] : badgeAndHolder(row)
  }

  function ofText(text: string): string[] {
    const token = claimed(text)
    return token === null ? [`text ${text}`] : [`person ${token.plan}/${token.person}`, ...ofBadge(token.badge)]
  }

  function ofPerson(plan: number | undefined, person: number): string[] {
    const badge = people.get(`${plan}/${person}`)?.badge
    return [`person ${plan}/${person}`, ...(badge ? ofBadge(badge) : [])]
  }

  function ofUndone(id: string): string[] {
    for (const { plan, person, scan } of people.values()) if (scan?.fact === id) return ofPerson(plan, person)
    return []
  }

  return ({ id, kind, device_seq, fact }) => {
    const { plan, person, badge, number, added, replaces, badges: several = [], undoes, evidence } = fact.body as Body
    return [
      `fact ${id}`,
      ...(badge === undefined ? [] : kind === 'badge.revoke' ? ofBadge(badge) : ofText(badge)),
      ...(evidence === undefined ? [] : [`evidence ${evidence}`]),
      // Numbers repeat from plan to plan: whichever is meant.
      ...(number === undefined ? [] : [`number ${number}`, ...(numbers.get(number) ?? []).flatMap(badgeAndHolder)]),
      ...(person === undefined ? [] : ofPerson(plan, person)),
      ...(added === undefined ? [] : [`fact ${added}`]),
      ...(replaces == null ? [] : ofPerson(plan, replaces)),
      // A walk-in has this number on this device until the hub gives one.
      ...(kind === 'staff.add' ? [`person ${plan}/${-device_seq}`] : []),
      ...several.flatMap(ofBadge),
      ...(undoes === undefined ? [] : [`fact ${undoes}`, ...ofUndone(undoes)]),
    ].filter((subject) => !subject.endsWith('/0'))
  }
}
