import type { Details } from '../../../details'
import type { Contact, Person, Plan } from '../../../rows'

/** What can be changed about a person, as a form holds it. */
export interface Draft extends Details {
  role: number
  /** Every session by its id: no session at all cannot be meant. */
  sessions: string[]
}

export function draftOf(person: Person, contact: Contact | undefined, plan: Plan): Draft {
  const all = plan.sessions.map(({ id }) => id)
  return {
    name: person.name,
    unit: person.unit,
    phone: contact?.phone ?? '',
    note: contact?.note ?? '',
    role: person.role,
    sessions: person.sessions.length === 0 ? all : all.filter((id) => person.sessions.includes(id)),
  }
}

const same = (a: Draft[keyof Draft], b: Draft[keyof Draft]) => JSON.stringify(a) === JSON.stringify(b)

/** The fields of a form that differ from what it began with. */
export function changedFields(draft: Draft, base: Draft): (keyof Draft)[] {
  return (Object.keys(base) as (keyof Draft)[]).filter((field) => !same(draft[field], base[field]))
}

/** Somebody else changed the person while the form was open: fields not touched here follow, the others stay. */
export function followed(draft: Draft, base: Draft, fresh: Draft): Draft {
  const touched = changedFields(draft, base)
  return { ...fresh, ...Object.fromEntries(touched.map((field) => [field, draft[field]])) }
}

/** Sessions as a fact names them: all of the plan's is none in particular. */
export function sessionsOf(draft: Draft, plan: Plan): string[] {
  return draft.sessions.length === plan.sessions.length ? [] : [...draft.sessions]
}
