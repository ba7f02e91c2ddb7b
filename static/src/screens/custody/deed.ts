import { ref, shallowReactive, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { App } from '../../app'
import { underWay } from '../../custody/here'
import { turnedDown, type No } from '../../custody/rules'
import { covers, inForce } from '../../grant'
import { firstWord, type Ended } from '../../hear'
import type { Receipt, Refusal } from '../../hub'
import type { Person } from '../../rows'

export type { Ended }

export interface Deed {
  working: Ref<boolean>
  ended: ShallowRef<Ended | null>
  /**
   * Store it and hand it in; `judge` throws where this device knows that it cannot be: the attempt goes on record. What is
   * returned is put right by the hub's late word.
   */
  hand(kind: string, body: Record<string, unknown>, judge: () => void): Promise<Ended>
}

/** Milliseconds the hub may take before it is said that this device has it. */
const PATIENCE = 1_500
/** Its late word is waited for longer. */
const TIMES = { patience: PATIENCE, slow: 30_000 }

/** One deed on what is labelled: judged here, stored, handed in, answered. */
export function deedOf(app: Pick<App, 'outbox' | 'store'>): Deed {
  const working = ref(false)
  const ended = shallowRef<Ended | null>(null)

  async function hand(kind: string, body: Record<string, unknown>, judge: () => void): Promise<Ended> {
    working.value = true
    ended.value = null
    try {
      const no = turnedDown(judge)
      const { id } = await app.outbox.put(kind, body)
      return no === null ? await heard(id) : await tried(id, no)
    } catch (error) {
      console.error(error)
      return end('notStored')
    } finally {
      working.value = false
    }
  }

  function end(state: Ended['state'], refusal: Refusal | null = null): Ended {
    ended.value = shallowReactive({ state, refusal })
    return ended.value
  }

  /** Shown as done until the rows say so. */
  const shown = () => app.store.sync().catch(() => {})

  async function heard(id: string): Promise<Ended> {
    underWay.add(id)
    try {
      return (ended.value = await firstWord(app, id, TIMES, shown))
    } finally {
      underWay.delete(id)
    }
  }

  /** An attempt goes on the hub's record; where this device's picture was old, the hub's word stands. */
  async function tried(id: string, no: No): Promise<Ended> {
    const soon = await app.outbox.deliver(id, TIMES.patience).catch(() => null)
    if (soon !== null) return (ended.value = await judged(soon, no))
    const told = end('refused', no.words)
    void app.outbox.deliver(id, TIMES.slow).then(async (late) => late && Object.assign(told, await judged(late, no))).catch(() => {})
    return told
  }

  async function judged({ id, verdict, refusal }: Receipt, no: No): Promise<Ended> {
    if (verdict !== 'accepted') {
      await app.outbox.settle(id)
      return { state: 'refused', refusal: refusal ?? no.words }
    }
    await shown()
    return { state: verdict, refusal: null }
  }

  return { working, ended, hand }
}

/** Whoever has signed in here for acts of this kind on this plan; null where nobody has. */
export function holderOf(app: Pick<App, 'signIn' | 'store'>, kind: string, plan: number | undefined): Person | null {
  const { held, standing } = app.signIn
  const grant = held.value
  const stands = grant !== null && inForce(standing.value) && covers(grant, kind) && grant.plan === plan
  return stands ? (app.store.rows('person').get(`${grant.plan}/${grant.person}`) ?? null) : null
}

/** The same as the rules of custody see it. */
export const standingOf = (holder: Person | null) => (holder === null ? null : { person: holder.person, place: null })

/** The table or window a deed is done at. */
export function placeOf(app: Pick<App, 'signIn' | 'place' | 'identity'>): string {
  return (app.signIn.held.value?.place ?? (app.place?.value || app.identity.value?.name || '')).slice(0, 40)
}
