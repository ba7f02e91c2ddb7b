import type { Badge, Person } from '../../rows'

/** People of one `badge.issue` fact at most: a fact stays far below the hub's 1 MB. */
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

/** The bodies of the facts that issue badges to these people; each badge's id is 8 random bytes. */
export function issueBodies(
  plan: number,
  people: readonly Person[],
): { plan: number; badges: { badge: string; person: number }[] }[] {
  const bodies = []
  for (let start = 0; start < people.length; start += PER_FACT) {
    const badges = people.slice(start, start + PER_FACT).map(({ person }) => ({ badge: newId(), person }))
    bodies.push({ plan, badges })
  }
  return bodies
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
