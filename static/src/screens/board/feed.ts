import type { AlertRow, Badge, FeedRow, Person, Plan } from '../../rows'

/** Whether the board of a plan shows this: its own, what names no plan, and what names one that this hub does not run. */
export function concerns(plan: number | null, shown: Plan, plans: ReadonlyMap<string, Plan>): boolean {
  return plan === null || plan === shown.plan || !plans.has(String(plan))
}

/** Whose badge a revoked badge's alert is about, by its id `code/badge`; a forged badge's claims name nobody. */
export function holderOf(alert: AlertRow, badges: ReadonlyMap<string, Badge>, people: ReadonlyMap<string, Person>): Person | undefined {
  if (alert.code !== 'badge-revoked') return undefined
  const badge = badges.get(alert.id.slice(alert.code.length + 1))
  return badge === undefined ? undefined : people.get(`${badge.plan}/${badge.person}`)
}

/** One line of the alerts: its newest row, how many there were, and all whom they name. */
export interface AlertLine {
  alert: AlertRow
  times: number
  names: string[]
}

/** Alerts with the same words at the same place (forged badges, one after another) are one, the newest. */
export function gathered(alerts: readonly AlertRow[], nameOf: (alert: AlertRow) => string | undefined = () => undefined): AlertLine[] {
  const lines: AlertLine[] = []
  for (const alert of alerts) {
    const same = lines.find(
      ({ alert: { code, says, place } }) => code === alert.code && says.zh === alert.says.zh && place === alert.place,
    )
    const name = nameOf(alert)
    const names = name === undefined ? [] : [name]
    if (same === undefined) {
      lines.push({ alert, times: 1, names })
      continue
    }
    same.times += 1
    same.names.push(...names)
  }
  return lines
}

/** One line of the feed: its newest row, and all of the same kind that came in a row, the newest first. */
export interface FeedLine {
  row: FeedRow
  rows: FeedRow[]
}

/** Acts that name nobody (173 portraits imported one by one) become one line; every check-in keeps its own. */
export function merged(rows: readonly FeedRow[]): FeedLine[] {
  const lines: FeedLine[] = []
  for (const row of rows) {
    const last = lines.at(-1)
    const same = last?.row.kind === row.kind && last.row.person === null && last.row.verdict === row.verdict
    if (last !== undefined && same && row.person === null && !row.kind.startsWith('duty.') && row.refusal === null) last.rows.push(row)
    else lines.push({ row, rows: [row] })
  }
  return lines
}

/** Acts on several at once, whose `about` is how many; on a single one it is that one's number. */
const COUNTED: readonly string[] = ['badge.issue', 'badge.print', 'badge.hand_out', 'staff.confirm', 'custody.label']

/** How many a line is about in all; null where it is not about a number of things. */
export function countedIn({ row, rows }: FeedLine): number | null {
  if (row.person !== null || !COUNTED.includes(row.kind) || !rows.some(({ about }) => isCount(about))) return null
  return rows.reduce((sum, { about }) => sum + (isCount(about) ? Number(about) : 1), 0)
}
const isCount = (about: FeedRow['about']) => /^\d+$/.test(about ?? '')

/** What a line of imports brought, in the order it came: the kind of file, and how many rows (null: not told). */
export function importsIn({ row, rows }: FeedLine): { kind: string; n: number | null }[] {
  if (row.kind !== 'import.commit' || row.verdict !== 'accepted') return []
  const found = new Map<string, number | null>()
  for (const { about, what } of [...rows].reverse()) {
    if (!about) continue
    const n = isCount(what?.[0]) ? Number(what![0]) : null
    const before = found.get(about)
    found.set(about, before === undefined || before === null || n === null ? n : before + n)
  }
  return [...found].map(([kind, n]) => ({ kind, n }))
}

/** The rooms, badges or devices a line is about, each once, in the order they came. */
export function aboutIn({ row, rows }: FeedLine): string[] {
  return [...new Set(rows.map(({ about }) => about).reverse())].filter((about): about is string => !!about && !(COUNTED.includes(row.kind) && isCount(about)))
}
