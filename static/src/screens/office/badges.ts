import type { Badge, Person } from '../../rows'

/** Badges of one `badge.issue` fact at most: a fact stays far below the hub's 1 MB. */
const PER_FACT = 200

/** The listed people of a plan who have no badge, by whether one of theirs was revoked. */
export interface WithoutBadge {
  /** They never had one: all of them may be given theirs at once. */
  never: Person[]
  /** Theirs was taken back, mostly for a reason: a new one is given to one person at a time. */
  revoked: Person[]
}

export function withoutBadge(people: Iterable<Person>, badges: Iterable<Badge>, plan: number): WithoutBadge {
  const had = new Set([...badges].filter((badge) => badge.plan === plan).map(({ person }) => person))
  const without = [...people].filter((person) => person.plan === plan && person.listed && person.badge === null)
  return { never: without.filter(({ person }) => !had.has(person)), revoked: without.filter(({ person }) => had.has(person)) }
}

/** One badge to make: for a person, in place of their present one, or a spare of a role. */
export interface NewBadge {
  badge: string
  /** 0: a spare. */
  person: number
  role?: number
  replaces?: string
  reason?: string
}

export interface IssueBody extends Record<string, unknown> {
  plan: number
  badges: NewBadge[]
}

/** The bodies of the facts that issue badges to these people. */
export function issueBodies(plan: number, people: readonly Person[]): IssueBody[] {
  return inFacts(plan, people.map(({ person }) => ({ badge: newId(), person })))
}

/** A person's new badge in place of the present one, which stops at once. */
export function reissueBody(person: Person, reason: string): IssueBody {
  const one: NewBadge = { badge: newId(), person: person.person }
  if (person.badge !== null) Object.assign(one, { replaces: person.badge, reason })
  return { plan: person.plan, badges: [one] }
}

/** Spare badges: so many of each role. */
export function spareBodies(plan: number, counts: ReadonlyMap<number, number>): IssueBody[] {
  const spares = [...counts].flatMap(([role, count]) => Array.from({ length: count }, () => ({ badge: newId(), person: 0, role })))
  return inFacts(plan, spares)
}

function inFacts(plan: number, all: readonly NewBadge[]): IssueBody[] {
  const bodies = []
  for (let start = 0; start < all.length; start += PER_FACT) bodies.push({ plan, badges: all.slice(start, start + PER_FACT) })
  return bodies
}

/** 8 random bytes in hex. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
