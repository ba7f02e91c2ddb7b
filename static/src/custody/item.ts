import type { Item } from '../rows'
import { AFTER, KINDS, No, type Kind, type Leg } from './rules'

/** Objects by label. */
export type Items = ReadonlyMap<string, Item>

export const kindOf = (item: Pick<Item, 'kind'>): Kind => KINDS[item.kind]!

/** What lies directly in an object, in order of label. */
export function directlyIn(label: string, items: Items): Item[] {
  return [...items.values()].filter(({ inside }) => inside === label).sort((a, b) => (a.label < b.label ? -1 : 1))
}

/** Everything inside an object, at any depth, in order of label. */
export function within(label: string, items: Items): Item[] {
  return directlyIn(label, items).flatMap((item) => [item, ...within(item.label, items)])
}

/** These objects, each with all that is in it. */
export function whole(labels: readonly string[], items: Items): Item[] {
  return labels.flatMap((label) => [items.get(label)!, ...within(label, items)])
}

/** How many of `what` an object and all in it held when last recorded; null where some were never counted. */
export function counted(item: Item, what: string, items: Items): number | null {
  if (what === 'pieces' && kindOf(item).holds.length > 0) return directlyIn(item.label, items).length
  const inside = [item, ...within(item.label, items)].filter((one) => kindOf(one).counts.includes(what))
  const known = inside.flatMap(({ counts }) => (what in counts ? [counts[what]!] : []))
  return inside.length > 0 && known.length === inside.length ? known.reduce((sum, one) => sum + one, 0) : null
}

/** An object by its label; throws `object-unknown`. */
export function found(label: string, items: Items): Item {
  const item = items.get(label)
  if (item === undefined) throw new No('object-unknown', { label: label.slice(0, 24) })
  return item
}

/** The object after a leg; what only travels with its container keeps its state. */
export function walked(item: Item, leg: Leg, people: readonly number[], room: string | null, at: string): Item {
  const state = kindOf(item).legs.includes(leg.id) ? AFTER[`${leg.id} ${leg.end}`]! : item.state
  const holder = { stage: leg.end, people: [...people].sort((a, b) => a - b), room: leg.end === 'room' ? room : null }
  return { ...item, state, holder, at }
}

/** Throws `object-inside-another`: what lies in an object moves with that one. */
export function alone(item: Item, items: Items): void {
  if (item.inside === null) return
  const container = items.get(item.inside)
  const [zh, en] = container === undefined ? ['', ''] : [kindOf(container).zh, kindOf(container).en]
  throw new No('object-inside-another', { label: item.label, container: item.inside, kind: zh, kind_en: en })
}
