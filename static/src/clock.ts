import { ref, shallowRef } from 'vue'

/** Hub time minus this device's time in milliseconds; null until the hub has answered once. */
export const skew = shallowRef<number | null>(null)
/** The hub's time now, in Unix milliseconds; moves four times a second. Without an answer yet it is the device's own. */
export const now = ref(Date.now())

/** Milliseconds past which a clock is said to be wrong: acts noted without the hub bear its time. */
export const CLOCK_WRONG = 120_000

let tightest = Number.POSITIVE_INFINITY
let measuredAt = 0
const FORGET = 10 * 60_000
/** Milliseconds beyond what the ways explain: somebody set this device's clock. */
const JUMP = 2_000

/** Learn from one answer: the shorter its way took, the better its time. Old measurements give way after ten minutes. */
export function learn(hubNow: string, asked: number, answered: number): void {
  const hub = Date.parse(hubNow)
  const way = answered - asked
  if (Number.isNaN(hub) || way < 0) return
  const found = estimate(hub, asked, answered)
  const set = skew.value !== null && Math.abs(found - skew.value) > JUMP + way + tightest
  if (!set && way > tightest && answered - measuredAt < FORGET) return
  tightest = way
  measuredAt = answered
  skew.value = found
}

/** Skew of one answer: the hub's clock was read half way between asking and answering. */
export function estimate(hubNow: number, asked: number, answered: number): number {
  return Math.round(hubNow - (asked + answered) / 2)
}

export function hubTime(): number {
  return Date.now() + (skew.value ?? 0)
}

/** Start the ticking; returns how to stop it. */
export function tick(): () => void {
  const timer = setInterval(() => (now.value = hubTime()), 250)
  return () => clearInterval(timer)
}
