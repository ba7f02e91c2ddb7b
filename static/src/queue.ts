import { shallowReactive } from 'vue'
import type { Queued } from './database'
import type { Moved } from './outbox'

/** What this device still holds, oldest first; each list is replaced when it changes, never altered. */
export interface Queue {
  waiting: readonly Queued[]
  needsPerson: readonly Queued[]
}

export interface LiveQueue {
  queue: Queue
  /** Show what one change did; the disk is not read. */
  moved(moved: Moved): void
  /** Show what is on the disk. What moves while `all` is read is shown on top of it. */
  reload(all: () => Promise<Queued[]>): Promise<void>
}

/** The queue as the screens see it, in step with the outbox of every tab: thousands of facts are read once, not at every scan. */
export function liveQueue(): LiveQueue {
  const queue = shallowReactive<Queue>({ waiting: [], needsPerson: [] })
  let entries = new Map<string, Queued>()
  let meanwhile: Moved[] | null = null

  function apply({ put, gone }: Moved): void {
    for (const entry of put) entries.set(entry.id, entry)
    for (const id of gone) entries.delete(id)
  }

  function show(): void {
    const all = inOrder([...entries.values()])
    queue.waiting = all.filter(({ state }) => state === 'waiting')
    queue.needsPerson = all.filter(({ state }) => state === 'needs-person')
  }

  return {
    queue,
    moved(moved) {
      meanwhile?.push(moved)
      apply(moved)
      show()
    },
    async reload(all) {
      const mine: Moved[] = []
      meanwhile = mine
      const read = await all()
      // A later reload reads later: its picture is the newer one.
      if (meanwhile !== mine) return
      entries = new Map(read.map((entry) => [entry.id, entry]))
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
