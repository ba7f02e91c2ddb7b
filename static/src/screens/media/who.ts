import type { App } from '../../app'
import type { EvidenceRow } from '../../evidence/rows'
import type { PracticalRow } from '../../practical/rows'

/** The candidate a photo or film shows, as far as this device knows; null where it shows a station or a room. */
export function candidateOf({ rows }: Pick<App['store'], 'rows'>, { plan, session, room, candidate }: Pick<EvidenceRow, 'plan' | 'session' | 'room' | 'candidate'>): PracticalRow | null {
  if (session === null || room === null || candidate === null) return null
  return rows('practical').get(`${plan}/${session}/${room}/${candidate}`) ?? null
}

/** Screens besides the wall that open a candidate's page, and that it leads back to. */
export const BEFORE = ['practical', 'results'] as const
export type Before = (typeof BEFORE)[number]

type Seated = Pick<PracticalRow, 'plan' | 'session' | 'room' | 'seat'>

/** Where a candidate's page is: by room and seat, never by number; `from`: where it leads back to, the wall where nothing is said. */
export function candidateLink({ plan, session, room, seat }: Seated, from?: Before) {
  return { path: '/candidate', query: { plan: String(plan), session, room, seat: String(seat), ...(from === undefined ? {} : { from }) } }
}

/** Back from a candidate's page: to their station, or to the results of their room. */
export function wayBack({ session, room, seat }: { session: string; room: string; seat: string }, from: Before) {
  return { path: `/${from}`, query: { session, room, ...(from === 'practical' ? { seat } : {}) } }
}

/** The candidates of a practical room, by seat. */
export function candidatesOf({ rows }: Pick<App['store'], 'rows'>, plan: number, session: string | null, room: string | null): PracticalRow[] {
  if (session === null || room === null) return []
  return [...rows('practical').values()]
    .filter((one) => one.plan === plan && one.session === session && one.room === room)
    .sort((a, b) => String(a.seat).localeCompare(String(b.seat), 'zh-CN', { numeric: true }))
}
