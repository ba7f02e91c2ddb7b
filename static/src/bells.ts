import { ref, watch } from 'vue'
import { now } from './clock'
import { shownPlan } from './screens/plan'
import { allowSound, ring } from './sound'
import type { Store } from './store'
import { effective, ringer } from './timetable'

const KEPT = 'kaowu-bells'

/** Whether this device rings the bells; a choice of this device, kept on it. */
export const bellsOn = ref(globalThis.localStorage?.getItem(KEPT) === 'on')

export function switchBells(on: boolean): void {
  bellsOn.value = on
  globalThis.localStorage?.setItem(KEPT, on ? 'on' : 'off')
  if (on) allowSound()
}

/** Ring what is due for as long as the page lives, from the rows this device keeps. */
export function ringing(store: Pick<Store, 'rows'>): void {
  const plan = shownPlan(store)
  const look = ringer(
    () => (bellsOn.value && plan.value !== undefined ? effective(plan.value, store.rows('signal')).timetable : []),
    ring,
  )
  watch(now, look)
  // Browsers give sound only after a touch.
  globalThis.addEventListener?.('pointerdown', () => bellsOn.value && allowSound())
}
