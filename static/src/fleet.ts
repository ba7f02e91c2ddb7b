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
  /** Of those not heard since: what this device knows that they had not handed in when the hub was started anew. */
  earlier?: Heard[]
}

/** The last answer, kept on this device: the page stands without the hub. */
export interface Fleet {
  last: ShallowRef<Statuses | null>
  /** Whether the last question was answered; null before the first. */
  reached: ShallowRef<boolean | null>
  ask(): Promise<void>
}

const KEPT = 'device_status'

/** A hub that was started anew has forgotten what the silent ones had told; whoever asked before has not. */
export function remembering(last: Statuses | null, answer: Statuses): Statuses {
  const known = new Set(answer.devices.map(({ device }) => device))
  const before = [...(last?.devices ?? []), ...(last?.earlier ?? [])]
  const earlier = before.filter(({ device, report }) => !known.has(device) && (report?.waiting ?? 0) > 0)
  return { ...answer, earlier }
}

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
      last.value = remembering(last.value, answer.value)
      await database.put('settings', last.value, KEPT)
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
