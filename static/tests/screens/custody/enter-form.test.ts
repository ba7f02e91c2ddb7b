// @vitest-environment happy-dom
import { computed, nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { policyOf } from '../../../src/custody/rules'
import type { Papers } from '../../../src/custody/scene'
import type { Item } from '../../../src/rows'
import EnterForm from '../../../src/screens/custody/EnterForm.vue'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [BAG, OTHER, STRIP] = [labelNumber('PP', 1), labelNumber('PP', 2), labelNumber('ST', 1)]
const chief = person({ person: 1, name: '赵甲', role: 5, state: 'in' })
const pair = [2, 3].map((one) => person({ person: one, name: `监考${one}`, rooms: { S1: '101' }, state: 'in' }))
const bag: Item = {
  label: BAG, kind: 'PP', plan: 1, session: 'S1', room: '101', state: 'received', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: STRIP, broken: false, counts: { papers: 31 }, packed: { papers: 31 }, aside: {}, at: null, act: null,
}
const people = [chief, ...pair]
const papers = {
  plan: computed(() => plan()), policy: computed(() => policyOf(new Map(), 1)), items: computed(() => new Map([[BAG, bag], [OTHER, { ...bag, label: OTHER }]])),
  person: (number: number) => people.find((one) => one.person === number), invigilators: () => pair,
} as unknown as Papers

function opened() {
  const app = fakeApp({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  Object.assign(app, { signIn: fakeSignIn(chiefsGrant), outbox: { put, receipt: async () => null, deliver: async () => null, acted: async () => {} } })
  const form = mounted(EnterForm, { papers }, app)
  const button = (name: string) => [...form.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)!
  return { form, put, button }
}

type Opened = ReturnType<typeof opened>

async function type({ form }: Opened, where: string, text: string): Promise<void> {
  const field = form.querySelector<HTMLInputElement | HTMLTextAreaElement>(where)!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
}

async function filled(): Promise<Opened> {
  const shown = opened()
  await type(shown, '.typed input', BAG)
  shown.form.querySelector('.typed')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await nextTick()
  for (const [side, name] of [['交出人', '赵甲'], ['接收人', '监考2'], ['接收人', '监考3']]) {
    ;[...shown.form.querySelectorAll<HTMLButtonElement>('.segments button')].find((one) => one.textContent!.startsWith(side!))!.click()
    await nextTick()
    await type(shown, '.enter input[type=search]', name!)
    ;[...shown.form.querySelectorAll<HTMLButtonElement>('.enter button')].find((one) => one.textContent!.includes(name!))!.click()
    await nextTick()
  }
  return shown
}

test('a form that notes nothing odd is entered as such, and the button says so', async () => {
  const { put, button } = await filled()
  button('封条完好、无异常，录入').click()
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]!.slice(0, 2)).toMatchObject(['custody.enter', { leg: 'L3', objects: [BAG], missing: [], entered_by: 1, look: { intact: true, seals: [], counts: [], reasons: [] } }])
})

test('a seal that the form calls broken is entered as broken, in its words', async () => {
  const shown = await filled()
  shown.button('表上写有异常…').click()
  await nextTick()
  await type(shown, 'dialog textarea', '封条一角撕开')
  shown.form.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await nextTick()
  expect(shown.button('封条完好、无异常，录入')).toBeUndefined()
  shown.button('录入').click()
  await vi.waitFor(() => expect(shown.put).toHaveBeenCalled())
  expect(shown.put.mock.calls[0]!.slice(0, 2)).toMatchObject(['custody.enter', { look: { seals: [{ label: BAG, number: null, broken: true, words: '封条一角撕开' }] } }])
})

test('a thing that is taken off the list takes nothing along that was noted of another', async () => {
  const shown = await filled()
  shown.button('表上写有异常…').click()
  await nextTick()
  await type(shown, 'dialog textarea', '封条一角撕开')
  shown.form.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await nextTick()
  await type(shown, '.typed input', OTHER)
  shown.form.querySelector('.typed')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await nextTick()
  shown.form.querySelectorAll<HTMLButtonElement>('li button')[1]!.click()
  await nextTick()
  shown.button('录入').click()
  await vi.waitFor(() => expect(shown.put).toHaveBeenCalled())
  expect(shown.put.mock.calls[0]![1]).toMatchObject({ objects: [BAG], look: { seals: [{ label: BAG, broken: true }] } })
})

test('without a time there is nothing to enter', async () => {
  const shown = await filled()
  await type(shown, 'input[type=time]', '')
  expect(shown.button('封条完好、无异常，录入').disabled).toBe(true)
})

test('without the thing it was about, what was noted is gone too', async () => {
  const shown = await filled()
  shown.button('表上写有异常…').click()
  await nextTick()
  await type(shown, 'dialog textarea', '封条一角撕开')
  shown.form.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await nextTick()
  shown.button('✕').click()
  await nextTick()
  expect(shown.form.textContent).not.toContain('已写明异常')
})
