// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Taken } from '../../../src/screens/collect/collecting'
import LateTaken from '../../../src/screens/collect/LateTaken.vue'
import TakenCard from '../../../src/screens/collect/TakenCard.vue'
import { fakeApp, mounted } from '../../components'
import { badge, person, plan } from '../../fakes'

const app = fakeApp({ plan: { '1': plan() } })
const wang = person()
const taken = (over: Partial<Taken>): Taken => ({
  mode: 'handOut', state: 'waiting', doubt: null, refusal: null, onDuty: false, before: null, fact: 'f1',
  seen: { holder: { plan: 1, person: wang, role: 8, number: '00017-E' }, doubt: null, badge: 'b', row: badge(), spare: null }, ...over,
})
const card = (over: Partial<Taken>, read = () => {}) =>
  mounted(TakenCard, { mode: over.mode ?? 'handOut', taken: taken(over), tally: { done: 0, due: [] }, checkedOut: false, onRead: read }, app)

test.each(['handOut', 'collect'] as const)('to %s a badge is never called a check-in, whatever became of it', (mode) => {
  for (const state of ['unmarked', 'notStored', 'notEnrolled', 'refused'] as const) expect(card({ mode, state }).textContent).not.toContain('签到')
})

test('where nothing was stored that is said, with what to do', () => {
  const text = card({ state: 'notStored' }).textContent
  for (const words of ['没有记上', '本机没能存下', '请改用另一台设备']) expect(text).toContain(words)
})

test('where it could not be kept that it was done it is said what is so, and that it is not to be done again', () => {
  const text = card({ state: 'unmarked' }).textContent
  for (const words of ['王芳', '已存本机，请写在纸上', '会自动上传', '不要再做一次']) expect(text).toContain(words)
  expect(text).not.toContain('另一台设备')
})

test('what must be read is read with a tap, also beside the next badge', () => {
  const read = vi.fn()
  card({ state: 'refused', refusal: { code: 'x', says: '已经收回过', fix: '收下即可' } }, read).querySelector<HTMLButtonElement>('.read')!.click()
  expect(card({ state: 'accepted' }).querySelector('.read')).toBeNull()
  const late = mounted(LateTaken, { taken: taken({ state: 'refused', refusal: { code: 'x', says: '已经发过', fix: '收下即可' } }), onRead: read }, app)
  for (const words of ['王芳', '发证', '已经发过', '收下即可']) expect(late.textContent).toContain(words)
  late.querySelector('button')!.click()
  expect(read).toHaveBeenCalledTimes(2)
})
