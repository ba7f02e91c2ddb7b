import { shallowRef, type ShallowRef } from 'vue'
import type { App } from '../../app'
import type { Outcome } from '../../act'
import { hubTime } from '../../clock'
import type { Act } from '../../database'
import { takeBack, undoable } from './undo'

/** How taking back an act ended. `failed`: it could not be stored. */
export interface Undone {
  act: Act
  outcome: Outcome | { state: 'working' | 'late' | 'failed' }
}

export interface Undoing {
  /** The last one; null when nothing is to be said. */
  said: ShallowRef<Undone | null>
  undo(act: Act): Promise<void>
}

/** Take acts back one at a time and keep what is to be said of the last. */
export function undoing(app: Pick<App, 'outbox' | 'acts'>): Undoing {
  const said = shallowRef<Undone | null>(null)
  return {
    said,
    async undo(act) {
      if (said.value?.outcome.state === 'working') return
      if (undoable(act, hubTime()) !== 'yes') {
        said.value = { act, outcome: { state: 'late' } }
        return
      }
      said.value = { act, outcome: { state: 'working' } }
      try {
        said.value = { act, outcome: await takeBack(app, act) }
      } catch (error) {
        console.error(error)
        said.value = { act, outcome: { state: 'failed' } }
      }
    },
  }
}
