import type { Database } from '../database'
import type { Item } from './score'
import type { PracticalRow, ScoredItem, SheetRow } from './rows'

/** One item as it is being scored; null: nobody has said yet, which is not 0. */
export interface DraftItem {
  found: string
  score: number | null
  /** Whether a failing item was not met. */
  failed: boolean | null
}

/** A sheet as somebody signed it on this device: which version of theirs, and what it came to. */
export interface Signed {
  version: number
  total: number
  items: Record<string, DraftItem>
}

/** A sheet that somebody is at, and what they signed last. */
export interface Draft {
  /** What is being written; empty: nothing that was not signed. */
  items: Record<string, DraftItem>
  /** Kept for as long as the hub tells nobody what the sheet says. */
  signed: Signed | null
}

const KEPT = 'sheet_drafts'
export const emptyItem: DraftItem = { found: '', score: null, failed: null }

/** Whose draft it is: one assessor's of one candidate. */
export const draftKey = (place: { plan: number; session: string; room: string }, candidate: string, person: number) =>
  `${place.plan}/${place.session}/${place.room}/${candidate}/${person}`

/** Read a draft. */
export async function draftOf(database: Database, key: string): Promise<Draft> {
  const all = ((await database.get('settings', KEPT)) as Record<string, Draft> | undefined) ?? {}
  return all[key] ?? { items: {}, signed: null }
}

/** Forget what was signed here and the hub tells now; whatever is being written stays. */
export async function forgetTold(database: Database, rows: ReadonlyMap<string, Pick<PracticalRow, 'scores'>>): Promise<void> {
  const transaction = database.transaction('settings', 'readwrite')
  const all = ((await transaction.store.get(KEPT)) as Record<string, Draft> | undefined) ?? {}
  const kept = Object.fromEntries(Object.entries(all).filter(([key, draft]) => !isTold(draft, sheetOf(key, rows))))
  if (Object.keys(kept).length < Object.keys(all).length) await transaction.store.put(kept, KEPT)
  await transaction.done
}

function sheetOf(key: string, rows: ReadonlyMap<string, Pick<PracticalRow, 'scores'>>): SheetRow | undefined {
  const person = key.lastIndexOf('/')
  return rows.get(key.slice(0, person))?.scores[Number(key.slice(person + 1))]
}

function isTold({ items, signed }: Draft, sheet: SheetRow | undefined): boolean {
  return Object.keys(items).length === 0 && signed !== null && sheet !== undefined && sheet.items !== null && sheet.version >= signed.version
}

/** What a signed sheet says: null while it is sealed and was signed on another device. */
export function told({ total, version, items }: Pick<SheetRow, 'total' | 'version' | 'items'>, signed: Signed | null, of: readonly Item[]): Signed | null {
  if (total !== null && items !== null) return { version, total, items: draftFrom(items, of) }
  return signed?.version === version ? signed : null
}

/** Keep a draft; what somebody else on this device is at stays as it is. */
export async function keepDraft(database: Database, key: string, draft: Draft): Promise<void> {
  const transaction = database.transaction('settings', 'readwrite')
  const all = ((await transaction.store.get(KEPT)) as Record<string, Draft> | undefined) ?? {}
  await transaction.store.put({ ...all, [key]: draft }, KEPT)
  await transaction.done
}

/** What of a draft is scored, in the order of the sheet. A failing item without points is scored when it is judged. */
export function scoredIn(items: readonly Item[], draft: Pick<Draft, 'items'>): ScoredItem[] {
  return items.flatMap((item) => {
    const { found, score, failed } = draft.items[item.id] ?? emptyItem
    if (item.failing && failed === null) return []
    const points = item.full === 0 ? 0 : failed === true && score === null ? 0 : score
    if (points === null) return []
    return [{ item: item.id, found: found.trim(), deducted: item.full - points, score: points, failed: failed === true }]
  })
}

/** A draft that begins with a sheet signed before. */
export function draftFrom(scored: readonly ScoredItem[], items: readonly Item[]): Draft['items'] {
  const failing = new Set(items.filter((item) => item.failing).map(({ id }) => id))
  return Object.fromEntries(scored.map((one) => [one.item, { found: one.found, score: one.score, failed: failing.has(one.item) ? one.failed : null }]))
}
