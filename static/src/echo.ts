import type { Queued } from './database'
import type { Badge, Person, Plan } from './rows'
import { claimed } from './token'

/** What this device knows of people and badges. */
export interface Picture {
  plans: ReadonlyMap<string, Plan>
  people: ReadonlyMap<string, Person>
  badges: ReadonlyMap<string, Badge>
  /** Badges on the hub's signed list of revoked ones. */
  revoked?: ReadonlySet<string> | undefined
}

interface Draft {
  people: Map<string, Person>
  badges: Map<string, Badge>
  /** The first badge of each number; made when a number is asked for, as a long queue asks often. */
  numbers: Map<string, string> | null
}

interface Body {
  plan?: number
  person?: number
  place?: string
  badge?: string
  number?: string
  added?: string
  role?: number
  replaces?: number | null
  badges?: string[]
  undoes?: string
  reason?: string
}

/**
 * The rows with what was done on this device and they do not show yet (`queue.ahead`) laid over them: a spare badge is not bound
 * twice and nobody checked in twice on one device, even while the hub is away. A walk-in the hub has not numbered yet has
 * a negative number.
 */
export function echoed(rows: Picture, waiting: readonly Queued[]): Picture {
  if (waiting.length === 0) return rows
  const draft: Draft = { people: new Map(rows.people), badges: new Map(rows.badges), numbers: null }
  const undone = new Set(waiting.map(({ fact }) => (fact.kind === 'duty.undo' ? (fact.body as Body).undoes : null)))
  for (const entry of waiting) {
    if (!undone.has(entry.id)) EFFECTS[entry.kind]?.(draft, entry.fact.body as Body, entry)
  }
  return { ...rows, people: draft.people, badges: draft.badges }
}

type Effect = (draft: Draft, body: Body, entry: Queued) => void

const EFFECTS: Record<string, Effect> = {
  'duty.check_in': (draft, body, entry) => moved(draft, body, entry, 'in'),
  'duty.check_out': (draft, body, entry) => moved(draft, body, entry, 'out'),
  'duty.undo': takenBack,
  'staff.add': joined,
  'badge.bind': bound,
  'badge.hand_out': (draft, { badges = [] }, { fact }) => {
    for (const id of badges) change(draft, draft.badges.get(id), { out: fact.at, returned: null })
  },
  'badge.return': (draft, body, { fact }) => change(draft, badgeMeant(draft, body), { returned: fact.at }),
  'badge.revoke': (draft, { badge = '', reason = 'other' }) => stop(draft, draft.badges.get(badge), reason),
}

function change(draft: Draft, badge: Badge | undefined, over: Partial<Badge>): void {
  if (badge !== undefined) draft.badges.set(badge.badge, { ...badge, ...over })
}

function alter(draft: Draft, person: Person | undefined, over: Partial<Person>): void {
  if (person !== undefined) draft.people.set(`${person.plan}/${person.person}`, { ...person, ...over })
}

function stop(draft: Draft, badge: Badge | undefined, reason: string): void {
  change(draft, badge, { state: 'revoked', reason })
  if (badge !== undefined) alter(draft, holderIn(draft, badge), { badge: null, number: null })
}

function holderIn(draft: Draft, { plan, person }: Badge): Person | undefined {
  return draft.people.get(`${plan}/${person}`)
}

function badgeMeant(draft: Draft, { badge, number, plan, person }: Body): Badge | undefined {
  if (badge !== undefined) return draft.badges.get(claimed(badge)?.badge ?? '')
  if (number !== undefined) return numbered(draft, number)
  return draft.badges.get(draft.people.get(`${plan}/${person}`)?.badge ?? '')
}

function numbered(draft: Draft, number: string): Badge | undefined {
  // A badge first heard of here has no number yet, and none changes: the numbers stay true while the draft grows.
  draft.numbers ??= new Map([...draft.badges.values()].reverse().map((one) => [one.number, one.badge]))
  return draft.badges.get(draft.numbers.get(number) ?? '')
}

