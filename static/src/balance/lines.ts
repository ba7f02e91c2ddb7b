import { roomName } from '../custody/rules'
import type { Words } from '../rows'
import { FIGURES, hasPapers, impossible, type Kind, type Rules, type Values } from './counts'
import copied from './figures.json'

type Terms = readonly (readonly [factor: number, code: string])[]

/** One equation of a room: both sides as sums of figures with their factors. */
export interface Equation {
  code: string
  expected: Terms
  found: Terms
}

/** An equation as it stands with the figures at hand. */
export interface RoomLine {
  code: string
  state: 'holds' | 'differs' | 'unknown'
  expected: number | null
  found: number | null
  /** What differs, in words; empty where nothing does. */
  says: Words
  /** The figures that it is made of. */
  figures: string[]
}

interface Sentence {
  zh: string
  lacks: string
  has: string
  en: string
  lacks_en: string
  has_en: string
}

const SAID_BY: Readonly<Record<string, string>> = copied.impossible.said_by
const SENTENCES: Readonly<Record<string, Sentence>> = copied.sentences
const plus = (...codes: string[]): Terms => codes.map((code) => [1, code] as const)

/** The equations of a room in a session of this kind; where there are no papers, theirs are off. */
export function equations(kind: Kind, policy: Rules): Equation[] {
  const people: Equation[] = [
    { code: 'people', expected: plus('expected'), found: plus('present', 'absent') },
    { code: 'signatures', expected: plus('present'), found: plus('signatures') },
  ]
  if (!hasPapers(kind, policy)) return people
  const each = policy.cards_per_candidate
  const drawn: Terms = [...plus('cards_in', 'cards_sup'), [-1, 'cards_out']]
  const got: Terms = [...plus('papers_in', 'papers_sup'), [-1, 'papers_out']]
  const voided = policy.void_to === 'card' ? ['cards_void'] : []
  const forms: Equation[] = policy.forms ? [{ code: 'forms', expected: plus('papers_in'), found: plus('papers_a', 'papers_b') }] : []
  return [
    ...people,
    { code: 'cards', expected: drawn, found: plus('cards_ans', 'cards_abs', 'cards_void', 'cards_blank') },
    { code: 'cards-present', expected: [[each, 'present']], found: plus('cards_ans') },
    { code: 'cards-absent', expected: [[policy.mark_absent ? each : 0, 'absent']], found: plus('cards_abs') },
    { code: 'card-bag', expected: plus('cards_ans', 'cards_abs', ...voided), found: plus('cards_bag') },
    { code: 'void-cards', expected: plus('void_lines'), found: plus('cards_void') },
    { code: 'papers', expected: got, found: plus('papers_present', 'papers_absent', 'papers_defect', 'papers_unused') },
    { code: 'papers-returned', expected: got, found: plus('papers_returned') },
    ...forms,
    { code: 'scratch', expected: plus('scratch_given'), found: plus('scratch_returned') },
  ]
}

/** Evaluate a room from the figures at hand; what cannot be is a line of its own. */
export function roomLines(room: string, kind: Kind, values: Values, policy: Rules): RoomLine[] {
  const lines = equationLines(room, kind, values, policy)
  const said = lines.filter(({ state }) => state === 'differs').map(({ code }) => code)
  const cannot = impossible(values).filter((pair) => !said.includes(SAID_BY[pair.join(' ')] ?? ''))
  if (cannot.length === 0) return lines
  return [...lines, { code: 'impossible', state: 'differs', expected: 0, found: cannot.length, says: impossibleWords(room, values, cannot), figures: [...new Set(cannot.flat())] }]
}

function equationLines(room: string, kind: Kind, values: Values, policy: Rules): RoomLine[] {
  return equations(kind, policy).map(({ code, expected, found }) => {
    const figures = [...new Set([...expected, ...found].filter(([factor]) => factor !== 0).map(([, figure]) => figure))]
    const line = { code, figures, says: { zh: '', en: '' } }
    if (!figures.every((figure) => figure in values)) return { ...line, state: 'unknown', expected: null, found: null }
    const [due, there] = [side(expected, values), side(found, values)]
    if (due === there) return { ...line, state: 'holds', expected: due, found: there }
    return { ...line, state: 'differs', expected: due, found: there, says: difference(code, room, due, there) }
  })
}

const side = (terms: Terms, values: Values) => terms.reduce((sum, [factor, code]) => (factor === 0 ? sum : sum + factor * values[code]!), 0)

function difference(code: string, room: string, expected: number, found: number): Words {
  const { zh, en, lacks, has, lacks_en, has_en } = SENTENCES[code]!
  const [name, nameEn] = roomName(room)
  const short = found < expected
  const fill = (text: string) => text.replace('{expected}', `${expected}`).replace('{found}', `${found}`).replace('{n}', `${Math.abs(expected - found)}`)
  return { zh: `${name}：${fill(zh)}，${fill(short ? lacks : has)}`, en: `${nameEn}: ${fill(en)}: ${fill(short ? lacks_en : has_en)}` }
}

function impossibleWords(room: string, values: Values, pairs: readonly [string, string][]): Words {
  const [zh, en] = ([0, 1] as const).map((at) => {
    const name = (code: string) => FIGURES[code]![at === 0 ? 'zh' : 'en']
    const said = pairs.map(([less, more]) => copied.impossible.pair[at]!.replace('{less}', name(less)).replace('{n}', `${values[less]}`).replace('{more}', name(more)).replace('{m}', `${values[more]}`))
    return copied.impossible.says[at]!.replace('{place}', roomName(room)[at]!).replace('{pairs}', said.join(at === 0 ? '；' : '; '))
  })
  return { zh: zh!, en: en! }
}
