import { shallowReactive } from 'vue'
import type { App } from './app'
import type { Receipt, Refusal } from './hub'
import type { Outbox } from './outbox'

/**
 * How an act stands: the hub has it; this device has it; this device has it, but that it was done is known to this page
 * alone; or the hub has turned this device away.
 */
export type Word = 'accepted' | 'waiting' | 'unmarked' | 'notEnrolled'

/** How an act ended, as far as it is known: also turned away by the hub, or not even stored here. */
export interface Ended {
  state: Word | 'refused' | 'notStored'
  refusal: Refusal | null
}

/** Milliseconds: how long the hub is waited for before it is said that this device has it, and how long its late word is. */
interface Times {
  patience: number
  slow: number
}

/** Whether the act counts as done: it is with the hub, or goes there by itself. */
export const isDone = ({ state }: Pick<Ended, 'state'>): boolean => state === 'accepted' || state === 'waiting' || state === 'unmarked'

/**
 * The hub is slow and the person goes on without it: on the disk before it is said. Whoever reads that it waits acts on
 * it, and the device may die in that moment. `unmarked` where the disk could not take that of all of them.
 */
export async function alone(outbox: Pick<Outbox, 'acted'>, ids: readonly string[]): Promise<'waiting' | 'unmarked'> {
  let word: 'waiting' | 'unmarked' = 'waiting'
  for (const id of ids) {
    await outbox.acted(id).catch((error: unknown) => {
      console.error(error)
      word = 'unmarked'
    })
  }
  return word
}

/**
 * Tell how an act stands that was stored, within `patience` milliseconds; a yes that comes `slow` milliseconds later at
 * most is told too, as `late`. Returns the hub's no, where that was its word.
 */
export async function hear(
  app: Pick<App, 'outbox' | 'store'>,
  id: string,
  { patience, slow }: Times,
  tell: (word: Word, late: boolean) => void,
): Promise<Receipt | null> {
  const soon = await app.outbox.deliver(id, patience).catch(() => null)
  if (soon === null && app.store.freshness.notEnrolled) {
    tell('notEnrolled', false)
    return null
  }
  if (soon === null) tell(await alone(app.outbox, [id]), false)
  const receipt = soon ?? (await app.outbox.deliver(id, slow).catch(() => null))
  if (receipt?.verdict !== 'accepted') return receipt
  tell('accepted', soon === null)
  return null
}

/**
 * The same for who waits for the first word. What is returned is put right by the late one wherever it is shown by then; a
 * late no also stays on this device's list, as what it is about may have left the screen. `shown`: waited for before a yes
 * is said.
 */
export function firstWord(
  app: Pick<App, 'outbox' | 'store'>, id: string, times: Times, shown: () => Promise<void> = async () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let ended: Ended | null = null
    const say = (state: Ended['state'], refusal: Refusal | null = null) => {
      ended = Object.assign(ended ?? shallowReactive<Ended>({ state, refusal }), { state, refusal })
      resolve(ended)
    }
    hear(app, id, times, (word) => {
      if (word === 'accepted') void shown().catch(() => {}).then(() => say(word))
      else say(word)
    })
      .then(async (no) => {
        if (no === null) return
        if (ended === null) await app.outbox.settle(id)
        say('refused', no.refusal)
      })
      .catch(reject)
  })
}
