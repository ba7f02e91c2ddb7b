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

/**
 * The items of the scheme that may be shown there, by their ids: of the candidate's trade and level, else of everybody's at
 * the place (`server/store/practical.py`).
 */
export function itemsAt({ rows }: Store, { plan, session, room, candidate }: At): ReadonlyMap<string, Item> {
  const own = candidate === null ? undefined : rows('practical').get(`${plan}/${session}/${room}/${candidate}`)
  const fits = (one: PracticalRow) =>
    one.plan === plan && (session === null || one.session === session) && (room === null || one.room === room) && (candidate === null || one.candidate === candidate)
  const seated = own === undefined ? [...rows('practical').values()].filter(fits) : [own]
  const keys = new Set(seated.map(({ trade, level }) => `${plan}/${trade}/${level}`))
  return new Map([...keys].sort().flatMap((key) => (rows('scheme').get(key)?.items ?? []).map((item) => [item.id, item] as const)))
}

/** Items under the questions that they belong to, in the order of the sheet. */
export function byQuestion(items: ReadonlyMap<string, Item>): [question: string, items: Item[]][] {
  const found = new Map<string, Item[]>()
  for (const item of items.values()) found.set(item.question, [...(found.get(item.question) ?? []), item])
  return [...found]
}

/** The item's name; its id where no scheme has it any more, `''` where none is told. */
export function itemName(store: Store, row: At & { item: string | null }): string {
  return row.item === null ? '' : (itemsAt(store, row).get(row.item)?.name ?? row.item)
}

/** Which item the last photo of a candidate showed: the next one most likely shows it too. */
const last = new Map<string, string | null>()
const keyOf = ({ plan, session, room, candidate }: At) => JSON.stringify([plan, session, room, candidate])

export const lastItem = (at: At): string | null => last.get(keyOf(at)) ?? null

export const keepItem = (at: At, item: string | null): void => void last.set(keyOf(at), item)
