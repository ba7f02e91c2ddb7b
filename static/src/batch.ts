import type { Queued } from './database'
import type { HandedFact } from './fact'

/** Characters of a batch at most, half of what the hub takes; an issue of many badges is large. */
const BATCH_SIZE = 500_000

/** An entry of the queue as the hub takes it. */
export function handed({ fact, sig, acted, beside }: Queued): HandedFact {
  return beside === null ? { fact, sig, acted } : { fact, sig, acted, beside }
}

/** The oldest facts that go in one request; at least one. */
export function batchOf(queue: Queued[]): Queued[] {
  let size = 0
  const end = queue.findIndex((entry, index) => {
    size += JSON.stringify(handed(entry)).length
    return index > 0 && size > BATCH_SIZE
  })
  return end === -1 ? queue : queue.slice(0, end)
}
