// @vitest-environment happy-dom
import { nextTick, shallowReactive } from 'vue'
import { expect, test, vi } from 'vitest'
import type { Missing } from '../../../../src/screens/office/missing/missing'
import MissingPage from '../../../../src/screens/office/missing/MissingPage.vue'
import { fakeApp, mounted } from '../../../components'
import { answered, offline, person, plan } from '../../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const portrait: Missing = {
  code: 'portraits-missing', level: 'should', says: '12 人没有照片', fix: '请导入照片', count: 12,
  people: Array.from({ length: 12 }, (_, n) => ({ person: n + 1, name: `张${n}`, unit: '一中', detail: `S${n}` })),
}
const phone: Missing = { code: 'plan-duty-phone', level: 'must', says: '没有值班电话', fix: '请填写', people: [], count: 1 }

function opened(answers: Missing[][]) {
  const app = fakeApp()
  const people = shallowReactive(new Map([['1/17', person()]]))
  const others = app.store.rows
  Object.assign(app.store, { rows: (kind: 'person') => (kind === 'person' ? people : others(kind)) })
  const ask = vi.fn(async () => (answers.length === 0 ? offline : answered({ items: answers.shift()! })))
  Object.assign(app.hub, { ask })
  return { host: mounted(MissingPage, { plan: plan() }, app), people, ask }
}

test('what must be mended stands first, with the people and the way there', async () => {
  const { host } = opened([[portrait, phone]])
  await vi.waitFor(() => expect(host.querySelectorAll('h3')).toHaveLength(2))
  expect([...host.querySelectorAll('h3')].map(({ textContent }) => textContent.trim())).toEqual(['必须补齐 1 项', '建议补齐 1 项'])
  const links = [...host.querySelectorAll('a')].map((link) => link.getAttribute('href'))
  expect(links.slice(0, 3)).toEqual(['/office/plan', '/office/import', '/office/staff?person=1'])
  expect(links).toHaveLength(2 + 8)
  host.querySelector<HTMLElement>('button')!.click()
  await nextTick()
  expect(host.querySelectorAll('a')).toHaveLength(2 + 12)
})

test('the list is read again when the picture grew, until nothing is missing', async () => {
  const { host, people } = opened([[phone], []])
  await vi.waitFor(() => expect(host.textContent).toContain('没有值班电话'))
  people.set('1/18', person({ person: 18 }))
  await vi.waitFor(() => expect(host.textContent).toContain('都齐了'))
})

test('without the hub nobody is told that nothing is missing', async () => {
  const { host } = opened([])
  await vi.waitFor(() => expect(host.textContent).toContain('连不上考务主机'))
  expect(host.textContent).not.toContain('都齐了')
})
