// @vitest-environment happy-dom
import { computed, nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import type { App } from '../../../src/app'
import { labelNumber } from '../../../src/custody/label'
import { policyOf } from '../../../src/custody/rules'
import type { Papers } from '../../../src/custody/scene'
import type { Item } from '../../../src/rows'
import SealPanel from '../../../src/screens/custody/SealPanel.vue'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'

const [BAG, OLD, NEW] = [labelNumber('PP', 1), labelNumber('ST', 1), labelNumber('ST', 2)]
const chief = person({ person: 1, name: '赵甲', role: 5, state: 'in' })
const pair = [2, 3].map((one) => person({ person: one, name: `监考${one}`, rooms: { S1: '101' }, state: 'in' }))
const bag: Item = {
  label: BAG, kind: 'PP', plan: 1, session: 'S1', room: '101', state: 'returned', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: OLD, broken: false, counts: { papers: 31 }, packed: { papers: 31 }, aside: {}, at: null, act: null,
}
const people = [chief, ...pair]
const papers = {
  plan: computed(() => plan()), policy: computed(() => policyOf(new Map(), 1)), items: computed(() => new Map([[BAG, bag]])),
  person: (number: number) => people.find((one) => one.person === number), invigilators: () => pair,
} as unknown as Papers

test('a bag that came back unopened with a broken strip: what was seen goes on record with the new strip', async () => {
  const app = fakeApp({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['custody'] }), outbox: { put, deliver: async () => null, acted: async () => {} }, place: { value: '' } } satisfies Partial<Record<keyof App, unknown>>)
  const panel = mounted(SealPanel, { item: bag, papers }, app)
  const button = (name: string) => [...panel.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)!
  const type = (input: HTMLInputElement | HTMLTextAreaElement, text: string) => {
    input.value = text
    input.dispatchEvent(new Event('input'))
  }
  button('原封条不完好…').click()
  await nextTick()
  type(panel.querySelector('dialog textarea')!, '一角撕开')
  panel.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await nextTick()
  expect(panel.textContent).toContain(`还没启封，原封条 ${OLD} 已破损`)
  type(panel.querySelector('input[maxlength="40"]')!, NEW)
  await nextTick()
  button('数目无误，密封').click()
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]).toMatchObject(['custody.seal', { label: BAG, seal: NEW, look: { intact: false, seals: [{ label: BAG, broken: true, words: '一角撕开' }] } }])
})

test('a bag that the record sheet says was opened in its room is sealed without a word about the strip it came with', async () => {
  const app = fakeApp({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  const outbox = { put, deliver: async () => null, acted: async () => {}, settle: async () => {} }
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['custody'] }), outbox, place: { value: '' } } satisfies Partial<Record<keyof App, unknown>>)
  const panel = mounted(SealPanel, { item: bag, papers }, app)
  const box = (words: string) => [...panel.querySelectorAll('label')].find(({ textContent }) => textContent.includes(words))!.querySelector('input')!
  box('已在考场当众启封').click()
  await nextTick()
  expect(box('未启封').disabled).toBe(true)
  const strip = panel.querySelector<HTMLInputElement>('input[maxlength="40"]')!
  strip.value = NEW
  strip.dispatchEvent(new Event('input'))
  await nextTick()
  ;[...panel.querySelectorAll('button')].find((one) => one.textContent?.trim() === '数目无误，密封')!.click()
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]).toMatchObject(['custody.seal', { label: BAG, seal: NEW, opened: true, look: { intact: false, seals: [] } }])
  await vi.waitFor(() => expect(panel.querySelector('.deed > [role=alert]')).toBeNull())
})

test('a bag is not sealed while a count says no number, and the field says so', async () => {
  const app = fakeApp({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  const outbox = { put, deliver: async () => null, acted: async () => {}, settle: async () => {} }
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['custody'] }), outbox, place: { value: '' } } satisfies Partial<Record<keyof App, unknown>>)
  const panel = mounted(SealPanel, { item: { ...bag, seal: null }, papers }, app)
  const type = async (input: HTMLInputElement, text: string) => {
    input.value = text
    for (const event of ['input', 'change']) input.dispatchEvent(new Event(event))
    await nextTick()
    await nextTick()
  }
  await type(panel.querySelector('input[maxlength="40"]')!, NEW)
  const seal = () => [...panel.querySelectorAll('button')].find((one) => one.textContent?.trim() === '数目无误，密封')!
  const [inside] = panel.querySelectorAll<HTMLInputElement>('.counts input')
  await type(inside!, '')
  expect(panel.querySelector('.counts [role="alert"]')!.textContent).toContain('空着不能确认')
  expect(seal().disabled).toBe(true)
  await type(inside!, '31')
  expect(seal().disabled).toBe(false)
})

test('what was seen of the old strip is taken back with its photos, and only with these', async () => {
  const app = fakeApp({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const shelved = (evidence: string, shelf: string, about: string | null) => ({ evidence, state: 'shelved', shelf, media: 'photo', held: 1, slices: 1, size: 1, sent: 0, fault: null, begun: '2026-06-20T09:00:00+08:00', subject: { plan: 1, about } })
  app.media.recordings.value = [shelved('a', BAG, null), shelved('b', OLD, null), shelved('c', BAG, 'f1')] as never
  const gone: string[] = []
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['custody'] }), place: { value: '' } })
  app.media.discard = async (evidence) => void gone.push(evidence)
  const panel = mounted(SealPanel, { item: bag, papers }, app)
  const button = (name: string) => [...panel.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)!
  button('原封条不完好…').click()
  await nextTick()
  const words = panel.querySelector<HTMLTextAreaElement>('dialog textarea')!
  words.value = '一角撕开'
  words.dispatchEvent(new Event('input'))
  panel.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await nextTick()
  button('收回').click()
  await nextTick()
  expect(panel.textContent).not.toContain('已破损')
  expect(gone).toEqual(['a'])
})
