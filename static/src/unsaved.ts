import type { ShallowRef } from 'vue'
import type { Outbox } from './outbox'

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

/** The outbox as it is, but an act that it could not store is also said where every screen shows it, until that act is stored. */
export function loudly(outbox: Outbox, unsaved: ShallowRef<Unsaved | null>): Outbox {
  /** What was said of which act, since somebody read it last. */
  const lost = new Map<string, Unsaved>()

  return {
    ...outbox,
    async put(kind, body, beside, acted) {
      const what = JSON.stringify([kind, body])
      try {
        const entry = await outbox.put(kind, body, beside, acted)
        const said = lost.get(what)
        lost.delete(what)
        // Another act that could be stored does not undo the loss of this one.
        if (said !== undefined && unsaved.value === said) unsaved.value = [...lost.values()].at(-1) ?? null
        return entry
      } catch (reason) {
        if (unsaved.value === null) lost.clear()
        const said = { kind, full: isFull(reason), at: Date.now() }
        lost.set(what, said)
        unsaved.value = said
        throw reason
      }
    },
  }
}
