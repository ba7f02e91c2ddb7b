import { nextTick, shallowRef, type ShallowRef } from 'vue'
import { language, t } from '../../i18n'
import { roleOf } from '../../roles'
import type { Person } from '../../rows'
import type { CheckIn, Seen, WalkIn } from './check-in'
import type { Shown, Spare, Verdict } from './judge'

/** Where the way of one person stands, from the name to the badge in their hand. */
export type Step =
  | { step: 'none' }
  /** Found by name: three ways on. */
  | { step: 'person'; person: Person }
  /** They have a badge: why another one? */
  | { step: 'reason'; person: Person; spare: Spare | null }
  /** A spare badge is to be scanned for them. */
  | { step: 'spare'; whom: Person | WalkIn; reason: string | null }
  /** A spare badge was scanned: whose shall it be? */
  | { step: 'holder'; spare: Spare }
  | { step: 'walkIn'; plan: number; spare: Spare | null; draft: Partial<WalkIn> }

export interface Steps {
  at: ShallowRef<Step>
  /** What is wrong with what was scanned last, in words. */
  problem: ShallowRef<string>
  /** Whether this step has use for what was shown; else it is an ordinary scan, and the step is left. */
  takes(shown: Shown): Promise<boolean>
  card(person: Person): void
  /** Somebody is to have a spare badge, one already in the hand or one to be scanned. */
  wants(person: Person, spare: Spare | null): void
  because(reason: string): void
  /** A spare badge nobody has was shown. */
  offer(spare: Spare): void
  walkIn(plan: number | undefined, name: string): void
  /** The form of a walk-in is filled. */
  added(walkIn: WalkIn): void
  /** There is no spare badge: the walk-in is only added. */
  skip(): void
  back(): void
  leave(): void
  /** An answer was read: a walk-in that was turned away goes back to the form. */
  read(verdict: Verdict | null): void
}

interface Surroundings {
  place: () => string
  /** The badge is only handed out, nobody is checked in. */
  only: () => boolean
  /** The form of a walk-in while it is shown; sending says whether it was complete. */
  form: () => { send(): boolean } | null
}

const NAME = /^[\p{Script=Han}·•a-zA-Z ]{2,20}$/u

/** The way of somebody without a badge, one step at a time. */
export function steps(flow: Pick<CheckIn, 'see' | 'bind' | 'add'>, { place, only, form }: Surroundings): Steps {
  const at = shallowRef<Step>({ step: 'none' })
  const problem = shallowRef('')
  let last: { walkIn: WalkIn; spare: Spare | null } | null = null

  function go(next: Step): void {
    problem.value = ''
    at.value = next
  }

  const leave = () => go({ step: 'none' })

  function bind(spare: Spare, person: Person, reason: string | null): void {
    const wrong = misfit(spare, person.role)
    if (wrong !== null) {
      go({ step: 'spare', whom: person, reason })
      problem.value = wrong
      return
    }
    leave()
    void flow.bind(spare, person, place(), reason, only() || undefined)
  }

  function wants(person: Person, spare: Spare | null): void {
    if (person.badge !== null) go({ step: 'reason', person, spare })
    else if (spare !== null) bind(spare, person, null)
    else go({ step: 'spare', whom: person, reason: null })
  }

  function add(walkIn: WalkIn, spare: Spare | null): void {
    last = { walkIn, spare }
    leave()
    void flow.add(walkIn, spare, place(), only())
  }

  function misfit(spare: Spare, role: number): string | null {
    if (spare.role === role) return null
    return t('gate.spare.otherRole', { found: roleOf(spare.role)[language.value], wanted: roleOf(role)[language.value] })
  }

  /** Why what was shown is no spare badge. */
  function noSpare(shown: Shown, { holder, doubt, row }: Seen): string {
    if (doubt === 'revoked') return t('gate.spare.revoked')
    if (holder.person !== null) return t('gate.spare.notSpare', { name: holder.person.name })
    return shown.by === 'number' && row === null ? t('gate.spare.numberUnknown', { number: shown.number }) : t('gate.spare.unknown')
  }

  async function takes(shown: Shown): Promise<boolean> {
    const now = at.value
    if (now.step === 'none') return false
    const seen = await flow.see(shown)
    if (at.value !== now) return true
    const { spare } = seen
    if (now.step === 'spare') {
      if (spare === null) problem.value = noSpare(shown, seen)
      else if ('person' in now.whom) bind(spare, now.whom, now.reason)
      else fill(now.whom, spare)
      return true
    }
    if (now.step === 'walkIn') {
      if (spare === null) problem.value = noSpare(shown, seen)
      else await inForm(now, spare)
      return true
    }
    if (spare === null) {
      leave()
      return false
    }
    if (now.step === 'holder') go({ step: 'holder', spare })
    else wants(now.person, spare)
    return true
  }

  function fill(walkIn: WalkIn, spare: Spare): void {
    const wrong = misfit(spare, walkIn.role)
    if (wrong === null) add(walkIn, spare)
    else problem.value = wrong
  }

  /** The badge in the hand says the role and sends the form where it is complete. */
  async function inForm(now: Extract<Step, { step: 'walkIn' }>, spare: Spare): Promise<void> {
    go({ ...now, spare })
    await nextTick()
    form()?.send()
  }

  return {
    at,
    problem,
    takes,
    wants,
    leave,
    card: (person) => go({ step: 'person', person }),
    because(reason) {
      if (at.value.step !== 'reason') return
      const { person, spare } = at.value
      if (spare === null) go({ step: 'spare', whom: person, reason })
      else bind(spare, person, reason)
    },
    offer: (spare) => go({ step: 'holder', spare }),
    walkIn(plan, name) {
      const spare = at.value.step === 'holder' ? at.value.spare : null
      const of = spare?.plan ?? plan
      if (of === undefined) problem.value = t('gate.walkIn.noPlan')
      else go({ step: 'walkIn', plan: of, spare, draft: NAME.test(name.trim()) ? { name: name.trim() } : {} })
    },
    added(walkIn) {
      if (at.value.step !== 'walkIn') return
      const { spare } = at.value
      if (spare !== null) fill(walkIn, spare)
      else go({ step: 'spare', whom: walkIn, reason: null })
    },
    skip() {
      if (at.value.step === 'spare' && !('person' in at.value.whom)) add(at.value.whom, null)
    },
    back() {
      if (at.value.step === 'spare' && !('person' in at.value.whom)) {
        const draft = at.value.whom
        go({ step: 'walkIn', plan: draft.plan, spare: null, draft })
      } else if (at.value.step === 'spare' && 'person' in at.value.whom) go({ step: 'person', person: at.value.whom })
      else leave()
    },
    read(verdict) {
      const turnedAway = verdict?.state === 'refused' && (verdict.deed === 'add' || verdict.deed === 'addIn') && verdict.passed === 0
      if (turnedAway && last !== null) go({ step: 'walkIn', plan: last.walkIn.plan, spare: last.spare, draft: last.walkIn })
      last = null
    },
  }
}
