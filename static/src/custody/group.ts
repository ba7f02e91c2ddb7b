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

/** The other bags of a room with one for each trade and level: what one lacks may lie in another. */
export function beside(bags: readonly Item[], items: Items): Item[] {
  const labels = new Set(bags.map(({ label }) => label))
  const places = new Set(bags.filter((bag) => groupOf(bag) !== null).map(({ kind, session, room }) => `${kind} ${session} ${room}`))
  return places.size === 0 ? [] : [...items.values()].filter(({ label, kind, session, room }) => !labels.has(label) && places.has(`${kind} ${session} ${room}`))
}

/** What of a kind a room set lacks: nothing, one of whatever (`group` null), or each trade and level that sits there and has no bag in it. */
export function lackingOf(kind: string, sat: readonly Subject[], registered: readonly Item[], there: readonly Item[]): Pick<Item, 'kind' | 'group'>[] {
  const held = there.filter((item) => item.kind === kind).map(groupOf)
  const [one, another] = sat
  const parted = BY_GROUP.includes(kind) && registered.some((item) => item.kind === kind && groupOf(item) !== null)
  if (BY_GROUP.includes(kind) && one !== undefined && another === undefined) {
    return held.some((group) => group === null || same(group, one)) ? [] : [{ kind, group: parted ? one : null }]
  }
  if (!parted || one === undefined) return held.length > 0 ? [] : [{ kind, group: null }]
  return sat.filter((wanted) => !held.some((group) => same(group, wanted))).map((group) => ({ kind, group }))
}
