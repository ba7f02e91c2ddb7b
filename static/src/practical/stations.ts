import type { App } from '../app'
import type { LotsRow, PracticalRow } from './rows'

/** The stations at a place: those of its lots, and whatever candidates drew (the same as `stations` of `server/cli/media/whose.py`). None: nobody drew yet, so that nobody knows. */
export function stationsAt({ rows }: Pick<App['store'], 'rows'>, plan: number, session: string | null, room: string | null): string[] {
  const here = (one: LotsRow | PracticalRow) => one.plan === plan && (session === null || one.session === session) && (room === null || one.room === room)
  const lots = [...rows('lots').values()].filter(here).flatMap(({ stations, out }) => [...stations, ...out.map(({ station }) => station)])
  const drawn = [...rows('practical').values()].filter(here).map(({ station }) => station).filter((one) => one !== null)
  return [...new Set([...lots, ...drawn])]
}

/** Whether somebody wrote a station that is not at the place, as far as it is known which are. */
export const isStrange = (known: readonly string[], station: string | null) => station !== null && known.length > 0 && !known.includes(station)
