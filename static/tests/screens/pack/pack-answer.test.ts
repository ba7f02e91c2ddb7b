// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Papers } from '../../../src/custody/scene'
import type { Item } from '../../../src/rows'
import PackAnswer from '../../../src/screens/pack/PackAnswer.vue'
import type { Packed } from '../../../src/screens/pack/packing'
import { mounted } from '../../components'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const container = { label: 'R001-X', kind: 'RSET', room: '101' } as Item
const shown = (over: Partial<Packed>, read = () => {}) =>
  mounted(PackAnswer, { answer: { state: 'waiting', container, about: null, refusal: null, fact: 'f1', at: 0, ...over }, papers: {} as Papers, legs: [], onRead: read })

test.each([
  ['notStored', ['没有存下', '本机没能存下这一步', '请改用另一台设备再做一次']],
  ['notEnrolled', ['主机不认得本设备', '这次没有记上', '请改用另一台设备']],
  ['unmarked', ['已存本机，请写在纸上', '会自动上传', '不要再做一次']],
] as const)('a set that is %s is answered with what is so and what to do', (state, words) => {
  const text = shown({ state }).textContent
  for (const one of [...words, '101 号考场']) expect(text).toContain(one)
})

test('what must be read is read with a tap; a yes asks for none', () => {
  const read = vi.fn()
  shown({ state: 'wrong', refusal: { code: 'x', says: '放错了', fix: '拿出来' } }, read).querySelector('button')!.click()
  expect(read).toHaveBeenCalledOnce()
  expect(shown({ state: 'accepted' }).querySelector('button')).toBeNull()
})
