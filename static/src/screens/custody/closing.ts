import type { CountsRow } from '../../balance/rows'
import type { Items } from '../../custody/item'
import { sealNumber } from '../../custody/label'
import { No } from '../../custody/rules'
import type { CustodyAct, Item, Policy } from '../../rows'

const COUNTERS = ['chief', 'roving', 'proctor'] as const

/** How many go into a bag and how many of its own lie elsewhere, by what is counted, as far as its room was counted. */
export function backIn(
  rows: ReadonlyMap<string, CountsRow>, item: Pick<Item, 'plan' | 'session' | 'room' | 'kind'>, policy: Pick<Policy, 'void_to'>,
): Record<string, { number: number; aside: number }> {
  const counts = rows.get(`${item.plan}/${item.session}/${item.room}`)?.counts ?? {}
  const figure = (code: string) => COUNTERS.map((by) => counts[by]?.[code]).find((one) => one !== undefined)
  const found = (what: string, number: number | undefined, aside: number) => (number === undefined ? {} : { [what]: { number, aside } })
  if (item.kind === 'PP') return found('papers', figure('papers_returned'), 0)
  if (item.kind !== 'CP') return {}
  const elsewhere = policy.void_to === 'paper' ? (figure('cards_void') ?? 0) : 0
  return found('cards', figure('cards_bag'), (figure('cards_blank') ?? 0) + elsewhere)
}

/** Numbers of strips that are or were on something, as far as this device knows. */
export function stripsUsed(acts: Iterable<CustodyAct>, items: Items, plan: number): Set<string> {
  const used = new Set<string>()
  for (const { seal } of items.values()) if (seal !== null) used.add(seal)
  for (const act of acts) if (act.plan === plan && act.seal != null && act.undone === null) used.add(act.seal)
  return used
}

/**
 * The number on a strip as it is compared; one from a factory is typed twice. Throws what `sealNumber` throws, or
 * `seal-typed-differs`.
 */
export function stripRead(typed: string, again: string, factory: boolean): string {
  const number = sealNumber(typed, factory)
  if (!factory) return number
  const second = sealNumber(again, true)
  if (second !== number) throw new No('seal-typed-differs', { first: number, second })
  return number
}
