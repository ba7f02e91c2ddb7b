import { expect, test } from 'vitest'
import { answersTyped, answersWritten, asked, cellsTyped, cellsWritten, known, outside, proposing, settling, unsaid } from '../../src/reading/resolving'
import { fault } from './rows'

test('what is known of one card needs no asking: its place, and whose number it most likely is', () => {
  const one = fault({ candidate: '036026101022' })
  expect(known(one, 'give-number')).toEqual({ what: 'give-number', batch: 'ab', row: 7, number: '036026101022' })
  expect(unsaid(one, known(one, 'give-number'), 12)).toEqual([])
})

test('a number that nobody knows is asked for, with as many digits as the plan has', () => {
  const one = fault({ candidate: null })
  expect(unsaid(one, known(one, 'give-number'), 12)).toEqual(['number'])
  expect(unsaid(one, { ...known(one, 'give-number'), number: '03602610102' }, 12)).toEqual(['number'])
  expect(unsaid(one, { ...known(one, 'give-number'), number: '036026101022' }, 12)).toEqual([])
})

test('of two cards it is said which one is meant', () => {
  const two = fault({ rows: [7, 9], places: [{ batch: 'ab', row: 7 }, { batch: 'ab', row: 9 }] })
  expect(asked(two, 'keep-one')).toEqual(['row'])
  expect(asked(two, 'give-number')).toEqual(['row', 'number'])
  expect(known(two, 'keep-one')).toEqual({ what: 'keep-one' })
  expect(asked(two, 'swap-numbers'), 'both are meant').toEqual([])
})

test('cards whose numbers are crossed each get the number that belongs to their seat', () => {
  const crossed = fault({ rows: [1, 2], places: [{ batch: 'ab', row: 1 }, { batch: 'ab', row: 2 }], detail: { belong: ['011', '012'] } })
  expect(known(crossed, 'swap-numbers').numbers).toEqual([{ batch: 'ab', row: 1, number: '011' }, { batch: 'ab', row: 2, number: '012' }])
  expect(known(crossed, 'give-subject').places).toHaveLength(2)
})

test('a bag that is counted again says how many cards there are', () => {
  expect(unsaid(fault(), { what: 'recount' })).toEqual(['bag'])
  expect(unsaid(fault(), { what: 'recount', bag: 0 })).toEqual([])
})

test('what is settled by doing it is no proposal but a way there', () => {
  expect(outside('re-scan')).toBe('/reading/bring')
  expect(outside('confirm-blank')).toBeNull()
})

test('answers keyed in are read as they are written', () => {
  expect(answersTyped('ab-（dc） a')).toEqual({ said: ['A', 'B', '', 'CD', 'A'], wrong: [] })
  expect(answersWritten(['A', '', 'CD'])).toBe('A-(CD)')
  expect(cellsTyped('12 A，15 -, 90dc')).toEqual({ said: { 12: 'A', 15: '', 90: 'CD' }, wrong: [] })
  expect(cellsTyped('12：Ａ、15=－ 16 B')).toEqual({ said: { 12: 'A', 15: '', 16: 'B' }, wrong: [] })
  expect(cellsWritten({ 12: 'A', 15: '' })).toEqual(['12 A', '15 -'])
})

test.each([
  ['AB?C', ['?']], ['A(B,C)D', ['(B,C)']], ['A[BC]D', ['[BC]']], ['AI', ['I']], ['A(BC', ['(BC']], ['A()', ['()']],
])('%s is not answers, and what is not is said', (typed, wrong) => {
  expect(answersTyped(typed).wrong).toEqual(wrong)
})

test.each([
  ['1-A', ['1-A']], ['12-15 A', ['12-15 A']], ['1000 B', ['1000 B']], ['12 I', ['12 I']], ['12', ['12']], ['0 A', ['0 A']], ['3 A, 3 B', ['3 B']], ['7 AI', ['7 AI']], ['A', ['A']],
])('%s is no question with its answer, and what is not is said', (typed, wrong) => {
  expect(cellsTyped(typed).wrong).toEqual(wrong)
})

test('a card keyed in says its paper where the session has papers', () => {
  expect(asked(fault({ paper: true }), 'hand-entry')).toEqual(['answers', 'paper'])
  expect(asked(fault({ paper: false }), 'hand-entry')).toEqual(['answers'])
})

test('of two readings the first is put right', () => {
  const two = fault({ code: 'pass-differs', rows: [7, 9], places: [{ batch: 'ab', row: 7 }, { batch: 'cd', row: 9 }] })
  expect(asked(two, 'give-answers')).toEqual(['cells'])
  expect(known(two, 'give-answers')).toEqual({ what: 'give-answers', batch: 'ab', row: 7 })
})

test('acts name the fault, and a word names the proposal it is about', () => {
  const open = fault()
  expect(proposing(open, { what: 'confirm-blank' }, '核对过卡面').body).toEqual({ plan: 1, session: 'S1', fault: open.key, resolution: { what: 'confirm-blank' }, reason: '核对过卡面' })
  const proposal = { fact: 'f1', by: 3, at: '2026-11-22T11:00:00+08:00', resolution: { what: 'confirm-blank' }, reason: '核对过卡面', rejected: null }
  expect(settling(fault({ state: 'proposed', proposal }), 'confirm', '').body).toMatchObject({ proposal: 'f1', outcome: 'confirm' })
})
