import type { Battery } from './battery'
import type { Queued } from './database'

/** What a device tells the hub of itself; never a fact. */
export interface Report {
  waiting: number
  needs_person: number
  /** When the oldest act that waits was done (this device's clock); null when none waits. */
  oldest: string | null
  /** The highest number of this enrolment that waits; 0 when none does. */
  last: number
  /** The hub's clock minus this device's, milliseconds. */
  skew_ms: number | null
  battery: Battery | null
  persisted: boolean | null
  build: string
  rows_through: number
  screen: string
  place: string
}

/** What waits on this device, as far as the hub should know. */
export function queueReport(waiting: readonly Queued[], device: string): Pick<Report, 'waiting' | 'oldest' | 'last'> {
  const oldest = waiting.reduce<Queued | null>(
    (first, one) => (first === null || Date.parse(one.fact.at) < Date.parse(first.fact.at) ? one : first),
    null,
  )
  const mine = waiting.filter((one) => one.device === device).map(({ device_seq }) => device_seq)
  return { waiting: waiting.length, oldest: oldest?.fact.at ?? null, last: Math.max(0, ...mine) }
}

const BEAT = 15_000
/** A queue that fills and empties with each scan is told once it has come to rest (milliseconds). */
const REST = 400

/** Tell every 15 s, and soon after each call of the returned function. */
export function heartbeat(tell: () => Promise<unknown>): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined
  let busy = false
  async function beat(): Promise<void> {
    if (busy) return
    busy = true
    await tell().finally(() => (busy = false))
  }
  setInterval(() => void beat(), BEAT)
  return () => {
    clearTimeout(soon)
    soon = setTimeout(() => void beat(), REST)
  }
}
