import type { Session } from '../rows'
import type { CountingRules, CountsRow } from './rows'
import copied from './figures.json'

/** Figures of a room by code, such as `cards_in`; what is missing is not known, never 0. */
export type Values = Readonly<Record<string, number>>
/** Who counts, from the lowest word to the highest. */
export type Counter = 'list' | 'custody' | 'proctor' | 'roving' | 'chief'
export type Kind = Session['kind'] | 'computer'
export type Rules = CountingRules

export const FIGURES: Readonly<Record<string, { zh: string; en: string; of: string }>> = copied.figures
export const COUNTERS = copied.counters as Record<Counter, string[]>
/** Role codes of those who count as each. */
export const ROLES: Readonly<Record<string, readonly string[]>> = copied.roles
const ON_RECORD = copied.on_record as Readonly<Record<string, Counter>>
const IN_FORMS: readonly string[] = copied.forms
const RANK = Object.keys(COUNTERS) as Counter[]

/** Whether sessions of this kind have papers and cards; computer-based ones do not. */
export const hasPapers = (kind: Kind, policy: Rules) => kind === 'theory' || (kind === 'practical' && policy.practical_papers)

/** What is counted in sessions of this kind. */
export function figuresOf(kind: Kind, policy: Rules): string[] {
  const papers = hasPapers(kind, policy)
  return Object.keys(FIGURES).filter((code) => (papers || FIGURES[code]!.of === 'people') && (policy.forms || !IN_FORMS.includes(code)))
}

/** Each figure as it stands: what is on record, else the highest word. */
export function standing(counts: CountsRow['counts']): Record<string, { value: number; by: Counter }> {
  const found: Record<string, { value: number; by: Counter }> = {}
  for (const by of RANK) {
    for (const [code, value] of Object.entries(counts[by] ?? {})) if (!onRecord(code, found[code]?.by)) found[code] = { value, by }
  }
  return found
}

/** Whether a figure by this word is on record: people state it no other way, it is corrected there. */
export const onRecord = (code: string, by: Counter | undefined) => by !== undefined && ON_RECORD[code] === by

/** Pairs of figures of which the first cannot be more than the second, but is. */
export function impossible(values: Values): [string, string][] {
  return NOT_MORE.filter(([less, more]) => (values[less] ?? -Infinity) > (values[more] ?? Infinity))
}

const NOT_MORE: readonly [string, string][] = [
  ['present', 'expected'],
  ['absent', 'expected'],
  ['misconduct', 'present'],
  ['cards_out', 'cards_in'],
  ['papers_out', 'papers_in'],
  ['scratch_returned', 'scratch_given'],
]

/** What is proposed for figures not known yet, from those that are: what follows if all is well. */
export function defaults(values: Values, kind: Kind, policy: Rules): Record<string, number> {
  const counted = figuresOf(kind, policy)
  const filled: Record<string, number> = { ...values }
  for (const [code, rule] of PROPOSED) {
    if (code in filled || !counted.includes(code)) continue
    const value = rule(filled, policy)
    if (value !== null && value >= 0) filled[code] = value
  }
  return Object.fromEntries(Object.entries(filled).filter(([code]) => !(code in values)))
}

type Rule = (values: Values, policy: Rules) => number | null

const total = (values: Values, codes: readonly string[]) => codes.reduce((sum, code) => sum + values[code]!, 0)

function sum(values: Values, plus: readonly string[], less: readonly string[] = []): number | null {
  return [...plus, ...less].every((code) => code in values) ? total(values, plus) - total(values, less) : null
}

const of = (...plus: string[]): Rule => (values) => sum(values, plus)
const times = (code: string, factor: (policy: Rules) => number): Rule => (values, policy) => (code in values ? values[code]! * factor(policy) : null)
const zero: Rule = () => 0

/** In the order in which they build on each other. */
const PROPOSED: readonly [string, Rule][] = [
  ['absent', (values) => sum(values, ['expected'], ['present'])],
  ['present', (values) => sum(values, ['expected'], ['absent'])],
  ['misconduct', zero],
  ['signatures', of('present')],
  ['cards_sup', zero],
  ['cards_out', zero],
  ['cards_void', of('void_lines')],
  ['cards_void', zero],
  ['void_lines', of('cards_void')],
  ['cards_ans', times('present', (policy) => policy.cards_per_candidate)],
  ['cards_abs', times('absent', (policy) => (policy.mark_absent ? policy.cards_per_candidate : 0))],
  ['cards_blank', (values) => sum(values, ['cards_in', 'cards_sup'], ['cards_out', 'cards_ans', 'cards_abs', 'cards_void'])],
  ['cards_bag', (values, policy) => sum(values, ['cards_ans', 'cards_abs', ...(policy.void_to === 'card' ? ['cards_void'] : [])])],
  ['papers_sup', zero],
  ['papers_out', zero],
  ['papers_present', of('present')],
  ['papers_absent', of('absent')],
  ['papers_defect', zero],
  ['papers_unused', (values) => sum(values, ['papers_in', 'papers_sup'], ['papers_out', 'papers_present', 'papers_absent', 'papers_defect'])],
  ['papers_returned', of('papers_present', 'papers_absent', 'papers_defect', 'papers_unused')],
  ['papers_b', (values) => sum(values, ['papers_in'], ['papers_a'])],
  ['scratch_given', times('expected', (policy) => policy.scratch_per_candidate)],
  ['scratch_returned', of('scratch_given')],
]
