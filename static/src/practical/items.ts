import type { App } from '../app'
import type { SchemeRow } from './results'
import type { PracticalRow } from './rows'

export type Item = SchemeRow['items'][number]
/** Where a photo or film belongs, as far as it tells which items it may show. */
export interface At {
  plan: number
  session: string | null
  room: string | null
  candidate: string | null
}
type Store = Pick<App['store'], 'rows'>

/** The schemes that candidates are scored by there: of the candidate's trade and level, else of everybody's at the place. */
function schemesAt({ rows }: Store, { plan, session, room, candidate }: At): SchemeRow[] {
  const own = candidate === null ? undefined : rows('practical').get(`${plan}/${session}/${room}/${candidate}`)
  const fits = (one: PracticalRow) =>
    one.plan === plan && (session === null || one.session === session) && (room === null || one.room === room) && (candidate === null || one.candidate === candidate)
  const seated = own === undefined ? [...rows('practical').values()].filter(fits) : [own]
  const keys = new Set(seated.map(({ trade, level }) => `${plan}/${trade}/${level}`))
  return [...keys].sort().map((key) => rows('scheme').get(key)).filter((one) => one !== undefined)
}

const alike = (one: Item | undefined, other: Item | undefined) => one !== undefined && one.question === other?.question && one.name === other.name

/** What an id means there: ids are unique within one scheme only, so that another trade's item may have it as well. */
function meanings(store: Store, at: At, id: string): Item[] {
  const found = schemesAt(store, at).flatMap(({ items }) => items.filter((item) => item.id === id))
  return found.filter((item, place) => found.findIndex((one) => alike(one, item)) === place)
}

/** The items that may be told of whatever was taken there, by their ids: those that are the same in every scheme there. */
export function itemsAt(store: Store, at: At): ReadonlyMap<string, Item> {
  const [first, ...others] = schemesAt(store, at)
  const common = (first?.items ?? []).filter((item) => others.every(({ items }) => items.some((one) => one.id === item.id && alike(one, item))))
  return new Map(common.map((item) => [item.id, item]))
}

/** Whether candidates there are scored by schemes of different items, so that not all of them may be told. */
export function itemsDiffer(store: Store, at: At): boolean {
  const common = itemsAt(store, at).size
  return schemesAt(store, at).some(({ items }) => items.length > common)
}

/** The item that was told of something before, where it means the same after it went elsewhere; else null. */
export function itemKept(store: Store, before: At & { item: string | null }, after: At): string | null {
  if (before.item === null) return null
  const [was, is] = [meanings(store, before, before.item), meanings(store, after, before.item)]
  return is.length > 0 && is.length === was.length && is.every((item, place) => alike(item, was[place])) ? before.item : null
}

/** Items under the questions that they belong to, in the order of the sheet. */
export function byQuestion(items: ReadonlyMap<string, Item>): [question: string, items: Item[]][] {
  const found = new Map<string, Item[]>()
  for (const item of items.values()) found.set(item.question, [...(found.get(item.question) ?? []), item])
  return [...found]
}

/** The item's name; its id where no scheme has it any more, or several have another one of that id; `''` where none is told. */
export function itemName(store: Store, row: At & { item: string | null }): string {
  if (row.item === null) return ''
  const [one, ...others] = meanings(store, row, row.item)
  return one === undefined || others.length > 0 ? row.item : one.name
}

/** Which item the last photo of a candidate showed: the next one most likely shows it too. */
const last = new Map<string, string | null>()
const keyOf = ({ plan, session, room, candidate }: At) => JSON.stringify([plan, session, room, candidate])

export const lastItem = (at: At): string | null => last.get(keyOf(at)) ?? null

export const keepItem = (at: At, item: string | null): void => void last.set(keyOf(at), item)
