import { expect, test } from 'vitest'
import { answersOf, full, groups, lacking, nothingTyped, partsFault, pressed, questionsOf, resized, type Part, type Typed } from '../../src/reading/typing'

const PARTS: Part[] = [
  { from: 1, to: 3, rule: 'single', points: 100 },
  { from: 4, to: 5, rule: 'all', points: 200 },
]
const typed = (keys: string, from: Typed = nothingTyped(5)) =>
  [...keys].reduce((now, key) => pressed(now, key === '<' ? 'Backspace' : key, PARTS, 4) ?? now, from)

test('a letter answers a question of one and goes on to the next', () => {
  expect(typed('abC')).toEqual({ answers: ['A', 'B', 'C', '', ''], at: 3 })
})

test('several letters stay at their question until somebody says that it is done', () => {
  expect(typed('abcdb')).toEqual({ answers: ['A', 'B', 'C', 'BD', ''], at: 3 })
  expect(typed('abcdb ac ')).toEqual({ answers: ['A', 'B', 'C', 'BD', 'AC'], at: 5 })
  expect(typed('abcdbd').answers[3], 'the same letter again takes it away').toBe('B')
})

test('either of several answers may be right, in whatever order they are typed', () => {
  expect(typed('a/cbd').answers).toEqual(['A|C', 'B', 'D', '', ''])
  expect(typed('abcab/cd ').answers[3]).toBe('AB|CD')
  expect(lacking({ answers: ['A|', 'B'], at: 0 }), 'the other answer is still lacking').toEqual([1])
  expect(typed('/').answers[0], 'nothing stands before it').toBe('')
  expect(answersOf('C|A|C')).toEqual(['A', 'C'])
  expect(questionsOf({ answers: ['C|A'], at: 1 }, PARTS, [], [])[0]!.answers).toEqual(['A', 'C'])
})

test('letters beyond the end stay while the number of questions is typed again', () => {
  const cleared = resized(typed('abcab cd '), [], 0)
  expect(cleared.typed).toEqual({ answers: [], at: 0 })
  expect(resized(cleared.typed, cleared.letters, 5).typed.answers).toEqual(['A', 'B', 'C', 'AB', 'CD'])
  const shorter = resized(typed('abcab cd '), [], 3)
  expect(shorter.typed).toEqual({ answers: ['A', 'B', 'C'], at: 3 })
})

test('nothing is passed over by a space, and no letter is there that the paper has not', () => {
  expect(typed('abc  ').at).toBe(3)
  expect(pressed(nothingTyped(5), 'E', PARTS, 4)).toBeNull()
  expect(pressed(nothingTyped(5), 'F5', PARTS, 4), 'the browser keeps its own keys').toBeNull()
})

test('backspace empties the question that is begun, else the one before', () => {
  expect(typed('abcdb<')).toEqual({ answers: ['A', 'B', 'C', '', ''], at: 3 })
  expect(typed('abc<')).toEqual({ answers: ['A', 'B', '', '', ''], at: 2 })
})

test('behind the last question nothing more is taken', () => {
  const whole = typed('abcab cd ')
  expect(whole.at).toBe(5)
  expect(pressed(whole, 'A', PARTS, 4)).toBeNull()
  expect(lacking(whole)).toEqual([])
})

test('answers stand in groups of five with the number of the first', () => {
  expect(groups(Array.from({ length: 7 }, () => 'A')).map(({ first, answers }) => [first, answers.length])).toEqual([[1, 5], [6, 2]])
})

test('a paper is whole where its parts follow one another from 1 and are worth something', () => {
  expect(partsFault(PARTS)).toBeNull()
  expect(full(PARTS)).toBe(700)
  expect(partsFault([])).toBe('none')
  expect(partsFault([{ ...PARTS[0]!, from: 2 }])).toBe('gap')
  expect(partsFault([PARTS[0]!, { ...PARTS[1]!, from: 5 }])).toBe('gap')
  expect(partsFault([{ ...PARTS[0]!, points: 0 }])).toBe('points')
})

test('a voided question needs no answer, and half points go with the rule for some of the letters', () => {
  const parts: Part[] = [{ from: 1, to: 2, rule: 'single', points: 100 }, { from: 3, to: 3, rule: 'part', points: 150 }]
  const asked = questionsOf({ answers: ['A', '', 'BC'], at: 3 }, parts, [2], [1])
  expect(asked).toEqual([
    { rule: 'dropped', answers: [], points: 100, part: 0 },
    { rule: 'given', answers: [], points: 100, part: 0 },
    { rule: 'part', answers: ['BC'], points: 150, part: 75 },
  ])
})
