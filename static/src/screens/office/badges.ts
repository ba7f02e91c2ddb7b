import type { Person } from '../../rows'

/** People of one `badge.issue` fact at most: a fact stays far below the hub's 1 MB. */
const PER_FACT = 200

/** The listed people of a plan who have no badge. */
export function withoutBadge(people: Iterable<Person>, plan: number): Person[] {
  return [...people].filter((person) => person.plan === plan && person.listed && person.badge === null)
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
