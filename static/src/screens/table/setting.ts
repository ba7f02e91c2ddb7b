import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { now } from '../../clock'
import { LEGS, legOf, type Leg } from '../../custody/rules'
import type { Papers } from '../../custody/scene'

const KEPT = 'kaowu-table'
/** Minutes for which papers of a session still come back once they are missing. */
const LATE = 30

interface Chosen {
  leg: string
  /** Null: whichever is on. */
  session: string | null
}

function kept(): Chosen {
  try {
    const found = JSON.parse(globalThis.localStorage?.getItem(KEPT) ?? '') as Partial<Chosen>
    return { leg: found.leg !== undefined && found.leg in LEGS ? found.leg : 'L3', session: found.session ?? null }
  } catch {
    return { leg: 'L3', session: null }
  }
}

/** What a table is for, now. */
export interface Setting {
  leg: () => string
  session: () => string | null
  place: () => string
}

/** What a table is for: chosen once, remembered on the device. */
export function tableSetting(papers: Pick<Papers, 'plan' | 'policy'>): {
  chosen: Ref<Chosen>
  legs: ComputedRef<Leg[]>
  session: ComputedRef<string | null>
  choose(over: Partial<Chosen>): void
} {
  const chosen = ref(kept())
  const legs = computed(() =>
    Object.keys(LEGS).flatMap((id) => {
      try {
        return [legOf(id, papers.policy.value, papers.plan.value?.proctors_per_room)]
      } catch {
        return []
      }
    }),
  )
  const session = computed(() => {
    const all = papers.plan.value?.sessions ?? []
    const meant = all.find(({ id }) => id === chosen.value.session)
    const coming = (papers.policy.value.back_within + LATE) * 60_000
    const on = all.find(({ ends }) => Date.parse(ends) + coming > now.value)
    return (meant ?? on ?? all.at(-1))?.id ?? null
  })
  return {
    chosen,
    legs,
    session,
    choose(over) {
      chosen.value = { ...chosen.value, ...over }
      globalThis.localStorage?.setItem(KEPT, JSON.stringify(chosen.value))
    },
  }
}
