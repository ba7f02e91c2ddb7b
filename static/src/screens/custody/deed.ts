import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { App } from '../../app'
import { underWay } from '../../custody/here'
import { turnedDown, type No } from '../../custody/rules'
import { covers, inForce } from '../../grant'
import type { Refusal } from '../../hub'
import type { Person } from '../../rows'

/** How a deed ended: on the hub's disk, kept here, turned away (here or by the hub), or not even stored. */
export interface Ended {
  state: 'accepted' | 'waiting' | 'refused' | 'notStored'
  refusal: Refusal | null
}

export interface Deed {
  working: Ref<boolean>
  ended: ShallowRef<Ended | null>
  /** Store it and hand it in; `judge` throws where this device knows that it cannot be: the attempt goes on record. */
  hand(kind: string, body: Record<string, unknown>, judge: () => void): Promise<Ended>
}

/** Milliseconds the hub may take before it is said that this device has it. */
const PATIENCE = 1_500

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
    ended.value = { state, refusal }
    return ended.value
  }

  async function heard(id: string): Promise<Ended> {
    underWay.add(id)
    try {
      const receipt = await app.outbox.deliver(id, PATIENCE).catch(() => null)
      if (receipt === null) {
        await app.outbox.acted(id)
        return end('waiting')
      }
      if (receipt.verdict === 'accepted') {
        // Shown as done until the rows say so.
        await app.store.sync().catch(() => {})
        return end('accepted')
      }
      await app.outbox.settle(id)
      return end('refused', receipt.refusal)
    } finally {
      underWay.delete(id)
    }
  }

  /** An attempt goes on the hub's record; where this device's picture was old, the hub's word stands. */
  async function tried(id: string, no: No): Promise<Ended> {
    const receipt = await app.outbox.deliver(id, PATIENCE).catch(() => null)
    if (receipt === null) return end('refused', no.words)
    if (receipt.verdict === 'accepted') {
      await app.store.sync().catch(() => {})
      return end('accepted')
    }
    await app.outbox.settle(id)
    return end('refused', receipt.refusal ?? no.words)
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
