import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue'
import type { Hub } from './hub'

/** What devices trust the hub by, as `GET /api/certificate` tells it. */
export interface Trust {
  days: number
  expires: string
  /** Addresses of the hub that its certificate cannot hold for: not of a private network. */
  uncovered: string[]
  announced: string | null
  authority: { name: string; days: number; expires: string; fingerprint: string }
  /** Where a device that does not trust the hub yet begins. */
  welcome: string[]
}

/** From so many days before the end on, people are told. */
export const SOON = 30
const AGAIN = 10 * 60_000

/** Ask the hub while the screen is open; what was heard last stays while it does not answer. */
export function useTrust(hub: Hub): ShallowRef<Trust | null> {
  const trust = shallowRef<Trust | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined
  async function ask(): Promise<void> {
    const answer = await hub.ask<Trust>('/api/certificate', { days: 'number', uncovered: 'array', welcome: 'array' })
    if (answer.ok) trust.value = answer.value
  }
  onMounted(() => {
    void ask()
    timer = setInterval(() => void ask(), AGAIN)
  })
  onUnmounted(() => clearInterval(timer))
  return trust
}

/** Whether it will soon not hold any more, and why. */
export function worry(trust: Trust | null): 'ended' | 'ends' | 'notRenewed' | null {
  if (trust === null) return null
  if (trust.authority.days === 0) return 'ended'
  if (trust.authority.days < SOON) return 'ends'
  return trust.days < SOON ? 'notRenewed' : null
}
