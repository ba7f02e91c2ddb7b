import type { CountsRow } from '../../balance/rows'
import { beside, groupOf } from '../../custody/group'
import type { Items } from '../../custody/item'
import { sealNumber } from '../../custody/label'
import { No, ORDER } from '../../custody/rules'
import type { CustodyAct, Item, Policy } from '../../rows'

const COUNTERS = ['chief', 'roving', 'proctor'] as const

type Place = Pick<Item, 'plan' | 'session' | 'room'>

/** The figures of a room by whoever counted it last in rank. */
function figuresIn(rows: ReadonlyMap<string, CountsRow>, { plan, session, room }: Place): (code: string) => number | undefined {
  const counts = rows.get(`${plan}/${session}/${room}`)?.counts ?? {}
  return (code) => COUNTERS.map((by) => counts[by]?.[code]).find((one) => one !== undefined)
}

/**
 * How many go into a bag and how many of its own lie elsewhere, by what is counted, as far as its room was counted. `bags`
 * are its room's paper bags where each trade and level has one: the room's papers were counted together, so that of the last
 * of these to be sealed alone it is known how many are left for it.
 */
export function backIn(
  rows: ReadonlyMap<string, CountsRow>, item: Place & Pick<Item, 'label' | 'kind'>, policy: Pick<Policy, 'void_to'>, bags: readonly Item[] = [],
): Record<string, { number: number; aside: number }> {
  const figure = figuresIn(rows, item)
  const found = (what: string, number: number | undefined, aside: number) => (number === undefined ? {} : { [what]: { number, aside } })
  if (item.kind === 'PP') {
    const [others, back] = [bags.filter(({ label }) => label !== item.label), figure('papers_returned')]
    if (back === undefined || !others.every(isSealed)) return {}
    const left = others.reduce((rest, { counts }) => rest - (counts.papers ?? 0), back)
    return left < 0 ? {} : found('papers', left, 0)
  }
  if (item.kind !== 'CP') return {}
  const elsewhere = policy.void_to === 'paper' ? (figure('cards_void') ?? 0) : 0
  return found('cards', figure('cards_bag'), (figure('cards_blank') ?? 0) + elsewhere)
}

/** Whether a bag was counted and sealed after it came back. */
export const isSealed = ({ state }: Pick<Item, 'state'>) => ORDER.indexOf(state) >= ORDER.indexOf('verified')

/** A room's paper bags, where each trade and level has one. */
export function bagsBeside(item: Item, items: Items): Item[] {
  const others = beside([item], items)
  return groupOf(item) === null && others.length === 0 ? [] : [item, ...others].sort((a, b) => (a.label < b.label ? -1 : 1))
}

/** How many papers came back to a room's bags as it was counted, if it was, and how many are on record in them. */
export function papersIn(rows: ReadonlyMap<string, CountsRow>, bags: readonly Item[]): { back: number | undefined; recorded: number } {
  const recorded = bags.reduce((sum, { counts }) => sum + (counts.papers ?? 0), 0)
  return { back: bags[0] && figuresIn(rows, bags[0])('papers_returned'), recorded }
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
