import { shallowRef, watch, type ShallowRef } from 'vue'
import type { Database, Queued } from './database'
import type { Hub } from './hub'
import type { EndReason } from './rows'
import type { Freshness } from './store'

/** `GET /api/end`: what the hub says to a device that opens nothing any more. */
export interface End {
  state: 'enrolled' | 'ended' | 'unknown'
  device?: string
  name?: string
  ended?: string | null
  reason?: EndReason | null
  /** The name of the device that took its place. */
  replaced_by?: string | null
  /** The highest number of this device that the hub knows of, and those below it that have not arrived. */
  top?: number
  missing?: number[]
  missing_count?: number
}

const KEPT = 'ended'
const AGAIN = 10_000

/** Why the hub turned this device away, asked for as long as it does; kept, as a page opened without the hub says it too. */
export async function ended(database: Database, hub: Hub, freshness: Freshness): Promise<ShallowRef<End | null>> {
  const end = shallowRef(((await database.get('settings', KEPT)) as End | undefined) ?? null)
  let timer: ReturnType<typeof setInterval> | undefined

  async function ask(): Promise<void> {
    const answer = await hub.ask<End>('/api/end', { state: 'string' })
    if (!answer.ok || answer.value.state !== 'ended') return
    end.value = answer.value
    await database.put('settings', answer.value, KEPT)
  }

  watch(
    () => freshness.notEnrolled,
    (away) => {
      clearInterval(timer)
      if (away) {
        void ask()
        timer = setInterval(() => void ask(), AGAIN)
      } else if (end.value !== null) {
        end.value = null
        void database.delete('settings', KEPT)
      }
    },
    { immediate: true },
  )
  return end
}

/** How many facts stored here the hub has not got: what came to it by file or by another device is not counted. */
export function stillHere(waiting: readonly Queued[], end: End | null): number {
  if (end === null || end.missing_count === undefined || end.missing === undefined) return waiting.length
  const { device, top = 0, missing, missing_count: count } = end
  const known = missing.length === count
  return waiting.filter((one) => one.device !== device || one.device_seq > top || !known || missing.includes(one.device_seq)).length
}
