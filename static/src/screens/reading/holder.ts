import { computed, type ComputedRef } from 'vue'
import { useApp } from '../../app'
import { covers, inForce } from '../../grant'
import type { Person } from '../../rows'

/** Roles of the reading room (`roles.json`); responsible leaders count as any of them but the operator. */
export const OPERATOR = [13]
export const CHECKER = 14
export const MONITOR = 15
/** Those who head area and site; the site office and the duty desk answer for no result. */
export const HEADS = [3, 4, 5, 6]
const CLERK = 16
export const SETTLERS = [CHECKER, MONITOR, ...HEADS]
export const ASSIGNERS = [...OPERATOR, CHECKER, MONITOR, CLERK, ...HEADS]
export const ENTER = [CHECKER, MONITOR, CLERK, ...HEADS]

/** Whoever has signed in here and may do acts of this kind on the plan; undefined where nobody has. */
export function useHolder(kind: string, plan: () => number | undefined, roles?: readonly number[]): ComputedRef<Person | undefined> {
  const { store, signIn } = useApp()
  return computed(() => {
    const grant = inForce(signIn.standing.value) ? signIn.held.value : null
    if (grant === null || grant.plan !== plan() || !covers(grant, kind)) return undefined
    if (roles !== undefined && !roles.includes(grant.role)) return undefined
    return store.rows('person').get(`${grant.plan}/${grant.person}`)
  })
}

/** The person's name, as far as this device knows it. */
export function useNames(plan: () => number | undefined, unknown: () => string): (person: number | null) => string {
  const { store } = useApp()
  return (person) => (person === null ? '—' : (store.rows('person').get(`${plan()}/${person}`)?.name ?? unknown()))
}
