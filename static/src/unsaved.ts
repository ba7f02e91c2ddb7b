import type { ShallowRef } from 'vue'
import type { Outbox } from './outbox'

/** An act that could not be stored: nobody but the person who did it knows of it. */
export interface Unsaved {
  kind: string
  /** The device has no room left. */
  full: boolean
  /** Device time, Unix ms. */
  at: number
}

/** The outbox as it is, but whatever it could not store is also said where every screen shows it. */
export function loudly(outbox: Outbox, unsaved: ShallowRef<Unsaved | null>): Outbox {
  return {
    ...outbox,
    async put(kind, body, beside) {
      try {
        const entry = await outbox.put(kind, body, beside)
        unsaved.value = null
        return entry
      } catch (reason) {
        unsaved.value = { kind, full: (reason as { name?: unknown } | null)?.name === 'QuotaExceededError', at: Date.now() }
        throw reason
      }
    },
  }
}
