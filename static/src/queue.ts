import { shallowReactive } from 'vue'
import type { Queued } from './database'
import type { Moved } from './outbox'

/** What this device still holds, oldest first; each list is replaced when it changes, never altered. */
export interface Queue {
  waiting: readonly Queued[]
  needsPerson: readonly Queued[]
  /** What was done here and the rows do not show yet: what waits, and what the hub has accepted since they last came. */
  ahead: readonly Queued[]
}

export interface LiveQueue {
  queue: Queue
  /** Show what one change did; the disk is not read. */
  moved(moved: Moved): void
  /** The rows are shown through this number of the hub's journal. */
  reached(through: number): void
  /** Show what is on the disk. What moves while `all` is read is shown on top of it. */
  reload(all: () => Promise<Queued[]>): Promise<void>
}

/** The queue as the screens see it, in step with the outbox of every tab: thousands of facts are read once, not at every scan. */
export function liveQueue(): LiveQueue {
  const queue = shallowReactive<Queue>({ waiting: [], needsPerson: [], ahead: [] })
  let entries = new Map<string, Queued>()
  const accepted = new Map<string, Queued>()
  let shown = 0
  let meanwhile: Moved[] | null = null

  /** The hub's word is often here before its rows: until they come, what it took would look undone. */
  function keep(taken: readonly Queued[] = []): void {
    for (const entry of taken) if ((entry.receipt?.seq ?? 0) > shown) accepted.set(entry.id, entry)
  }

  function apply({ put, gone }: Moved): void {
    for (const entry of put) entries.set(entry.id, entry)
    for (const id of gone) entries.delete(id)
  }

  function show(): void {
    // A hub that was put back has forgotten it, and the witness queues it again: the same act is not done twice.
    for (const id of accepted.keys()) if (entries.has(id)) accepted.delete(id)
    const all = inOrder([...entries.values()])
    queue.waiting = all.filter(({ state }) => state === 'waiting')
    queue.needsPerson = all.filter(({ state }) => state === 'needs-person')
    queue.ahead = accepted.size === 0 ? queue.waiting : inOrder([...accepted.values(), ...queue.waiting])
  }

  return {
    queue,
    moved(moved) {
      meanwhile?.push(moved)
      keep(moved.accepted)
      apply(moved)
      show()
    },
    reached(through) {
      // A hub that was put back has forgotten it, or gave it another number.
      const back = through < shown
      shown = through
      if (accepted.size === 0) return
      for (const { id, receipt } of accepted.values()) if (back || (receipt?.seq ?? 0) <= through) accepted.delete(id)
      show()
    },
    async reload(all) {
      const mine: Moved[] = []
      meanwhile = mine
      const read = await all()
      // A later reload reads later: its picture is the newer one.
      if (meanwhile !== mine) return
      // That somebody acted may be known to this page alone.
      const acted = (entry: Queued) => (entry.state === 'waiting' && entries.get(entry.id)?.acted ? { ...entry, acted: true } : entry)
      entries = new Map(read.map((entry) => [entry.id, acted(entry)]))
      mine.forEach(apply)
      meanwhile = null
      show()
    },
  }
}

/** By device and number, as the disk has them; two tabs may tell of theirs the other way round. */
function inOrder(entries: Queued[]): Queued[] {
  const before = (one: Queued, other: Queued) =>
    one.device === other.device ? one.device_seq - other.device_seq : one.device < other.device ? -1 : 1
  const sorted = entries.every((entry, index) => index === 0 || before(entries[index - 1]!, entry) < 0)
  return sorted ? entries : entries.sort(before)
}
