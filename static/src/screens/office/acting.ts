import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { actAll, outcomeOf, type Outcome } from '../../act'
import { useApp } from '../../app'
import { useI18n } from '../../i18n'

export interface Act {
  kind: string
  body: Record<string, unknown>
  beside?: string
}

/** The first of several ends that is not well, else that all is well: a person acts once and reads one answer. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find(({ state }) => state === 'refused') ?? outcomes.find(({ state }) => state === 'waiting') ?? { state: 'accepted' }
}

/** What one part of a screen does: whether it is at it, and how the last act ended, to be said right there. */
export function useActs() {
  const app = useApp()
  const { t } = useI18n()
  const working = ref(false)
  const ended = shallowRef<{ outcome: Outcome; done: string } | null>(null)

  /** Note how something ended, once the rows show it. */
  async function end(done: string, outcome: Outcome): Promise<Outcome> {
    if (outcome.state === 'accepted') await app.store.sync()
    ended.value = { outcome, done }
    return outcome
  }

  /** Hand acts in together; `done` is said when the hub has taken all of them. */
  async function run(done: string, acts: readonly Act[]): Promise<Outcome> {
    working.value = true
    ended.value = null
    unfollow()
    try {
      let ids: readonly string[] = []
      const outcome = await end(done, worst(await actAll(app, acts, (stored) => (ids = stored))))
      if (outcome.state === 'waiting') follow(done, ids)
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
  function follow(done: string, ids: readonly string[]): void {
    const mine = ended.value
    unfollow = watch(
      () => app.queue.waiting.some(({ id }) => ids.includes(id)),
      (waits) => void (!waits && ended.value === mine && Promise.all(ids.map((id) => outcomeOf(app, id))).then((ends) => end(done, worst(ends)))),
      { immediate: true },
    )
  }

  /** This device could not keep the act (its storage is full or gone): a person must know that nothing was done. */
  function notStored(problem: unknown): Outcome {
    console.warn(problem)
    const outcome: Outcome = { state: 'refused', refusal: { code: 'not-stored', says: t('office.notStoredSays'), fix: t('office.notStoredFix') } }
    ended.value = { outcome, done: '' }
    return outcome
  }

  return { working, ended, run, end, notStored }
}
