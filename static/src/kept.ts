import type { Database, Kept, Queued } from './database'
import type { Plan } from './rows'

const DAY = 86_400_000

/** What the hub has lost of what it acknowledged goes back into the queue: the same fact, said to have happened. */
export async function putBack(database: Database, lost: readonly Kept[]): Promise<number> {
  const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' })
  let back = 0
  for (const one of lost) {
    const there = await transaction.store.get([one.fact.device, one.device_seq])
    if (there?.state === 'waiting') continue
    const { fact, sig, id, device_seq, receipt } = one
    const entry: Queued = {
      fact, sig, id, device_seq, acted: true, device: fact.device, kind: fact.kind,
      digest: receipt.digest, state: 'waiting', receipt: null,
      // What stood beside it left this device with the first receipt; the hub shows such a fact to a person.
      beside: there?.beside ?? null,
    }
    await transaction.store.put(entry)
    back += 1
  }
  await transaction.done
  return back
}

/** When what was acknowledged may go: a day after the plans' last day is over wherever on earth that is; Unix ms. */
export function dayOver(plans: Iterable<Plan>): number {
  const last = [...plans].flatMap(({ days }) => days).sort().at(-1)
  return last === undefined ? 0 : Date.parse(`${last}T00:00:00-12:00`) + 2 * DAY
}

/** Forget what was acknowledged on days that are over; `now` in Unix ms. Returns how many went. */
export async function forget(database: Database, plans: Iterable<Plan>, now: number): Promise<number> {
  const day = dayOver(plans)
  const transaction = database.transaction('kept', 'readwrite')
  let gone = 0
  for (let cursor = await transaction.store.openCursor(); cursor !== null; cursor = await cursor.continue()) {
    // Done after the day (papers, the next plan): kept for a day of its own.
    if (now <= Math.max(day, Date.parse(cursor.value.fact.at) + DAY)) continue
    await cursor.delete()
    gone += 1
  }
  await transaction.done
  return gone
}
