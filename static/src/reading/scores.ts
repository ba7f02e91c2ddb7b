import type { Answer, Hub } from '../hub'
import type { Words } from '../rows'
import type { Sums } from './rows'

/** One candidate's theory result as it would go out. */
export interface ScoreLine {
  number: string
  room: string
  seat: string
  mask: string
  subject: string
  paper: string
  state: string
  /** Hundredths; null: none, which is not 0. */
  total: number | null
  passed: boolean | null
}

/** A session's scores as they stand; shown to whoever releases them, never kept on a device. */
export interface Scores {
  sums: Sums
  /** What keeps them from going out; null: nothing. */
  holds_up: { code: string; says: Words; fix: Words } | null
  /** The newest release's number. */
  release: number | null
  /** A release now would be the same as the one before. */
  unchanged: boolean
  changes: { number: string; before: number | null; after: number | null }[]
  lines: ScoreLine[]
}

export function askScores(hub: Hub, plan: number, session: string, room: string | null): Promise<Answer<Scores>> {
  const only = room === null ? '' : `&room=${encodeURIComponent(room)}`
  return hub.ask<Scores>(`/api/reading/scores?plan=${plan}&session=${encodeURIComponent(session)}${only}`, { lines: 'array' }, { patience: 15_000 })
}