function personMeant(draft: Draft, body: Body): Person | undefined {
  if (body.person !== undefined) return draft.people.get(`${body.plan}/${body.person}`)
  if (body.added !== undefined) return [...draft.people.values()].find(({ added }) => added === body.added)
  const badge = badgeMeant(draft, body)
  if (badge !== undefined) return holderIn(draft, badge)
  const token = claimed(body.badge ?? '')
  return token === null ? undefined : draft.people.get(`${token.plan}/${token.person}`)
}

function moved(draft: Draft, body: Body, { id, kind, device, fact }: Queued, state: 'in' | 'out'): void {
  const scan = { fact: id, kind, device, at: fact.at }
  alter(draft, personMeant(draft, body), { state, at: fact.at, place: body.place ?? null, scan })
  const badge = body.person === undefined ? badgeMeant(draft, body) : undefined
  // It was collected before, and is with its holder again.
  if (badge?.returned) change(draft, badge, { returned: null, out: fact.at })
}

function joined(draft: Draft, { plan = 0, role = 0, replaces = null }: Body, { id, beside, device_seq }: Queued): void {
  const { name = '', unit = '', phone = '' } = JSON.parse(beside ?? '{}') as Record<string, string>
  const gone = draft.people.get(`${plan}/${replaces}`)
  const person: Person = {
    plan, role, name, unit, replaces,
    person: -device_seq,
    staff_no: '',
    tail: phone.slice(-4),
    sessions: gone?.sessions ?? [],
    rooms: gone?.rooms ?? {},
    listed: true,
    state: 'expected',
    at: null,
    place: null,
    badge: null,
    number: null,
    portrait: null,
    confirmed: false,
    added: id,
    scan: null,
  }
  if (gone !== undefined) {
    stop(draft, draft.badges.get(gone.badge ?? ''), 'left')
    alter(draft, draft.people.get(`${plan}/${replaces}`), { listed: false, rooms: {} })
  }
  draft.people.set(`${plan}/${person.person}`, person)
}

function bound(draft: Draft, body: Body, { id, kind, device, fact }: Queued): void {
  const { badge: text, number } = body
  const [person, row] = [personMeant(draft, { ...body, badge: undefined, number: undefined }), badgeMeant(draft, { badge: text, number })]
  const token = claimed(text ?? '')
  if (person === undefined || (row === undefined && token === null)) return
  if (person.badge !== null) stop(draft, draft.badges.get(person.badge), body.reason ?? 'other')
  const badge = row ?? unheardOf(token!)
  draft.badges.set(badge.badge, { ...badge, person: person.person, out: fact.at, returned: null })
  const scan = { fact: id, kind, device, at: fact.at }
  alter(draft, draft.people.get(`${person.plan}/${person.person}`), { badge: badge.badge, number: badge.number || null, scan })
}

/** A spare badge made after this device last heard from the hub. */
function unheardOf({ badge, plan, role, notBefore, expires }: NonNullable<ReturnType<typeof claimed>>): Badge {
  return {
    badge, plan, role, person: 0, number: '', state: 'issued', nbf: notBefore, exp: expires,
    reason: null, spare: true, out: null, returned: null, prints: 0,
  }
}

/** The state before is not known here in full; the hub's rows follow. */
function takenBack(draft: Draft, { undoes }: Body): void {
  const person = [...draft.people.values()].find(({ scan }) => scan?.fact === undoes)
  if (person?.scan?.kind === 'duty.check_in') alter(draft, person, { state: 'expected', at: null, place: null, scan: null })
  else if (person?.scan?.kind === 'duty.check_out') alter(draft, person, { state: 'in', scan: null })
  else if (person?.scan?.kind === 'badge.bind') {
    change(draft, draft.badges.get(person.badge ?? ''), { person: 0, out: null })
    alter(draft, person, { badge: null, number: null, scan: null })
  }
}
