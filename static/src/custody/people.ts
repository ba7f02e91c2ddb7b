import { PROCTOR, roleOf, ROLES } from '../roles'
import type { Item } from '../rows'
import { needed, No, rolesOf, SIDES, where, type Leg, type Side } from './rules'

/** Somebody who takes part, as far as this device knows. */
export interface Party {
  person: number
  role: number
  listed: boolean
  rooms: Record<string, string>
  /** Checked in. */
  present: boolean
  /** A good badge was shown or typed; not where a name was picked. */
  badge: boolean
}

export type Parties = ReadonlyMap<number, Party>

/** Everyone of one act by side. */
export interface Sides {
  givers: readonly number[]
  receivers: readonly number[]
  monitors: readonly number[]
}

export const EVERY_SIDE: readonly Side[] = ['giver', 'receiver', 'monitor']
export const peopleOf = (sides: Sides, side: Side) => sides[`${side}s`]
export const everyone = (sides: Sides) => [...sides.givers, ...sides.receivers, ...sides.monitors]

const named = (codes: readonly string[]) => codes.map((code) => ROLES.find((role) => role.code === code)!)

/** Throws where these people may not walk a leg; `secure` is false where no examination material is handed over. */
export function fit(leg: Leg, sides: Sides, known: Parties, secure: boolean): void {
  different(everyone(sides))
  for (const side of EVERY_SIDE) {
    const people = peopleOf(sides, side)
    const wanted = secure ? needed(leg, side) : Math.min(needed(leg, side), side === 'monitor' ? 0 : 1)
    if (people.length < wanted) throw tooFew(side, wanted, people.length)
    for (const person of people) {
      const party = listed(person, known)
      if (secure) rightRole(party, leg, side)
      here(party, leg.vault)
    }
  }
}

export function tooFew(side: Side, wanted: number, found: number): No {
  const [zh = '', en = ''] = SIDES[side]!
  return new No('too-few-people', { side: zh, side_en: en, needed: wanted, found })
}

export function different(people: readonly number[]): void {
  if (new Set(people).size !== people.length) throw new No('same-person')
}

export function listed(person: number, known: Parties): Party {
  const party = known.get(person)
  if (party === undefined) throw new No('person-unknown')
  if (!party.listed) throw new No('not-on-list')
  return party
}

export function rightRole(party: Party, leg: Leg, side: Side): void {
  const role = roleOf(party.role)
  if (rolesOf(leg, side).includes(role.code)) return
  const expected = named(rolesOf(leg, side))
  const [zh = '', en = ''] = SIDES[side]!
  throw new No('role-not-for-leg', {
    role: role.zh, role_en: role.en, side: zh, side_en: en, leg: leg.zh, leg_en: leg.en,
    expected: expected.map((one) => one.zh).join('、'), expected_en: expected.map((one) => one.en).join(', '),
  })
}

export function here(party: Party, badge: boolean): void {
  if (badge && !party.badge) throw new No('badge-needed')
  if (badge || party.present) return
  const role = roleOf(party.role)
  throw new No('person-not-in', { role: role.zh, role_en: role.en })
}

/** Throws where too few sign, or one who is not here (`away`: nobody is checked in then) or of another role. */
export function signedBy(people: readonly number[], known: Parties, roles: readonly string[], wanted: number, badge = false, away = false): void {
  different(people)
  if (people.length < wanted) {
    throw new No('too-few-people', { side: '签字人', side_en: 'people who sign', needed: wanted, found: people.length })
  }
  for (const person of people) {
    const party = listed(person, known)
    const role = roleOf(party.role)
    if (!roles.includes(role.code)) {
      const expected = named(roles)
      throw new No('role-not-for-act', {
        role: role.zh, role_en: role.en,
        expected: expected.map((one) => one.zh).join('、'), expected_en: expected.map((one) => one.en).join(', '),
      })
    }
    if (!away) here(party, badge)
  }
}

/**
 * The room for which the invigilators of a side take or bring things; throws where one has another room, or none.
 * `held`: those who signed for everything that comes back; they bring it, wherever they were put since.
 */
export function drawnFor(people: readonly number[], known: Parties, room: string | null, session: string | null, held: readonly number[] = []): string | null {
  let meant = room
  for (const person of people) {
    const party = known.get(person)!
    if (party.role !== PROCTOR || session === null || held.includes(person)) continue
    const given = party.rooms[session]
    if (given === undefined && meant !== null) throw new No('proctor-no-room', { room: meant })
    if (meant !== null && given !== meant) throw new No('proctor-other-room', { room: meant, found: given ?? '—' })
    meant = given ?? null
  }
  return meant
}

/** Throws where the givers are not among those who signed for an object, nor were put in their place since. */
export function holds(item: Item, leg: Leg, givers: readonly number[], known: Parties): void {
  if (leg.start !== 'road' && leg.start !== 'room') return
  for (const person of givers) {
    const placed = item.session !== null && item.holder.room !== null
    const rooms = known.get(person)!.rooms
    if (item.holder.people.includes(person) || (placed && rooms[item.session!] === item.holder.room)) continue
    const [place, placeEn] = where(item)
    throw new No('not-holder', { label: item.label, place, place_en: placeEn })
  }
}
