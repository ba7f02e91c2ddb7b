import type { App } from '../app'
import { hubTime } from '../clock'
import { knownHere } from '../screens/picture'
import { roleOf } from '../roles'
import type { Person, Plan } from '../rows'
import { doubtOf, holderOf, rowOf, type Doubt, type Shown } from '../screens/check-in/judge'
import { read } from '../token'
import { dateIn } from '../ui/times'
import type { Party } from './people'
import { No, policyOf, REASONS, signsBesides } from './rules'

/** Somebody who signs, as they were shown to this device. */
export interface Signer {
  shown: Shown
  /** Null where this device does not know them. */
  person: Person | null
  /** What speaks against the badge, in the hub's words. */
  fault: No | null
}

/** How facts name a signer; exactly one way. */
export function named({ shown }: Pick<Signer, 'shown'>): Record<string, unknown> {
  if (shown.by === 'badge') return { badge: shown.text }
  return shown.by === 'number' ? { number: shown.number } : { person: shown.person }
}

/** A signer as the rules see them; nobody where this device does not know them. */
export function partyOf({ shown, person, fault }: Signer): Party | null {
  if (person === null) return null
  const { role, listed, rooms, state } = person
  return { person: person.person, role, listed, rooms, present: state === 'in', badge: fault === null && shown.by !== 'search' }
}

/**
 * Tell who stands behind a badge, a number or a name, by what this device keeps. `byBadge`: it is a badge that signs for
 * papers, on some days besides the plan's own too.
 */
export function signers(app: Pick<App, 'store' | 'queue'> & Partial<Pick<App, 'revocations'>>) {
  const picture = knownHere(app)
  return async (shown: Shown, plan: Plan, byBadge = false): Promise<Signer> => {
    const keys = [...app.store.rows('badge_key').values()]
    const reading = shown.by === 'badge' && keys.length > 0 ? await read(shown.text, keys) : null
    const known = { ...picture.value, revoked: app.revocations?.list.value?.badges }
    const now = hubTime()
    const besides = byBadge && signsBesides(plan, policyOf(app.store.rows('policy'), plan.plan), now)
    const judged = besides && reading?.outcome === 'good' ? reading.token.notBefore * 1_000 : now
    const [holder, row, doubt] = [holderOf(shown, reading, known, now), rowOf(shown, reading, known, now), doubtOf(shown, reading, known, judged)]
    if (holder.plan !== null && holder.plan !== plan.plan) return { shown, person: null, fault: new No('wrong-plan', { found: holder.plan }) }
    const fault = doubt === null ? null : faultOf(doubt)
    if (fault === null && holder.person === null) {
      const unknown = shown.by === 'number' ? new No('number-unknown', { number: shown.number }) : new No('person-unknown')
      return { shown, person: null, fault: unknown }
    }
    return { shown, person: holder.person, fault }

    function faultOf(of: Doubt): No {
      const token = reading !== null && reading.outcome !== 'unreadable' ? reading.token : null
      const role = roleOf(holder.role ?? 0)
      const [reason = '—', reasonEn = '—'] = REASONS[row?.reason ?? 'other'] ?? []
      switch (of) {
        case 'forged': return new No('badge-forged')
        case 'unreadable': return new No('badge-unreadable')
        case 'revoked': return new No('badge-revoked', { reason, reason_en: reasonEn })
        case 'wrongPlan': return new No('wrong-plan', { found: token?.plan ?? '—' })
        case 'wrongDay': return new No('wrong-day', { valid: days(token?.notBefore ?? 0, token?.expires ?? 0, plan.zone) })
        case 'unbound': return new No('badge-unbound', { role: role.zh, role_en: role.en })
        default: return new No('not-on-list')
      }
    }
  }
}

function days(from: number, to: number, zone: string): string {
  const [first, last] = [dateIn(from * 1_000, zone), dateIn((to - 1) * 1_000, zone)]
  return first === last ? first : `${first} — ${last}`
}
