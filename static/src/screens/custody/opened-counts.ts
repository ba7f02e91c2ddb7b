import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue'
import { groupOf } from '../../custody/group'
import { kindOf, type Items } from '../../custody/item'
import { asSealed, lastCount } from '../../custody/opening'
import { looked, type Look } from '../../custody/seen'
import type { Item } from '../../rows'

/** What was counted of one thing in one bag as it was opened; `before` by the last record, null where it was never counted. */
export interface OpenedCount {
  label: string
  /** Whose papers, in a room of several trades. */
  group: Item['group']
  what: string
  before: number | null
  now: number | null
}

export interface OpenedCounts {
  lines: ComputedRef<OpenedCount[]>
  /** What is not as on record: it is said why. */
  differing: ComputedRef<OpenedCount[]>
  reason: Ref<string>
  /** Whether every number is stated, and why it differs where it does. */
  stated: ComputedRef<boolean>
  /** The same as the fact has it. */
  look: ComputedRef<Look>
  set(line: OpenedCount, number: number): void
}

/** The papers and cards that whoever opens bags counts there (开袋清点), each as on record until they say otherwise. */
export function openedCounts(bags: () => readonly Item[], items: () => Items): OpenedCounts {
  const entered = reactive<Record<string, number>>({})
  const reason = ref('')
  const key = (label: string, what: string) => `${label} ${what}`
  const lines = computed(() =>
    bags().flatMap((item) =>
      kindOf(item).counts.map((what) => {
        const before = lastCount(asSealed(item), what, { items: items() })
        return { label: item.label, group: groupOf(item), what, before, now: entered[key(item.label, what)] ?? before }
      }),
    ),
  )
  const differing = computed(() => lines.value.filter(({ before, now }) => before !== null && now !== before))
  const look = computed(() => {
    const counts = lines.value.flatMap(({ label, what, now }) => (now === null ? [] : [{ label, counted: { [what]: now } }]))
    return looked({ counts, reasons: [...new Set(differing.value.map(({ label }) => label))].map((label) => ({ label, words: reason.value.trim() })) })
  })
  return {
    lines,
    differing,
    reason,
    stated: computed(() => lines.value.every(({ now }) => now !== null) && (differing.value.length === 0 || reason.value.trim() !== '')),
    look,
    set: ({ label, what }, number) => (entered[key(label, what)] = number),
  }
}
