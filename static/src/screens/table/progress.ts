import type { Item } from '../../rows'
import { kindOf, type Items } from '../../custody/item'
import { AFTER, ORDER, type Leg } from '../../custody/rules'

/** How far a table's leg is: what has gone, and what of the rest stands ready to go. */
export interface Progress {
  done: number
  total: number
  due: readonly Item[]
  /** How many take this leg alone and still lie in a case or set that does not. */
  packed: number
}

/** What is named of what goes over a vault's counter: containers and bags, and what the card reader checks them against. */
const NAMED: readonly string[] = ['CS', 'RSET', 'PP', 'CP', 'SP', 'DP', 'RS', 'SL']
const TO_READER: readonly string[] = ['RS', 'SL']

/** Room sets of a session on the way to their rooms and back; on other legs all that is packed to go. */
export function progressOf(items: Items, leg: Leg, session: string | null): Progress {
  const after = ORDER.indexOf(AFTER[`${leg.id} ${leg.end}`] ?? '')
  const inRoom = leg.id === 'L3' || leg.id === 'L4'
  const standing = [...items.values()].filter((item) =>
    inRoom ? item.kind === 'RSET' && item.session === session : item.inside === null && named(item, leg),
  )
  const packed = inRoom ? [] : [...items.values()].filter((item) => item.holder.stage === leg.start && named(item, leg) && stays(item, leg, items))
  const gone = (item: Item) => ORDER.indexOf(item.state) >= after
  const left = standing.filter((item) => !gone(item))
  const due = inRoom ? left : left.filter(({ holder }) => holder.stage === leg.start)
  due.sort((one, other) => (one.room ?? '').localeCompare(other.room ?? '', 'zh-CN', { numeric: true }) || (one.label < other.label ? -1 : 1))
  return { done: standing.length - left.length, total: standing.length, due, packed: packed.length }
}

function named(item: Item, leg: Leg): boolean {
  return NAMED.includes(item.kind) && kindOf(item).legs.includes(leg.id) && (!TO_READER.includes(item.kind) || ['L7', 'L8'].includes(leg.id))
}

/** Whether it lies in something that does not take this leg with it. */
function stays({ inside }: Item, leg: Leg, items: Items): boolean {
  const container = inside === null ? undefined : items.get(inside)
  return container !== undefined && (!kindOf(container).legs.includes(leg.id) || stays(container, leg, items))
}
