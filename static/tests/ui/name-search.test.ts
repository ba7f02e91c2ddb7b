// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import NameSearch from '../../src/ui/NameSearch.vue'
import { fakeApp, mounted } from '../components'
import { person } from '../fakes'

const people = [
  person({ person: 1, name: '王芳', unit: '第一技校', tail: '1111', number: '00001-X' }),
  person({ person: 2, name: '王芳', unit: '第二技校', tail: '2222', confirmed: false }),
  person({ person: 3, name: '李强', state: 'in', at: '2026-11-22T08:00:00+08:00' }),
]
const app = fakeApp({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })

async function typed(text: string, props: Record<string, unknown> = {}) {
  const pick = vi.fn()
  const host = mounted(NameSearch, { ...props, onPick: pick }, app)
  const field = host.querySelector('input')!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
  return { host, field, pick, lines: [...host.querySelectorAll('li')].map((line) => line.textContent) }
}

test('namesakes are told apart by unit, the phone’s last digits and the badge', async () => {
  const { lines } = await typed('王芳')
  expect(lines).toHaveLength(2)
  for (const words of ['第一技校', '尾号 1111', '00001-X']) expect(lines[0]).toContain(words)
  for (const words of ['第二技校', '尾号 2222', '待确认']) expect(lines[1]).toContain(words)
})

test('what fits is marked', async () => {
  const { host } = await typed('王芳 第二')
  expect([...host.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['王芳', '第二'])
})

test('Enter takes the only one found, and of several none', async () => {
  const two = await typed('王芳')
  two.field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
  expect(two.pick).not.toHaveBeenCalled()
  const one = await typed('李')
  one.field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
  expect(one.pick).toHaveBeenCalledWith(people[2])
})

test('what was typed is forgotten with the choice', async () => {
  const { host, field } = await typed('李')
  host.querySelector<HTMLButtonElement>('li button')!.click()
  await nextTick()
  expect(field.value).toBe('')
})

test('an eager search shows people before anything is typed, the wished ones first', async () => {
  const { lines } = await typed('', { eager: true, first: ({ person: number }: { person: number }) => (number === 3 ? 0 : 1) })
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('李强')
})

test('a name nobody has is said to be on no list', async () => {
  const { host, lines } = await typed('欧阳')
  expect(lines).toEqual([])
  expect(host.textContent).toContain('名单中没有“欧阳”')
})
