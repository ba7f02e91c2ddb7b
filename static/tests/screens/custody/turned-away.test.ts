// @vitest-environment happy-dom
import { computed, createApp, h, nextTick, shallowRef, type Component } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { APP } from '../../../src/app'
import { labelNumber } from '../../../src/custody/label'
import { policyOf } from '../../../src/custody/rules'
import type { Papers } from '../../../src/custody/scene'
import { everyWord } from '../../../src/i18n'
import { badgeNumber } from '../../../src/number'
import type { Badge, CustodyAct, Item } from '../../../src/rows'
import CorrectPanel from '../../../src/screens/custody/CorrectPanel.vue'
import EnterForm from '../../../src/screens/custody/EnterForm.vue'
import OpenPanel from '../../../src/screens/custody/OpenPanel.vue'
import SealPanel from '../../../src/screens/custody/SealPanel.vue'
import StripPanel from '../../../src/screens/custody/StripPanel.vue'
import SupplyPanel from '../../../src/screens/custody/SupplyPanel.vue'
import UnpackPanel from '../../../src/screens/custody/UnpackPanel.vue'
import { chiefsGrant, fakeApp, fakeSignIn } from '../../components'
import { badge, person, plan } from '../../fakes'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [BAG, CARDS, SPARE, OLD] = [labelNumber('PP', 1), labelNumber('CP', 1), labelNumber('SP', 1), labelNumber('ST', 1)]
const GUARD = badgeNumber(9)
const FOREIGN = `KL1:999999:20261122:${CARDS}`
const chief = person({ person: 1, name: '赵甲', role: 5, state: 'in' })
const CLERK = badgeNumber(8)
const clerk = person({ person: 8, name: '孙丙', role: 16, number: CLERK, state: 'in' })
const guard = person({ person: 9, name: '门卫', role: 14, number: GUARD, state: 'in' })
const item = (over: Partial<Item>): Item => ({
  label: BAG, kind: 'PP', plan: 1, session: 'S1', room: '101', state: 'opened', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: null, broken: false, counts: { papers: 31 }, packed: { papers: 31 }, aside: {}, at: null, act: null, ...over,
})
const bag = item({})
const issued = item({ state: 'issued', holder: { stage: 'room', people: [2], room: '101' } })
const returned = item({ state: 'returned' })
const received = item({ state: 'received' })
const spare = item({ label: SPARE, kind: 'SP', room: null, counts: { papers: 5, cards: 5 } })
const act = { fact: 'f0', kind: 'custody.seal', leg: null, moved: [BAG], receivers: [], givers: [], monitors: [], people: [], session: 'S1', room: '101' } as unknown as CustodyAct

/** A panel with its device; what is scanned goes where the screen sends it. */
function panelOf(component: Component, props: Record<string, unknown>, shown = bag) {
  const all = new Map([[shown.label, shown], [SPARE, spare], [CARDS, item({ label: CARDS, kind: 'CP', state: 'sealed', counts: { cards: 31 } })]])
  const papers = {
    plan: computed(() => plan()), policy: computed(() => policyOf(new Map(), 1)), items: computed(() => all),
    person: (number: number) => [chief, clerk, guard].find((one) => one.person === number), invigilators: () => [],
  } as unknown as Papers
  const badges: Record<string, Badge> = { b8: badge({ badge: 'b8', number: CLERK, person: 8, plan: 1, role: 16 }), b9: badge({ badge: 'b9', number: GUARD, person: 9, plan: 1, role: 14 }) }
  const app = fakeApp({ plan: { '1': plan() }, person: { '1/1': chief, '1/8': clerk, '1/9': guard }, badge: badges })
  app.identity!.value = { ...app.identity!.value!, role: 'chief' }
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['lead', 'custody'] }), outbox: { put, deliver: async () => null, acted: async () => {}, settle: async () => {} }, place: { value: '二号台' } })
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  const panel = shallowRef<{ take(text: string): Promise<void> } | null>(null)
  createApp({ render: () => h(component, { ...props, papers, ref: panel }) }).provide(APP, app).mount(host)
  const attempts = () => put.mock.calls.filter(([kind]) => kind === 'custody.attempt').map(([, body]) => body)
  async function scan(text: string): Promise<void> {
    await panel.value!.take(text)
    await nextTick()
  }
  return { host, put, scan, attempts, says: () => host.querySelector('.notice.bad[role=alert]')?.textContent ?? '' }
}

beforeEach(() => globalThis.localStorage.setItem('kaowu-table-camera', 'off'))

