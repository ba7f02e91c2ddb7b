// @vitest-environment happy-dom
import { computed, nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { policyOf } from '../../../src/custody/rules'
import type { Papers } from '../../../src/custody/scene'
import type { Item } from '../../../src/rows'
import CustodyScreen from '../../../src/screens/custody/CustodyScreen.vue'
import OpenPanel from '../../../src/screens/custody/OpenPanel.vue'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [SPARE, STRIP] = [labelNumber('SP', 1), labelNumber('ST', 1)]
const chief = person({ person: 1, name: '赵甲', role: 5, state: 'in' })
const patrol = person({ person: 2, name: '沈巡', role: 2, state: 'in' })
const bag: Item = {
  label: SPARE, kind: 'SP', plan: 1, session: 'S1', room: null, state: 'received', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: STRIP, broken: false, counts: { papers: 5, cards: 5 }, packed: { papers: 5, cards: 5 }, aside: {}, at: null, act: null,
}
const people = [chief, patrol]
const papers = {
  plan: computed(() => plan()), policy: computed(() => policyOf(new Map(), 1)), items: computed(() => new Map([[SPARE, bag]])),
  person: (number: number) => people.find((one) => one.person === number), invigilators: () => [],
} as unknown as Papers

function deviceOf(role: 'chief' | 'scanner') {
  const app = fakeApp({ plan: { '1': plan() }, person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])), item: { [`1/${SPARE}`]: bag } })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['lead', 'custody'] }), outbox: { put, deliver: async () => null, acted: async () => {} }, place: { value: '' } })
  app.identity!.value = { ...app.identity!.value!, role }
  return { app, put }
}

async function type(screen: HTMLElement, where: string, text: string, event = 'input'): Promise<void> {
  const field = screen.querySelector<HTMLInputElement>(where)!
  field.value = text
  field.dispatchEvent(new Event(event))
  await nextTick()
}

test('a spare that was opened on paper is entered with the time on the form, and its monitor by name', async () => {
  const { app, put } = deviceOf('chief')
  const panel = mounted(OpenPanel, { item: bag, papers }, app)
  const named = () => [...panel.querySelectorAll('button')].find(({ textContent }) => textContent!.includes('按姓名找'))
  expect(named()).toBeUndefined()
  panel.querySelector<HTMLInputElement>('.paper .on input')!.click()
  await nextTick()
  await type(panel, '.paper input[type=date]', '2026-11-22', 'input')
  await type(panel, '.paper input[type=time]', '09:40', 'input')
  await type(panel, 'input[maxlength="200"]', '考区电话 2026-11 号')
  ;[...panel.querySelectorAll('fieldset')].at(-1)!.querySelector<HTMLButtonElement>('.buttons button')!.click()
  await nextTick()
  await type(panel, 'input[type=search]', '沈巡')
  ;[...panel.querySelectorAll('button')].find(({ textContent }) => textContent!.includes('沈巡'))!.click()
  await nextTick()
  await type(panel, '.paper input[type=time]', '', 'input')
  expect(panel.querySelector<HTMLButtonElement>('.go')!.disabled).toBe(true)
  await type(panel, '.paper input[type=time]', '09:40', 'input')
  panel.querySelector<HTMLButtonElement>('.go')!.click()
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]!.slice(0, 2)).toMatchObject([
    'custody.open',
    { label: SPARE, people: [{ person: 1 }], monitors: [{ person: 2 }], paper: { form: 'spare', at: '2026-11-22T09:40:00+08:00', entered_by: 1 } },
  ])
})

test('a phone does not ask whether it was done on paper', () => {
  const panel = mounted(OpenPanel, { item: bag, papers }, deviceOf('scanner').app)
  expect(panel.querySelector('.paper')).toBeNull()
})

test('a label scanned where a badge is meant is answered in words', async () => {
  globalThis.localStorage.setItem('kaowu-table-camera', 'off')
  const screen = mounted(CustodyScreen, {}, deviceOf('chief').app)
  const scan = async (text: string) => {
    await type(screen, '.typed input', text)
    screen.querySelector('.typed')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await nextTick()
  }
  await scan(SPARE)
  screen.querySelector<HTMLButtonElement>('.deeds button')!.click()
  await nextTick()
  await scan(SPARE)
  await vi.waitFor(() => expect(screen.querySelector('.deed [role=alert]')?.textContent).toContain('这里要扫证牌'))
})
