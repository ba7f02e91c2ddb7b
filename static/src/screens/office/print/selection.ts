import type { Badge, Person } from '../../../rows'

/** Which badges go to paper. */
export const KINDS = ['new', 'all', 'role', 'spare', 'chosen'] as const
export type Kind = (typeof KINDS)[number]

/** One print is one fact, and the hub takes so many badges in it. */
export const MOST = 2_000

/** Badges in force of a plan: of listed people, and spares that nobody has yet; by number. */
export function printable(badges: Iterable<Badge>, people: ReadonlyMap<string, Person>, plan: number): Badge[] {
  const inForce = [...badges].filter((badge) => {
    if (badge.plan !== plan || badge.state !== 'issued') return false
    return badge.person === 0 || people.get(`${plan}/${badge.person}`)?.listed === true
  })
  return inForce.sort((a, b) => a.number.localeCompare(b.number))
}

/** `role`: of people of that role, or spares for it; null for any. */
export function selected(badges: readonly Badge[], kind: Kind, role: number | null, ids: ReadonlySet<string>): Badge[] {
  const ofRole = (badge: Badge) => role === null || badge.role === role
  switch (kind) {
    case 'new':
      return badges.filter(({ prints }) => prints === 0)
    case 'all':
      return badges.filter(({ person }) => person !== 0)
    case 'role':
      return badges.filter((badge) => badge.person !== 0 && ofRole(badge))
    case 'spare':
      return badges.filter((badge) => badge.person === 0 && ofRole(badge))
    case 'chosen':
      return badges.filter(({ badge }) => ids.has(badge))
  }
}
