import type { Badge, Person, Plan } from '../../../rows'

/** Where a badge is. Collected wins over written off: a lost badge that came back is back. */
export type Whereabouts = 'office' | 'out' | 'returned' | 'writtenOff'

export function whereIs({ out, returned, state }: Pick<Badge, 'out' | 'returned' | 'state'>): Whereabouts {
  if (returned) return 'returned'
  if (state === 'revoked') return 'writtenOff'
  return out ? 'out' : 'office'
}

/** The badges of one role: how many were made, and where they are now. */
export interface RoleAccount {
  role: number
  /** People of the role on the list, and those of them without a badge in use. */
  listed: number
  without: number
  made: number
  /** Spare ones not bound to anybody yet, and still good. */
  spares: number
  office: number
  out: number
  returned: number
  writtenOff: number
}

/** A plan's badges by role, in the order of the roles: made = in the office + out + collected + written off. */
export function accountOf(badges: Iterable<Badge>, people: Iterable<Person>, plan: number): RoleAccount[] {
  const roles = new Map<number, RoleAccount>()
  const of = (role: number): RoleAccount => {
    const known = roles.get(role) ?? { role, listed: 0, without: 0, made: 0, spares: 0, office: 0, out: 0, returned: 0, writtenOff: 0 }
    roles.set(role, known)
    return known
  }
  for (const person of people) {
    if (person.plan !== plan || !person.listed) continue
    const role = of(person.role)
    role.listed += 1
    if (person.badge === null) role.without += 1
  }
  for (const badge of badges) {
    if (badge.plan !== plan) continue
    const role = of(badge.role)
    role.made += 1
    role[whereIs(badge)] += 1
    if (badge.person === 0 && badge.state === 'issued') role.spares += 1
  }
  return [...roles.values()].sort((a, b) => a.role - b.role)
}

/** All roles together. */
export function total(roles: readonly RoleAccount[]): Omit<RoleAccount, 'role'> {
  const sum = (field: keyof RoleAccount) => roles.reduce((all, role) => all + role[field], 0)
  return {
    listed: sum('listed'),
    without: sum('without'),
    made: sum('made'),
    spares: sum('spares'),
    office: sum('office'),
    out: sum('out'),
    returned: sum('returned'),
    writtenOff: sum('writtenOff'),
  }
}

/** The account once the plan's last session is over, where badges were handed out at all; before that, null. */
export function closingAccount(plan: Plan, badges: Iterable<Badge>, people: Iterable<Person>, now: number): Omit<RoleAccount, 'role'> | null {
  if (plan.sessions.some(({ ends }) => Date.parse(ends) > now)) return null
  const sums = total(accountOf(badges, people, plan.plan))
  return sums.out + sums.returned > 0 ? sums : null
}

/** A badge that has not come back, with the person it is with. */
export interface Outstanding {
  badge: Badge
  person: Person | undefined
}

/** Badges still out, by role and unit, so that one call fetches several. */
export function outstanding(badges: Iterable<Badge>, people: ReadonlyMap<string, Person>, plan: number): Outstanding[] {
  return [...badges]
    .filter((badge) => badge.plan === plan && whereIs(badge) === 'out')
    .map((badge) => ({ badge, person: people.get(`${plan}/${badge.person}`) }))
    .sort(
      (a, b) =>
        a.badge.role - b.badge.role ||
        (a.person?.unit ?? '').localeCompare(b.person?.unit ?? '', 'zh-CN') ||
        a.badge.number.localeCompare(b.badge.number),
    )
}

/** Roles of so many people need spares as a rule; a spare badge of a chief lying about is a risk. */
const MANY = 10

/** So many spares of a role are proposed: a tenth of its people, less those still there; none for a role of a few. */
export function proposedSpares({ listed, spares }: Pick<RoleAccount, 'listed' | 'spares'>): number {
  return listed < MANY ? 0 : Math.max(0, Math.ceil(listed / 10) - spares)
}
