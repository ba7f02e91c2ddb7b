import type { ShallowRef } from 'vue'
import type { Outbox } from './outbox'
import type { Queue } from './queue'

/** An act that could not be stored: nobody but the person who did it knows of it. */
export interface Unsaved {
  /** The kind of act; null for what came from the hub: it is shown, but gone when the page is opened again without it. */
  kind: string | null
  /** The device has no room left. */
  full: boolean
  /** Device time, Unix ms. */
  at: number
}

const isFull = (reason: unknown) => (reason as { name?: unknown } | null)?.name === 'QuotaExceededError'

/** What came from the hub could not be stored, or (null) is stored again; an act that was not is worse and stays said. */
export function rowsUnkept(unsaved: ShallowRef<Unsaved | null>, reason: unknown): void {
  if (reason !== null) unsaved.value ??= { kind: null, full: isFull(reason), at: Date.now() }
  else if (unsaved.value?.kind === null) unsaved.value = null
}

/** The outbox as it is, but whatever it could not store is also said where every screen shows it. */
export function loudly(outbox: Outbox, unsaved: ShallowRef<Unsaved | null>, queue: Pick<Queue, 'waiting' | 'needsPerson'>): Outbox {
  function say(kind: string, reason: unknown): never {
    unsaved.value = { kind, full: isFull(reason), at: Date.now() }
    throw reason
  }

  return {
    ...outbox,
    async put(kind, body, beside, acted) {
      try {
        const entry = await outbox.put(kind, body, beside, acted)
        if (unsaved.value?.kind !== null) unsaved.value = null
        return entry
      } catch (reason) {
        return say(kind, reason)
      }
    },
    async acted(id) {
      try {
        await outbox.acted(id)
      } catch (reason) {
        say([...queue.waiting, ...queue.needsPerson].find((entry) => entry.id === id)?.kind ?? '', reason)
      }
    },
  }
}
