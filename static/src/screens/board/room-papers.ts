import type { BalanceRow } from '../../balance/rows'
import { AFTER, ORDER } from '../../custody/rules'
import type { Item } from '../../rows'

/** How a room's papers stand in a session: its set at the office, with the room, or back; and whether anything differs. */
export interface RoomPapers {
  state: 'here' | 'out' | 'back'
  differs: boolean
}

export interface SessionPapers {
  /** Rooms that have a set; others have no papers in this session. */
  rooms: ReadonlyMap<string, RoomPapers>
  /** How many sets were handed out, back ones too. */
  out: number
  back: number
  total: number
}

const [ISSUED, RETURNED] = [ORDER.indexOf(AFTER['L3 room']!), ORDER.indexOf(AFTER['L4 site']!)]

/** What of a session's papers is out and what is back, by its rooms' sets and the hub's balance. */
export function sessionPapers(items: Iterable<Item>, balance: Iterable<BalanceRow>, plan: number, session: string): SessionPapers {
  const differing = new Set([...balance].filter((row) => row.plan === plan && row.session === session && row.open > 0).map(({ room }) => room))
  const rooms = new Map<string, RoomPapers>()
  for (const { kind, plan: of, session: when, room, state } of items) {
    if (kind !== 'RSET' || of !== plan || when !== session || room === null) continue
    const far = ORDER.indexOf(state)
    rooms.set(room, { state: far >= RETURNED ? 'back' : far >= ISSUED ? 'out' : 'here', differs: differing.has(room) })
  }
  const all = [...rooms.values()]
  const back = all.filter((one) => one.state === 'back').length
  return { rooms, out: back + all.filter((one) => one.state === 'out').length, back, total: rooms.size }
}
