import type { SchemeRow } from './results'
import type { ScoredItem } from './rows'

/** An item of a score sheet (`server/domain/practical/scheme.py`); points in hundredths. */
export type Item = SchemeRow['items'][number]

/** Questions that a failing item fails. */
export function failedQuestions(items: readonly Item[], scored: readonly ScoredItem[]): Set<string> {
  const failed = new Set(scored.filter((one) => one.failed).map(({ item }) => item))
  return new Set(items.filter(({ id }) => failed.has(id)).map(({ question }) => question))
}

/** What the items earn together, in hundredths; a failed question earns nothing. */
export function totalOf(items: readonly Item[], scored: readonly ScoredItem[]): number {
  const failed = failedQuestions(items, scored)
  const known = new Map(items.map((item) => [item.id, item]))
  return scored.reduce((sum, { item, score }) => {
    const of = known.get(item)
    return of === undefined || failed.has(of.question) ? sum : sum + score
  }, 0)
}

/** Items that still have to be scored; those of a question that has failed need not be. */
export function unscored(items: readonly Item[], scored: readonly ScoredItem[]): string[] {
  const [failed, done] = [failedQuestions(items, scored), new Set(scored.map(({ item }) => item))]
  return items.filter(({ id, question }) => !done.has(id) && !failed.has(question)).map(({ id }) => id)
}

/** Why a sheet may not be signed yet, as the hub has it; null where it may. */
export function refusalOf(items: readonly Item[], scored: readonly ScoredItem[], total: number): string | null {
  const seen = new Set<string>()
  for (const one of scored) {
    const item = items.find(({ id }) => id === one.item)
    if (item === undefined || seen.has(one.item)) return 'score-item'
    const wrong = wrongItem(item, one)
    if (wrong !== null) return wrong
    seen.add(one.item)
  }
  if (unscored(items, scored).length > 0) return 'score-unscored'
  return total === totalOf(items, scored) ? null : 'score-total'
}

/** What is wrong with one item; null where nothing is. */
export function wrongItem(item: Item, { found, deducted, score, failed }: ScoredItem): string | null {
  if (failed && !item.failing) return 'score-failing'
  if (failed && found.trim().length < 2) return 'score-finding'
  return score < 0 || score > item.full || score + deducted !== item.full ? 'score-bounds' : null
}

/** Points as people write them: `92.5`, `60`. */
export function points(hundredths: number): string {
  return (hundredths / 100).toFixed(2).replace(/\.?0+$/, '')
}

/** Points as somebody typed them, full-width digits too, in hundredths; null where they are none. */
export function pointsTyped(text: string): number | null {
  const typed = text.normalize('NFKC').trim()
  return /^\d{1,5}(\.\d{0,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : null
}
