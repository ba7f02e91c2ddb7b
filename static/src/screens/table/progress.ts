import type { Item } from '../../rows'
import type { Items } from '../../custody/item'
import { AFTER, ORDER, type Leg } from '../../custody/rules'

/** How far a table's leg is: what has gone, and what is still to go. */
export interface Progress {
  done: number
  total: number
  due: readonly Item[]
}

/** Room sets of a session on the way to their rooms and back; on other legs all that is packed to go. */
export function progressOf(items: Items, leg: Leg, session: string | null): Progress {
  const after = ORDER.indexOf(AFTER[`${leg.id} ${leg.end}`] ?? '')
  const inRoom = leg.id === 'L3' || leg.id === 'L4'
  const standing = [...items.values()].filter((item) =>
    inRoom ? item.kind === 'RSET' && item.session === session : item.inside === null && ['CS', 'RSET', 'PP', 'CP', 'SP', 'DP'].includes(item.kind),
  )
  const gone = (item: Item) => ORDER.indexOf(item.state) >= after
  const due = standing.filter((item) => !gone(item))
  due.sort((one, other) => (one.room ?? '').localeCompare(other.room ?? '', 'zh-CN', { numeric: true }) || (one.label < other.label ? -1 : 1))
  return { done: standing.length - due.length, total: standing.length, due }
}
