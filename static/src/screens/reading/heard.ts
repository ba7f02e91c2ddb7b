import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue'
import type { Hub } from '../../hub'

/** `GET /api/reader/stations`: when each station was heard last, since the hub began to listen. */
export interface Heard {
  now: string
  since: string
  stations: { device: string; heard: string }[]
}

/** A station tells of itself every few seconds; past this it is off, or its network is. */
export const QUIET = 60_000

/** For how long a station has said nothing, milliseconds; `never`: not since the hub began to listen. */
export function silenceOf({ now, since, stations }: Heard, device: string): { at: string; silence: number; never: boolean } {
  const heard = stations.find((one) => one.device === device)?.heard
  const at = heard ?? since
  return { at, silence: Math.max(0, Date.parse(now) - Date.parse(at)), never: heard === undefined }
}

/** Ask while the screen is open; null before the first answer, and while the hub does not answer: then nobody knows. */
export function useHeard(hub: Hub, every = 10_000): ShallowRef<Heard | null> {
  const last = shallowRef<Heard | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined
  async function ask(): Promise<void> {
    const answer = await hub.ask<Heard>('/api/reader/stations', { now: 'string', since: 'string', stations: 'array' })
    last.value = answer.ok ? answer.value : null
  }
  onMounted(() => {
    void ask()
    timer = setInterval(() => void ask(), every)
  })
  onUnmounted(() => clearInterval(timer))
  return last
}
