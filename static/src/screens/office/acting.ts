import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { actAll, outcomeOf, type Outcome } from '../../act'
import { useApp } from '../../app'
import type { Refusal } from '../../hub'
import { useI18n } from '../../i18n'

export interface Act {
  kind: string
  body: Record<string, unknown>
  beside?: string
}

/** An act of several that was refused: which of them, from 0. */
export interface Refused {
  at: number
  refusal: Refusal
}
/** What a person reads of those that were refused, of which there is at least one. */
export type Telling = (refused: readonly Refused[]) => Refusal

/** The first of several ends that is not well (of those refused what `tell` makes of them), else that all is well: a person acts once and reads one answer. */
export function worst(outcomes: readonly Outcome[], tell: Telling = (refused) => refused[0]!.refusal): Outcome {
  const refused = outcomes.flatMap((one, at) => (one.state === 'refused' ? [{ at, refusal: one.refusal }] : []))
  if (refused.length) return { state: 'refused', refusal: tell(refused) }
  return outcomes.find(({ state }) => state === 'waiting') ?? { state: 'accepted' }
}

/** What is read of acts of which this device kept only the first `kept`. */
export function useUnkept() {
  const { t } = useI18n()
  return (kept: number, of: number): Refusal =>
    kept === 0
      ? { code: 'not-stored', says: t('office.notStoredSays'), fix: t('office.notStoredFix') }
      : { code: 'not-stored', says: t('office.partlyStoredSays', { n: kept, m: of }), fix: t('office.partlyStoredFix') }
}

/**
 * What one part of a screen does: whether it is at it, and how the last act ended, to be said right there; `unkept` where
 * what could not be stored here has words of its own.
 */
export function useActs(unkept: (kept: number, of: number) => Refusal = useUnkept()) {
  const app = useApp()
  const working = ref(false)
  const ended = shallowRef<{ outcome: Outcome; done: string } | null>(null)

  /** Note how something ended, once the rows show it. */
  async function end(done: string, outcome: Outcome): Promise<Outcome> {
    if (outcome.state === 'accepted') await app.store.sync()
    ended.value = { outcome, done }
    return outcome
  }

  /** Hand acts in together; `done` is said when the hub has taken all of them, what `tell` makes of it where it refused some (by default the first). */
  async function run(done: string, acts: readonly Act[], tell?: Telling): Promise<Outcome> {
    working.value = true
    ended.value = null
    unfollow()
    try {
      let ids: readonly string[] = []
      const outcome = await end(done, worst(await actAll(app, acts, (stored) => (ids = stored), (kept) => unkept(kept, acts.length)), tell))
      if (outcome.state === 'waiting') follow(done, ids, tell)
      return outcome
    } catch (problem) {
      return notStored(problem)
    } finally {
      working.value = false
    }
  }

  let unfollow = () => {}
  onScopeDispose(() => unfollow())

  /** Whoever reads that it waits reads there, too, what the hub says of it in the end: nobody looks for it elsewhere. */
  function follow(done: string, ids: readonly string[], tell?: Telling): void {
    const mine = ended.value
    unfollow = watch(
      () => app.queue.waiting.some(({ id }) => ids.includes(id)),
      (waits) => void (!waits && ended.value === mine && Promise.all(ids.map((id) => outcomeOf(app, id))).then((ends) => end(done, worst(ends, tell)))),
      { immediate: true },
    )
  }

  /** This device could not keep the act (its storage is full or gone): a person must know that nothing was done. */
  function notStored(problem: unknown): Outcome {
    console.warn(problem)
    const outcome: Outcome = { state: 'refused', refusal: unkept(0, 1) }
    ended.value = { outcome, done: '' }
    return outcome
  }

  return { working, ended, run, end, notStored }
}
