import { PROCTOR } from '../../roles'
import type { DeclaredRow, DrawOf, DrawRow, Person, Plan, Policy, Room } from '../../rows'
import { serves } from '../board/counts'

const ROVER = 7
export const RULES = ['avoid', 'apart', 'units', 'experience'] as const
/** Rules that every draw observes. */
export const ALWAYS: readonly string[] = ['avoid', 'apart']
export type Rule = (typeof RULES)[number]

/** The rules that the plan states for its draws, as `server/domain/drawing.py` has them. */
export const planned = (policy: Pick<Policy, 'draw_units' | 'draw_experience'>): Rule[] =>
  RULES.filter((rule) => ALWAYS.includes(rule) || (rule === 'units' ? policy.draw_units : policy.draw_experience))

const byNumber = (a: string, b: string) => a.localeCompare(b, 'zh-CN', { numeric: true })
const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const sha256 = async (text: string) => hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

/** What a value is bound to: it serves in no other draw or round. */
export const context = (plan: number, session: string, of: DrawOf, place: string | null, round: number) =>
  [plan, session, of, ...(place === null ? [] : [place]), round].join('/')

/** A secret value: what somebody typed, and 32 random bytes, so that a short word cannot be guessed. */
export const secret = async (typed: string) => sha256(`${typed}\n${hex(crypto.getRandomValues(new Uint8Array(32)).buffer)}`)

export const commitment = (said: string, person: number, value: string) => sha256(`kaowu-draw-commit-v1\n${said}\n${person}\n${value}`)

/** Who may take part: of the role, wanted in the session; `here`: only those who are in. */
export function pool(people: Iterable<Person>, plan: number, session: string, of: DrawOf, here = true): Person[] {
  const role = of === 'rooms' ? PROCTOR : ROVER
  return [...people].filter((one) => one.plan === plan && one.role === role && serves(one, session) && (!here || one.state === 'in'))
}

/** The rooms used in a session, in the order of their numbers; all where the plan does not say. */
export function usedRooms(rooms: Iterable<Room>, plan: number, session: string): Room[] {
  const all = [...rooms].filter((room) => room.plan === plan).sort((a, b) => byNumber(a.room, b.room))
  const used = all.filter((room) => (room.sessions[session]?.expected ?? 0) > 0)
  return used.length > 0 ? used : all
}

/** How often these people break the rules of a draw in a place. */
function broken(place: string, here: readonly Person[], { rules, zones }: { rules: readonly string[]; zones: Record<string, string[]> }, told: (person: number) => DeclaredRow | undefined): number {
  const rooms = zones[place] ?? [place]
  const apart = (one: Person, other: Person) => told(one.person)?.apart.includes(other.person) === true
  const pairs = here.flatMap((one, at) => here.slice(at + 1).map((other) => [one, other] as const))
  return (
    (rules.includes('avoid') ? here.filter((one) => told(one.person)?.rooms.some((room) => rooms.includes(room))).length : 0) +
    (rules.includes('apart') ? pairs.filter(([one, other]) => apart(one, other) || apart(other, one)).length : 0) +
    (rules.includes('units') ? here.length - new Set(here.map(({ unit }) => unit)).size : 0) +
    (rules.includes('experience') && here.length > 0 && here.every((one) => told(one.person)?.new) ? 1 : 0)
  )
}

/** Whom the rule puts in somebody's place: the next of the reserve who is here and meets the rules. The hub decides. */
export function nextReserve(
  draw: DrawRow, place: string, leaving: number, people: ReadonlyMap<string, Person>, declared: ReadonlyMap<string, DeclaredRow>,
): Person | undefined {
  const personOf = (person: number) => people.get(`${draw.plan}/${person}`)
  const placed = new Set(Object.values(draw.places).flat())
  const gone = new Set(draw.log.filter(({ what }) => what === 'substitute').flatMap(({ out }) => out))
  const here = pool(people.values(), draw.plan, draw.session, draw.of)
  const late = here
    .filter(({ person }) => !placed.has(person) && !draw.reserve.includes(person) && !gone.has(person))
    .sort((a, b) => Date.parse(a.at ?? '') - Date.parse(b.at ?? '') || a.person - b.person)
    .map(({ person }) => person)
  const rules = { rules: draw.drawn?.rules ?? [], zones: draw.zones }
  const told = (person: number) => declared.get(`${draw.plan}/${person}`)
  return [...draw.reserve, ...late]
    .map(personOf)
    .filter((one): one is Person => one !== undefined && here.includes(one))
    .find((one) => {
      const then = (draw.places[place] ?? []).map((person) => (person === leaving ? one : personOf(person)))
      return broken(place, then.filter((each): each is Person => each !== undefined), rules, told) === 0
    })
}

/** One line of the wall list. */
export interface WallLine {
  room: string
  people: Person[]
}

/** The wall list by room, as people really are: what was changed by hand after the draw is in it. */
export function wallByRoom(rooms: Iterable<Room>, people: Iterable<Person>, plan: Plan, session: string): WallLine[] {
  const given = new Map<string, Person[]>()
  for (const person of people) {
    const room = person.rooms[session]
    if (person.plan === plan.plan && person.listed && room !== undefined) given.set(room, [...(given.get(room) ?? []), person])
  }
  return usedRooms(rooms, plan.plan, session).map(({ room }) => ({
    room,
    people: (given.get(room) ?? []).sort((a, b) => a.person - b.person),
  }))
}

/** The wall list by name, of whoever has a room in which somebody sits. Namesakes are told apart by unit and the last digits of the phone. */
export function wallByName(rooms: Iterable<Room>, people: Iterable<Person>, plan: Plan, session: string): Person[] {
  const used = new Set(usedRooms(rooms, plan.plan, session).map(({ room }) => room))
  return [...people]
    .filter((one) => one.plan === plan.plan && one.listed && used.has(one.rooms[session] ?? ''))
    .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN') || a.unit.localeCompare(b.unit, 'zh-CN') || a.person - b.person)
}

/** Names as lists show them, by person: namesakes with the last digits of the phone, or their unit where these agree too. */
export function toldApart(people: Iterable<Person>, plan: number): ReadonlyMap<number, string> {
  const all = [...people].filter((one) => one.plan === plan && one.listed)
  const same = (one: Person, key: (of: Person) => string) => all.filter((other) => key(other) === key(one)).length > 1
  return new Map(
    all.map((one) => {
      if (!same(one, ({ name }) => name)) return [one.person, one.name]
      return [one.person, `${one.name}（${same(one, ({ name, tail }) => `${name} ${tail}`) ? one.unit : one.tail}）`]
    }),
  )
}

/** Lines in pages of as many as fit. */
export function pages<T>(lines: readonly T[], fit: number): T[][] {
  const size = Math.max(1, fit)
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, at) => lines.slice(at * size, (at + 1) * size))
}
