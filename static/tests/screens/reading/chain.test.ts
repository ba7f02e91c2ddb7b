// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { ReadingChain } from '../../../src/reading/rows'
import CardChain from '../../../src/screens/reading/CardChain.vue'
import { mounted } from '../../components'

await everyWord()

const whole: ReadingChain = { out: 36, back: 36, bag: 30, read: 30, off: false, results: { scored: 26, absent: 3, void: 1, lost: 0, unscored: 0 } }
const shown = (chain: ReadingChain) => mounted(CardChain, { chain })
const steps = (host: HTMLElement) => [...host.querySelectorAll('li')].map(({ textContent }) => textContent!.trim())
const off = (host: HTMLElement) => [...host.querySelectorAll('.off')].map(({ textContent }) => textContent!.trim())

test('the cards are told from the first hand to the score', () => {
  const host = shown(whole)
  expect(steps(host)).toEqual(['发出 36', '交回 36', '袋内应读 30', '读入、补录 30', '有成绩 26'])
  expect(host.textContent).toContain('缺考 3　违纪 1　卡遗失 0')
  expect(off(host)).toEqual([])
  for (const words of ['还有考场没清点', '尚无成绩']) expect(host.textContent).not.toContain(words)
})

test('what did not come back, and what was not read, stands out', () => {
  expect(off(shown({ ...whole, back: 35, read: 29, off: true }))).toEqual(['交回 35', '读入、补录 29'])
})

test('what nobody knows yet is a dash, and it is said why; it differs from nothing', () => {
  const host = shown({ out: 36, back: null, bag: null, read: 30, results: null })
  expect(steps(host)).toEqual(['发出 36', '交回 —', '袋内应读 —', '读入、补录 30', '有成绩 —'])
  expect(host.textContent).toContain('“—”：还有考场没清点，或标准答案还没定')
  expect(off(host)).toEqual([])
})

test('the rooms say whether what was read fits the bags: sums that are alike hide nothing, and what is still to be read is no alarm', () => {
  expect(off(shown({ ...whole, off: true }))).toEqual(['读入、补录 30'])
  expect(off(shown({ ...whole, read: 10 }))).toEqual([])
})

test('who has no score yet is told beside those who have one', () => {
  const host = shown({ ...whole, results: { scored: 13, absent: 3, void: 0, lost: 0, unscored: 14 } })
  expect(host.textContent).toContain('尚无成绩 14 人：标准答案没定、还没读到卡，或填涂还没核定')
})
