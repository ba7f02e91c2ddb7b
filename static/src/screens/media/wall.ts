import type { EvidenceRow, EvidenceState } from '../../evidence/rows'

/** What the wall can be narrowed to, in the order of its buttons. */
export const SHARES = ['all', 'live', 'coming', 'trouble', 'kept', 'unplaced', 'removed'] as const
export type Share = (typeof SHARES)[number]

const STATES: Record<Exclude<Share, 'all' | 'unplaced'>, readonly EvidenceState[]> = {
  live: ['live'],
  coming: ['announced', 'arriving'],
  trouble: ['interrupted', 'differs', 'unreadable'],
  kept: ['complete', 'equal'],
  removed: ['removed'],
}
/** Tiles shown at first, and how many more each time the end comes near: a site has thousands of photos. */
export const FEW = 48
/** Of the newest so many, a picture is fetched before anybody knows whether it is in sight. */
export const SOON = 6

export interface Narrowed {
  plan: number
  /** Null: every session's. */
  session: string | null
  room: string | null
  share: Share
}

export interface Group {
  key: string
  session: string | null
  room: string | null
  station: string | null
  candidate: string | null
  rows: EvidenceRow[]
}

/** Whether nobody has said yet where it belongs: files of a camera, before they are assigned. */
export const unplaced = (row: EvidenceRow) => row.state !== 'removed' && row.purpose === 'practical' && (row.session === null || row.room === null)

function within(row: EvidenceRow, share: Share): boolean {
  if (share === 'all') return row.state !== 'removed'
  return share === 'unplaced' ? unplaced(row) : STATES[share].includes(row.state)
}

/** What belongs to a session and a room; what belongs nowhere yet is never hidden by them. */
function here(row: EvidenceRow, { plan, session, room }: Narrowed): boolean {
  if (row.plan !== plan) return false
  if (unplaced(row)) return room === null
  return (session === null || row.session === session) && (room === null || row.room === room)
}

/** How many there are of each share, and those of the one picked: what runs first, then the newest. */
export function onWall(rows: Iterable<EvidenceRow>, narrowed: Narrowed): { count: Record<Share, number>; running: EvidenceRow[]; rest: EvidenceRow[] } {
  const count = Object.fromEntries(SHARES.map((share) => [share, 0])) as Record<Share, number>
  const found: EvidenceRow[] = []
  for (const row of rows) {
    if (!here(row, narrowed)) continue
    for (const share of SHARES) if (within(row, share)) count[share] += 1
    if (within(row, narrowed.share)) found.push(row)
  }
  found.sort((a, b) => Date.parse(b.begun) - Date.parse(a.begun) || a.evidence.localeCompare(b.evidence))
  const running = found.filter(({ state }) => state === 'live')
  running.sort((a, b) => byPlace(a, b))
  return { count, running, rest: found.filter(({ state }) => state !== 'live') }
}

/** The same by room, station and candidate; what belongs to the room as a whole comes first. */
export function grouped(rows: readonly EvidenceRow[]): Group[] {
  const groups = new Map<string, Group>()
  for (const row of [...rows].sort(byPlace)) {
    const { session, room, station, candidate } = row
    const key = [session, room, station, candidate].map((part) => part ?? '').join('/')
    const group = groups.get(key) ?? { key, session, room, station, candidate, rows: [] }
    groups.set(key, group)
    group.rows.push(row)
  }
  return [...groups.values()]
}

function byPlace(a: EvidenceRow, b: EvidenceRow): number {
  for (const part of ['room', 'station', 'candidate'] as const) {
    const order = (a[part] ?? '').localeCompare(b[part] ?? '', 'zh-CN', { numeric: true })
    if (order !== 0) return order
  }
  return Date.parse(a.begun) - Date.parse(b.begun)
}

/** Rooms that have something on the wall in a session, for the list to choose from. */
export function roomsOf(rows: Iterable<EvidenceRow>, plan: number, session: string | null): string[] {
  const found = new Set<string>()
  for (const row of rows) if (row.plan === plan && row.room !== null && (session === null || row.session === session)) found.add(row.room)
  return [...found].sort((a, b) => a.localeCompare(b, 'zh-CN', { numeric: true }))
}
