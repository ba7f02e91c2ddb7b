/** Answers of a key as they are typed: one question after the other, letters alone. */

/**
 * How a question earns its points: `single` one letter; `all` exactly the right letters; `share` each right letter its share;
 * `part` some right letters and no wrong one earn half (`server/domain/reading/key.py`).
 */
export const RULES = ['single', 'all', 'share', 'part'] as const
export type Rule = (typeof RULES)[number]

/** A run of questions of one kind. */
export interface Part {
  from: number
  to: number
  rule: Rule
  /** Hundredths of a point for each. */
  points: number
}

/** Most questions of a paper (`reading/profile.py`). */
export const MOST = 500
/** How many letters stand together on the screen and on the paper. */
export const GROUP = 5
const LETTER = /^[A-H]$/
/** Ends the answer of a question that may have several letters. */
const NEXT = new Set([' ', 'Enter', ',', '，', '、', 'Tab'])

export interface Typed {
  /** Per question: `''` nothing yet, `'A'`, `'BC'`; `'A|C'` where either is right, `'A|'` while the other is typed. */
  answers: string[]
  /** The question that is typed next, from 0; as many as there are questions when all are done. */
  at: number
}

export const nothingTyped = (questions: number): Typed => ({ answers: Array.from({ length: Math.min(Math.max(0, questions), MOST) }, () => ''), at: 0 })

/** The kind of a question (from 0). */
export const ruleOf = (parts: readonly Part[], at: number): Rule => parts.find(({ from, to }) => at + 1 >= from && at + 1 <= to)?.rule ?? 'single'

/** Between two answers of which either is right; a Chinese keyboard types them wide. */
const EITHER = '|'
const OR = new Set([EITHER, '/', '｜', '／'])

/** What is typed of a question: the answers that are whole, and the one that is being typed. */
const cut = (answer: string) => {
  const at = answer.lastIndexOf(EITHER) + 1
  return [answer.slice(0, at), answer.slice(at)] as const
}
/** The answers of a question, each once and in order, so that two people who typed them another way round agree. */
export const answersOf = (answer: string): string[] => [...new Set(answer.split(EITHER).filter((one) => one !== ''))].sort()

/** The paper has another number of questions: what was typed stays, and `letters` keeps what is beyond its end for now. */
export function resized(typed: Typed, letters: readonly string[], questions: number): { typed: Typed; letters: string[] } {
  const all = [...typed.answers, ...letters.slice(typed.answers.length)]
  return { typed: { answers: nothingTyped(questions).answers.map((_, at) => all[at] ?? ''), at: Math.min(typed.at, questions) }, letters: all }
}

const put = (answers: readonly string[], at: number, one: string) => answers.map((before, index) => (index === at ? one : before))
const sorted = (letters: string) => [...new Set(letters)].sort().join('')

/** What one key does; null where it does nothing, so that the browser may have it. */
export function pressed(typed: Typed, key: string, parts: readonly Part[], options = 8): Typed | null {
  const { answers, at } = typed
  const last = answers.length
  const letter = key.toUpperCase()
  if (LETTER.test(letter) && letter.charCodeAt(0) - 65 < options) {
    if (at >= last) return null
    const [whole, before] = cut(answers[at]!)
    if (ruleOf(parts, at) === 'single') return { answers: put(answers, at, before === '' ? whole + letter : letter), at: at + 1 }
    return { answers: put(answers, at, whole + (before.includes(letter) ? before.replace(letter, '') : sorted(before + letter))), at }
  }
  if (OR.has(key)) {
    // One letter went on to the next question; its other answer belongs to the one just typed.
    const of = at < last && answers[at] !== '' ? at : ruleOf(parts, at - 1) === 'single' ? at - 1 : -1
    if (of < 0 || answers[of] === '' || answers[of]!.endsWith(EITHER)) return typed
    return { answers: put(answers, of, answers[of]! + EITHER), at: of }
  }
  if (NEXT.has(key)) {
    if (key === 'Tab' && (at >= last || answers[at] === '')) return null
    return at < last && answers[at] !== '' ? { answers, at: at + 1 } : typed
  }
  if (key === 'Backspace') {
    if (at < last && answers[at] !== '') return { answers: put(answers, at, ''), at }
    return at === 0 ? typed : { answers: put(answers, at - 1, ''), at: at - 1 }
  }
  if (key === 'ArrowLeft') return { answers, at: Math.max(0, at - 1) }
  if (key === 'ArrowRight') return { answers, at: Math.min(last, at + 1) }
  if (key === 'ArrowUp') return { answers, at: Math.max(0, at - GROUP) }
  if (key === 'ArrowDown') return { answers, at: Math.min(last, at + GROUP) }
  return null
}

/** Questions without an answer, from 1. */
export const lacking = ({ answers }: Typed): number[] => answers.flatMap((one, index) => (one === '' || one.endsWith(EITHER) ? [index + 1] : []))

/** Answers in groups of five, with the number of the first. */
export function groups(answers: readonly string[]): { first: number; answers: string[] }[] {
  const found = []
  for (let at = 0; at < answers.length; at += GROUP) found.push({ first: at + 1, answers: answers.slice(at, at + GROUP) })
  return found
}

/** Why these runs are no paper: they begin at 1, leave nothing out and do not overlap; null where they are. */
export function partsFault(parts: readonly Part[]): 'none' | 'gap' | 'points' | null {
  if (parts.length === 0) return 'none'
  let next = 1
  for (const { from, to, points } of parts) {
    if (from !== next || to < from) return 'gap'
    if (!Number.isInteger(points) || points <= 0) return 'points'
    next = to + 1
  }
  return null
}

/** What the whole paper comes to, in hundredths. */
export const full = (parts: readonly Part[]) => parts.reduce((sum, { from, to, points }) => sum + (to - from + 1) * points, 0)

/** One question of a key as it is handed in. `given`: everybody earns it; `dropped`: nobody does. */
export interface Question {
  rule: Rule | 'given' | 'dropped'
  answers: string[]
  points: number
  part: number
}

/** The questions of a paper as they were typed; those voided (from 1) need no answer. */
export function questionsOf({ answers }: Typed, parts: readonly Part[], given: readonly number[], dropped: readonly number[]): Question[] {
  return answers.map((answer, at) => {
    const of = parts.find(({ from, to }) => at + 1 >= from && at + 1 <= to)
    const rule = dropped.includes(at + 1) ? 'dropped' : given.includes(at + 1) ? 'given' : (of?.rule ?? 'single')
    const points = of?.points ?? 0
    const voided = rule === 'given' || rule === 'dropped'
    return { rule, answers: voided ? [] : answersOf(answer), points, part: rule === 'part' ? Math.floor(points / 2) : 0 }
  })
}
