import { computed, type ComputedRef } from 'vue'
import type { App } from './app'
import { now } from './clock'
import { covers, inForce } from './grant'
import type { Plan } from './rows'
import { dateIn } from './ui/times'

/**
 * Whether somebody who has signed in here answers for acts of this kind on a plan. Before its first day nobody can sign in,
 * and it is prepared without (`server/domain/grant.py`, BEFOREHAND).
 */
export function answeredFor(app: Pick<App, 'signIn'>, kind: string, plan: () => Plan): ComputedRef<boolean> {
  const { held, standing } = app.signIn
  return computed(() => {
    const { plan: number, days, zone } = plan()
    if (dateIn(now.value, zone) < [...days].sort()[0]!) return true
    const grant = held.value
    return grant !== null && inForce(standing.value) && grant.plan === number && covers(grant, kind)
  })
}
