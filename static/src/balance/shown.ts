import type { BalanceLine, BalanceRow } from './rows'

/** A difference with the room it is about; room null: the site's. */
export interface Shown {
  plan: number
  session: string | null
  room: string | null
  line: BalanceLine
  /** What follows from it: the same things are missing there, for the same cause. */
  under: BalanceLine[]
}

/** The differences of a session and of the site: open ones first, by room. */
export function differences(rows: Iterable<BalanceRow>, plan: number, session: string): { open: Shown[]; settled: Shown[] } {
  const all = [...rows]
    .filter((row) => row.plan === plan && (row.session === session || row.session === null))
    .sort((a, b) => (a.room ?? '').localeCompare(b.room ?? '', 'zh-CN', { numeric: true }))
    .flatMap((row) => causes(row.lines).map((line) => ({ plan, session: row.session, room: row.room, line, under: row.lines.filter((one) => folds(one, line)) })))
  return { open: all.filter(({ line }) => !line.settled), settled: all.filter(({ line }) => line.settled) }
}

/** What differs by itself; what follows from a difference that is not there stands alone. */
function causes(lines: readonly BalanceLine[]): BalanceLine[] {
  const differing = lines.filter(({ state }) => state === 'differs')
  return differing.filter((line) => !differing.some((cause) => folds(line, cause)))
}

/** What follows from a settled difference and was not settled with it has come since, and is open. */
const folds = (line: BalanceLine, cause: BalanceLine) => line.follows === cause.key && (!cause.settled || !!line.settled)
