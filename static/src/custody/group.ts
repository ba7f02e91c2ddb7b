import type { Item, Room } from '../rows'
import { kindOf, type Items } from './item'
import { BY_GROUP, GRADES, said } from './rules'

/** A trade and a level, of which a paper bag is in a room of several (`server/domain/custody/group.py`). */
export interface Subject {
  trade: string
  level: number
}

const same = (one: Subject | null, other: Subject | null) => one?.trade === other?.trade && one?.level === other?.level

/** Of which trade and level it is; null: of all who sit in its room. */
export const groupOf = ({ group }: Pick<Item, 'group'>): Subject | null => group ?? null

/** The trades and levels that sit in a room. */
export function subjectsOf(room: Pick<Room, 'sessions'> | undefined, session: string): Subject[] {
  const sat: Subject[] = []
  for (const { trade, level, count } of room?.sessions[session]?.groups ?? []) {
    const one = { trade, level: Number(level) }
    if (count > 0 && !sat.some((other) => same(one, other))) sat.push(one)
  }
  return sat
}

/** A trade and level in words, such as `电工 四级`. */
export function subjectWords({ trade, level }: Subject): [zh: string, en: string] {
  const [zh, en] = GRADES[String(level)] ?? [String(level), `level ${level}`]
  return [`${trade} ${zh}`, `${trade} ${en}`]
}

/** What a thing is, with its trade and level where it has one: Chinese, English. */
export function nameOf(thing: Pick<Item, 'kind' | 'group'>): [zh: string, en: string] {
  const [{ zh, en }, group] = [kindOf(thing), groupOf(thing)]
  if (group === null) return [zh, en]
  const [of, ofEn] = subjectWords(group)
  return [`${zh}（${of}）`, `${en} (${ofEn})`]
}

/** The same in the reader's language. */
export const thingOf = (thing: Pick<Item, 'kind' | 'group'>): string => said(nameOf(thing))

const placeOf = ({ kind, session, room }: Item) => `${kind} ${session} ${room}`
const saysWhose = (bag: Item) => groupOf(bag) !== null || (bag.made_for ?? []).length > 0

/** The bags of those rooms in which some are for one trade and level alone, each that says whose it is. */
export function byTrade(bags: readonly Item[]): Item[] {
  const places = new Set(bags.filter((bag) => groupOf(bag) !== null).map(placeOf))
  return bags.filter((bag) => saysWhose(bag) && places.has(placeOf(bag)))
}

/** The other bags of a room with one for each trade and level: what one lacks may lie in another. */
export function beside(bags: readonly Item[], items: Items): Item[] {
  const labels = new Set(bags.map(({ label }) => label))
  const places = new Set(bags.filter(saysWhose).map(placeOf))
  return places.size === 0 ? [] : byTrade([...items.values()].filter((item) => places.has(placeOf(item)))).filter(({ label }) => !labels.has(label))
}

/** Those who sit there whose papers are in the bags `there`: one for the whole room has those of whom it was made for and who have no bag of their own. */
function served(sat: readonly Subject[], registered: readonly Item[], there: readonly Item[]): Subject[] {
  const among = (one: Subject, all: readonly (Subject | null)[]) => all.some((other) => same(one, other))
  const own = registered.map(groupOf)
  const whole = (one: Subject, { made_for = [] }: Item) => !among(one, own) && (made_for.length === 0 || among(one, made_for))
  return sat.filter((one) => there.some((bag) => (groupOf(bag) === null ? whole(one, bag) : same(one, groupOf(bag)))))
}

/** What of a kind a room set lacks: nothing, one of whatever (`group` null), or each trade and level that sits there and has no bag in it. */
export function lackingOf(kind: string, sat: readonly Subject[], registered: readonly Item[], there: readonly Item[]): Pick<Item, 'kind' | 'group'>[] {
  const [known, held] = [registered, there].map((items) => items.filter((item) => item.kind === kind)) as [Item[], Item[]]
  const [one, another] = sat
  if (!BY_GROUP.includes(kind) || one === undefined) return held.length > 0 ? [] : [{ kind, group: null }]
  if (another === undefined) {
    const parted = known.some((bag) => groupOf(bag) !== null)
    return held.some((bag) => groupOf(bag) === null || same(groupOf(bag), one)) ? [] : [{ kind, group: parted ? one : null }]
  }
  const [inside, whole] = [served(sat, known, held), known.length > 0 ? served(sat, known, known.filter((bag) => groupOf(bag) === null)) : sat]
  const out = sat.filter((wanted) => !inside.includes(wanted)).map((group) => ({ kind, group: whole.includes(group) ? null : group }))
  return out.filter(({ group }, index) => group !== null || out.findIndex((other) => other.group === null) === index)
}
