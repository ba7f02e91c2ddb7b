import { roleOf } from '../../../roles'
import type { Contact, FeedRow, Person } from '../../../rows'
import { find } from '../../../search'

/** What of the list is shown; `off` are those taken off it. */
export const STATES = ['all', 'expected', 'in', 'out', 'noBadge', 'unconfirmed', 'off'] as const
export type StaffState = (typeof STATES)[number]

export interface StaffFilter {
  text: string
  role: number | null
  state: StaffState
}

/** The people of a plan whom the filter lets through, by role; every word typed must fit something about them. */
export function shownStaff(
  people: Iterable<Person>,
  contacts: ReadonlyMap<string, Contact>,
  plan: number,
  { text, role, state }: StaffFilter,
): Person[] {
  const phone = ({ person }: Person) => contacts.get(`${plan}/${person}`)?.phone
  let found = [...people].filter((one) => one.plan === plan && (role === null || one.role === role) && isIn(one, state))
  for (const word of text.split(/[\s,，、]+/).filter((one) => one !== '')) {
    const fit = new Set(find(found, word, { phone }).map(({ person }) => person))
    found = found.filter((one) => fit.has(one) || isRole(one.role, word))
  }
  return found.sort((a, b) => a.role - b.role || a.person - b.person)
}

function isIn(person: Person, state: StaffState): boolean {
  if (state === 'off') return !person.listed
  if (!person.listed) return false
  if (state === 'all') return true
  if (state === 'noBadge') return person.badge === null
  if (state === 'unconfirmed') return !person.confirmed
  return person.state === state
}

function isRole(role: number, word: string): boolean {
  const { zh, en } = roleOf(role)
  return zh === word || en.toUpperCase() === word.toUpperCase()
}

/** Those somebody still has to look at: added at a gate on the day. */
export function unconfirmed(people: Iterable<Person>, plan: number): Person[] {
  return [...people].filter((one) => one.plan === plan && one.listed && !one.confirmed).sort((a, b) => a.person - b.person)
}

/** What was recorded about a person, newest first. */
export function historyOf(rows: Iterable<FeedRow>, plan: number, person: number): FeedRow[] {
  return [...rows].filter((row) => row.plan === plan && row.person === person).sort((a, b) => b.seq - a.seq)
}

/** For this long a check-in, check-out or binding can be taken back (milliseconds). */
const UNDOABLE = 15 * 60_000

/** The act of a person that can still be taken back at this moment (Unix ms), or null. */
export function undoable(person: Person, now: number): NonNullable<Person['scan']> | null {
  return person.scan !== null && now - Date.parse(person.scan.at) < UNDOABLE ? person.scan : null
}
