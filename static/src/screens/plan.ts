import { computed, ref, type ComputedRef } from 'vue'
import { now } from '../clock'
import type { SignIn } from '../sign-in'
import type { Store } from '../store'
import type { Plan } from '../rows'
import { dateIn } from '../ui/times'
import { currentPlan } from './board/counts'

const KEPT = 'kaowu-plan'
const picked = ref(globalThis.localStorage?.getItem(KEPT) ?? null)

/** Look at this plan from now on, on every screen and after a reload. */
export function pickPlan(plan: number): void {
  picked.value = String(plan)
  globalThis.localStorage?.setItem(KEPT, picked.value)
}

/** The plan the screens show: the one picked on this device, else today's. A picked one that has passed gives way. */
export function shownPlan(store: Pick<Store, 'rows'>): ComputedRef<Plan | undefined> {
  const plans = store.rows('plan')
  const today = computed(() => dateIn(now.value, 'Asia/Shanghai'))
  return computed(() => {
    const chosen = plans.get(picked.value ?? '')
    const past = chosen !== undefined && (chosen.days.at(-1) ?? '') < today.value
    return chosen !== undefined && !past ? chosen : (currentPlan(plans.values(), today.value) ?? chosen)
  })
}

/**
 * The plan whose cards are read: that of whoever has signed in here, else the one shown. Cards are read and reviewed days
 * after the exam, when other screens have gone on to the next one.
 */
export function readPlan({ store, signIn }: { store: Pick<Store, 'rows'>; signIn: Pick<SignIn, 'held'> }): ComputedRef<Plan | undefined> {
  const shown = shownPlan(store)
  return computed(() => store.rows('plan').get(String(signIn.held.value?.plan ?? '')) ?? shown.value)
}

/**
 * The plan whose papers are handed over: on another day than its own it is that of whoever has signed in here, for papers
 * leave the evening before and are read and destroyed later; else the one shown.
 */
export function papersPlan({ store, signIn }: { store: Pick<Store, 'rows'>; signIn?: Pick<SignIn, 'held'> }): ComputedRef<Plan | undefined> {
  const shown = shownPlan(store)
  return computed(() => {
    const theirs = store.rows('plan').get(String(signIn?.held.value?.plan ?? ''))
    return theirs !== undefined && !theirs.days.includes(dateIn(now.value, theirs.zone)) ? theirs : shown.value
  })
}

/** Whether what the screens show is a rehearsal (演练); another plan that this device knows may well be the real day. */
export function rehearsing(store: Pick<Store, 'rows'>): ComputedRef<boolean> {
  const plan = shownPlan(store)
  return computed(() => plan.value?.rehearsal === true)
}
