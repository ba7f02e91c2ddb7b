import type { BalanceLine, BalanceRow } from './rows'

/** A difference with the room it is about; room null: the site's. */
export interface Shown {
  plan: number
  session: string | null
  room: string | null
  line: BalanceLine
}

/** The differences of a session and of the site: open ones first, by room. */
export function differences(rows: Iterable<BalanceRow>, plan: number, session: string): { open: Shown[]; settled: Shown[] } {
  const all = [...rows]
    .filter((row) => row.plan === plan && (row.session === session || row.session === null))
    .sort((a, b) => (a.room ?? '').localeCompare(b.room ?? '', 'zh-CN', { numeric: true }))
    .flatMap((row) => row.lines.filter(({ state }) => state === 'differs').map((line) => ({ plan, session: row.session, room: row.room, line })))
  return { open: all.filter(({ line }) => !line.settled), settled: all.filter(({ line }) => line.settled) }
}
