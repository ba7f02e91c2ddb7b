import type { EvidenceRow } from '../../evidence/rows'
import type { PracticalRow } from '../../practical/rows'

/** One assessor's sheet as the page shows it; null: sealed until everybody has signed. */
export interface Sheet {
  person: number
  at: string
  total: number | null
  failed: boolean | null
}

/** The candidate who sits on a seat. */
export function atSeat(rows: Iterable<PracticalRow>, place: { plan: number; session: string; room: string; seat: string }): PracticalRow | null {
  for (const row of rows) {
    if (row.plan === place.plan && row.session === place.session && row.room === place.room && String(row.seat) === place.seat) return row
  }
  return null
}

/** Photos and films of a candidate, and those of their station that name nobody; in the order in which they were taken. */
export function evidenceOf(rows: Iterable<EvidenceRow>, { plan, session, room, candidate, station }: PracticalRow): EvidenceRow[] {
  return [...rows]
    .filter((row) => row.plan === plan && row.session === session && row.room === room)
    .filter((row) => row.candidate === candidate || (row.candidate === null && station !== null && row.station === station))
    .sort((a, b) => Date.parse(a.begun) - Date.parse(b.begun))
}

/** The sheets that were handed in, by assessor; whoever has not scored is in none of them. */
export function sheetsOf({ scores }: PracticalRow): Sheet[] {
  return Object.entries(scores).map(([person, { at, total, failed }]) => ({ person: Number(person), at, total, failed }))
}
