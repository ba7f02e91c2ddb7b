import { computed, onScopeDispose, ref, shallowReactive, shallowRef, triggerRef } from 'vue'
import type { App } from '../../../app'
import { formOf, type Refusal } from '../../../hub'
import type { CheckedFile, Mend } from '../../../roster'
import { refusalIn } from '../unreachable'
import type { Chosen } from './files'
import { left, placeOf, remember, type Mends, type Seen } from './mending'

/** Typing is over when nothing came for so long (milliseconds): then the hub is asked again. */
export const PAUSE = 500
/** The first check may carry hundreds of portraits. */
const MARKED_PATIENCE = 60_000
const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Files of one import: chosen, checked by the hub, mended here and checked again until nothing is wrong. */
export function useChecking(app: Pick<App, 'hub'>, pause = PAUSE) {
  const chosen = shallowRef<Chosen[]>([])
  const plan = ref<number | null>(null)
  const checked = shallowRef<CheckedFile[] | null>(null)
  const mends = shallowReactive(new Map<string, Mend>())
  const seen = shallowRef<Seen>(new Map())
  /** The mends that the last answer knew: those written since are still to be judged. */
  const known = shallowRef<Mends>(new Map())
  const keepGood = ref(false)
  /** `first`: everything goes up; `again`: only what can be mended. */
  const working = ref<'first' | 'again' | null>(null)
  /** Which part has gone up, 0 to 1. */
  const part = ref(0)
  const problem = shallowRef<Refusal | null>(null)
  /** Mends or choices that the last answer did not know yet. */
  const behind = ref(false)
  /** Portraits were matched to people before these were mended. */
  const portraitsBehind = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let round = 0

  const isPortrait = ({ name }: Chosen) => name.startsWith('photos/')
  const hasPortraits = computed(() => chosen.value.some(isPortrait))
  const remaining = computed(() => left(checked.value ?? []))

  function choose(files: Chosen[]): void {
    clearTimeout(timer)
    round += 1
    chosen.value = files
    checked.value = null
    problem.value = null
    mends.clear()
    seen.value = new Map()
    known.value = new Map()
    keepGood.value = false
    working.value = null
    behind.value = portraitsBehind.value = false
  }

  /** Ask the hub about all files, or about those that can be mended here. */
  async function ask(which: 'first' | 'again'): Promise<void> {
    clearTimeout(timer)
    const mine = ++round
    working.value = which
    part.value = 0
    behind.value = false
    const asked = new Map(mends)
    const files = which === 'first' ? chosen.value : chosen.value.filter((one) => !isPortrait(one))
    const answer = await app.hub.check(files, plan.value, {
      mends: [...asked.values()],
      keepGood: keepGood.value,
      ...(which === 'first' ? { progress: (share: number) => mine === round && (part.value = share) } : {}),
    })
    if (mine !== round) return
    working.value = null
    problem.value = refusalIn(answer)
    if (answer.ok) {
      known.value = asked
      take(which, answer.value.files)
    }
    if (!answer.ok) behind.value = true
    else if (behind.value) later()
  }

  function take(which: 'first' | 'again', files: CheckedFile[]): void {
    const portraits = which === 'first' ? [] : (checked.value ?? []).filter(({ kind }) => kind === 'portraits')
    if (which === 'first') portraitsBehind.value = false
    files.forEach((file) => remember(seen.value, file))
    triggerRef(seen)
    checked.value = [...files, ...portraits]
  }

  function later(): void {
    behind.value = true
    if (hasPortraits.value) portraitsBehind.value = true
    clearTimeout(timer)
    // An upload under way is left to end: its answer brings the next one about.
    if (working.value === null) timer = setTimeout(() => void ask('again'), pause)
  }

  function mend(file: string, sheet: string | null, row: number, column: string, value: string, original: string): void {
    const key = placeOf(file, sheet, row, column)
    const before = mends.get(key)
    if (value === (before !== undefined && 'value' in before ? before.value : original)) return
    if (value === original) mends.delete(key)
    else mends.set(key, { file, sheet, row, column, value })
    later()
  }

  /** Put back what the file has. */
  function unmend(key: string): void {
    if (mends.delete(key)) later()
  }

  /** Leave a row out, or take it in again. */
  function drop(file: string, sheet: string | null, row: number, out: boolean): void {
    const key = placeOf(file, sheet, row)
    if (out === mends.has(key)) return
    if (out) mends.set(key, { file, sheet, row, drop: true })
    else mends.delete(key)
    later()
  }

  function keep(good: boolean): Promise<void> {
    keepGood.value = good
    return ask('first')
  }

  /** A workbook of the sheets with problems, mends included, in which every wrong cell is coloured and told. */
  function marked() {
    const files = chosen.value.filter((one) => !isPortrait(one))
    return app.hub.file('/api/imports/marked', WORKBOOK, MARKED_PATIENCE, {
      method: 'POST',
      form: formOf(files, plan.value, { mends: [...mends.values()] }),
    })
  }

  onScopeDispose(() => {
    clearTimeout(timer)
    round += 1
  })
  return {
    chosen, plan, checked, mends, seen, known, keepGood, working, part, problem, behind, portraitsBehind, remaining,
    choose, ask, mend, unmend, drop, keep, marked,
  }
}