test.each<[string, string, Component, Record<string, unknown>, Item, string, string]>([
  ['open', 'a label where a badge is meant', OpenPanel, { item: issued }, issued, CARDS, 'badge-expected'],
  ['open', 'a badge of somebody whose step it is not', OpenPanel, { item: issued }, issued, GUARD, 'role-not-for-act'],
  ['open', 'a badge nobody has', OpenPanel, { item: issued }, issued, badgeNumber(77), 'number-unknown'],
  ['unpack', 'a label where a badge is meant', UnpackPanel, { item: bag }, bag, CARDS, 'badge-expected'],
  ['supply', 'a bag that is not open', SupplyPanel, { item: bag }, bag, CARDS, 'supply-not-here'],
  ['supply', 'a bag of another site', SupplyPanel, { item: bag }, bag, FOREIGN, 'object-wrong-site'],
  ['supply', 'a label whose check fails', SupplyPanel, { item: bag }, bag, 'B001-0', 'label-check'],
  ['seal', 'a bag where the strip is meant', SealPanel, { item: returned }, returned, CARDS, 'seal-unreadable'],
  ['seal', 'a strip typed wrong', SealPanel, { item: returned }, returned, `${OLD.slice(0, -1)}0`, 'label-check'],
  ['strip', 'a bag where the strip is meant', StripPanel, { item: received }, received, CARDS, 'seal-unreadable'],
  ['correct', 'a label where a badge is meant', CorrectPanel, { act, name: '密封' }, returned, CARDS, 'badge-expected'],
])('at the step “%s” %s is told and on record once, however often it is scanned', async (step, _what, component, props, shown, text, code) => {
  const { scan, attempts, put, says } = panelOf(component, props, shown)
  await scan(text)
  expect(says()).not.toBe('')
  await scan(text)
  expect(attempts()).toHaveLength(1)
  expect(attempts()[0]).toMatchObject({ plan: 1, step, code, place: '二号台', ...(code === 'role-not-for-act' || code === 'number-unknown' ? { who: { number: text } } : { came: text }) })
  expect(put.mock.calls.filter(([kind]) => kind !== 'custody.attempt')).toEqual([])
})

test.each([
  ['a badge', GUARD, 'form-badge'],
  ['a label nobody registered', labelNumber('PP', 44), 'object-unknown'],
  ['a label of another site', FOREIGN, 'object-wrong-site'],
  ['a text that is no label', 'hello', 'label-unreadable'],
])('entering from paper, %s is told and on record once', async (_, text, code) => {
  const { host, attempts, says } = panelOf(EnterForm, {})
  for (let n = 0; n < 2; n += 1) {
    const field = host.querySelector<HTMLInputElement>('.typed input')!
    field.value = text
    field.dispatchEvent(new Event('input'))
    await nextTick()
    host.querySelector('.typed')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await nextTick()
  }
  expect(says()).not.toBe('')
  expect(attempts().map((body) => [body['step'], body['code']])).toEqual([['enter', code]])
})

test('a number of sheets below zero is told, on record, and nothing is sealed until it is put right', async () => {
  const { host, attempts } = panelOf(SealPanel, { item: returned }, returned)
  const field = host.querySelector<HTMLInputElement>('.counts input')!
  const enter = async (text: string) => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    field.dispatchEvent(new Event('change'))
    await nextTick()
  }
  await enter('-3')
  expect(host.querySelector('.counts [role=alert]')!.textContent).toContain('“-3”不是数目')
  expect(field.value).toBe('-3')
  expect(attempts().map((body) => [body['step'], body['label'], body['came']])).toEqual([['seal', BAG, '-3']])
  await enter('３０')
  expect(host.querySelector('.counts [role=alert]')).toBeNull()
  expect(host.textContent).toContain('应有 31，现在 30，缺 1 份')
})

test('a field that was emptied and left is told, and is no attempt at anything', async () => {
  const { host, attempts } = panelOf(SealPanel, { item: returned }, returned)
  const field = host.querySelector<HTMLInputElement>('.counts input')!
  field.value = ''
  field.dispatchEvent(new Event('input'))
  await nextTick()
  field.dispatchEvent(new Event('blur'))
  await nextTick()
  expect([field.value, host.querySelector('.counts [role=alert]')!.textContent.trim()]).toEqual(['', '空着不能确认：填写数到的数，一个没有就填 0'])
  expect(attempts()).toEqual([])
})

test.each(['３０', ' 30 '])('a true count typed as “%s” is the number it shows', async (text) => {
  const { host, scan, put } = panelOf(CorrectPanel, { act: { ...act, at: '2026-11-22T09:00:00+08:00' }, name: '密封' }, returned)
  await scan(CLERK)
  const type = (field: HTMLInputElement | HTMLTextAreaElement, words: string) => {
    field.value = words
    field.dispatchEvent(new Event('input'))
  }
  ;[...host.querySelectorAll<HTMLButtonElement>('.segments button')].find(({ textContent }) => textContent.includes('数'))!.click()
  await nextTick()
  type(host.querySelector<HTMLInputElement>('input[inputmode=numeric]')!, text)
  type(host.querySelector('textarea')!, '数错了')
  await nextTick()
  host.querySelector<HTMLButtonElement>('.go')!.click()
  await vi.waitFor(() => expect(put.mock.calls.map(([kind]) => kind)).toEqual(['custody.correct']))
  expect(put.mock.calls[0]![1]).toMatchObject({ counts: [{ label: BAG, counted: { papers: 30 } }] })
})
