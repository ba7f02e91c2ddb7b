import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue'
import type { Database } from './database'
import type { Report } from './heartbeat'
import type { Hub } from './hub'

/** What the hub has heard of one device since it started. */
export interface Heard {
  device: string
  /** When it last asked anything. */
  seen: string
  /** When it last reported, and what. */
  heard: string | null
  report: Report | null
}

/** `GET /api/devices/status`: the devices heard of since the hub began to listen (`since`). */
export interface Statuses {
  now: string
  since: string
  /** The version of the app that the hub serves. */
  build: string | null
  devices: Heard[]
}

/** The last answer, kept on this device: the page stands without the hub. */
export interface Fleet {
  last: ShallowRef<Statuses | null>
  /** Whether the last question was answered; null before the first. */
  reached: ShallowRef<boolean | null>
  ask(): Promise<void>
}

const KEPT = 'device_status'

export async function fleet(database: Database, hub: Hub): Promise<Fleet> {
  const last = shallowRef(((await database.get('settings', KEPT)) as Statuses | undefined) ?? null)
  const reached = shallowRef<boolean | null>(null)
  return {
    last,
    reached,
    async ask() {
      const answer = await hub.ask<Statuses>('/api/devices/status', { now: 'string', since: 'string', devices: 'array' })
      reached.value = answer.ok
      if (!answer.ok) return
      last.value = answer.value
      await database.put('settings', answer.value, KEPT)
    },
  }
}

/** Ask while the screen is open. */
export function useFleet(of: Fleet, every = 5_000): void {
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    void of.ask()
    timer = setInterval(() => void of.ask(), every)
  })
  onUnmounted(() => clearInterval(timer))
}
