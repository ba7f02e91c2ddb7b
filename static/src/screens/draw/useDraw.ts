import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from '../../i18n'
import { useApp, type App } from '../../app'
import { policyOf } from '../../custody/rules'
import { covers, inForce } from '../../grant'
import type { DrawOf, Person, Plan, Session } from '../../rows'
import { useActs } from '../office/acting'
import type { Shown } from '../check-in/judge'
import { commitment, context, planned, secret } from './draw'
import { values, type Values } from './values'

/** The grant of whoever has signed in here, where it covers such acts. */
export function useHeld({ signIn }: Pick<App, 'signIn'>, kind: string) {
  return computed(() => {
    const grant = inForce(signIn.standing.value) ? signIn.held.value : null
    return grant !== null && covers(grant, kind) ? grant : null
  })
}

/** What is drawn: everything, or one room anew. */
export interface Target {
  place: string | null
  reason: string
}

/** A draw on this device: who commits here, the values kept until they are revealed, and what the hub said. */
export function useDraw(plan: Ref<Plan | undefined>, session: Ref<Session | undefined>, of: Ref<DrawOf>) {
  const app = useApp()
  const { t } = useI18n()
  const { working, ended, run } = useActs()
  const held = useHeld(app, 'duty.commit')
  const people = app.store.rows('person')
  const personOf = (person: number) => people.get(`${plan.value?.plan}/${person}`)
  const nameOf = (person: number) => personOf(person)?.name ?? t('common.unknownPerson')
  const row = computed(() => app.store.rows('draw').get(`${plan.value?.plan}/${session.value?.id}/${of.value}`))
  /** A round to be begun by the next commitment; null: join the open one, or the first of all. */
  const begin = shallowRef<Target | null>(null)
  /** The rules chosen here for the draw about to begin; null: as the plan says. */
  const chosen = ref<string[] | null>(null)
  const byPlan = computed<string[]>(() => planned(policyOf(app.store.rows('policy'), plan.value?.plan)))
  const rules = computed({ get: () => chosen.value ?? byPlan.value, set: (next) => (chosen.value = next) })
  /** Why they are not the plan's. */
  const deviation = ref('')
  /** Rooms that take no part in the draw about to begin, each with the reason. */
  const leftOut = ref<Record<string, string>>({})
  const kept = shallowRef<Values | null>(null)
  void values(app.database).then((found) => (kept.value = found))
  watch([session, of], () => {
    begin.value = null
    ended.value = null
    leftOut.value = {}
    chosen.value = null
    deviation.value = ''
  })

  const round = computed(() => (row.value?.round ?? 0) + (begin.value !== null || !row.value?.open ? 1 : 0))
  const open = computed(() => (begin.value === null ? (row.value?.open ?? null) : null))
  const place = computed(() => begin.value?.place ?? open.value?.place ?? null)
  const said = computed(() => context(plan.value?.plan ?? 0, session.value?.id ?? '', of.value, place.value, round.value))
  const pledged = computed(() => open.value?.pledges ?? [])
  /** Whether a commitment is asked for: nothing was drawn yet, or somebody begins anew. */
  const committing = computed(() => begin.value !== null || open.value !== null || !row.value?.drawn)
  const here = computed(() => kept.value?.kept.value[said.value] ?? {})
  const rulesMeant = computed(() => open.value?.rules ?? (place.value !== null ? row.value?.drawn?.rules : undefined) ?? rules.value)

  /** A whole draw is about to begin here by other rules than the plan's: that takes a reason. */
  const deviates = computed(() => open.value === null && place.value === null && [...rules.value].sort().join() !== [...byPlan.value].sort().join())

  async function commit(who: Person, shown: Shown, typed: string): Promise<void> {
    if (plan.value === undefined || session.value === undefined || kept.value === null) return
    const [bound, value] = [said.value, await secret(typed)]
    // Kept before it is sent: a value committed to and lost would void the round.
    await kept.value.put(bound, who.person, value)
    const body = {
      plan: plan.value.plan, session: session.value.id, of: of.value, round: round.value, place: place.value, rules: [...rulesMeant.value],
      by: shown.by === 'badge' ? { badge: shown.text } : { person: who.person },
      commitment: await commitment(bound, who.person, value), reason: begin.value?.reason ?? '', ...(open.value === null && place.value === null ? { without: Object.keys(leftOut.value), why: { ...leftOut.value } } : {}), ...(deviates.value ? { deviation: deviation.value.trim() } : {}),
    }
    const end = await run(t('draw.committed', { name: who.name }), [{ kind: 'duty.commit', body }])
    if (end.state === 'accepted') begin.value = null
  }

  async function reveal(): Promise<void> {
    if (plan.value === undefined || session.value === undefined) return
    const mine = pledged.value.filter(({ person }) => here.value[person] !== undefined)
    const body = {
      plan: plan.value.plan, session: session.value.id, of: of.value,
      values: mine.map(({ person }) => ({ person, value: here.value[person] })),
    }
    const bound = said.value
    const act = place.value === null ? { kind: 'duty.draw', body } : { kind: 'duty.redraw', body: { ...body, place: place.value } }
    const end = await run(t('draw.revealed'), [act])
    if (end.state === 'accepted') await kept.value?.drop(bound)
  }

  return { held, row, open, place, begin, rules, deviates, deviation, leftOut, pledged, committing, here, rulesMeant, working, ended, run, commit, reveal, personOf, nameOf }
}
