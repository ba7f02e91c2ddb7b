// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import type { Item } from '../../../src/rows'
import CustodyScreen from '../../../src/screens/custody/CustodyScreen.vue'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [BAG, CARDS, STRIP, OTHER] = [labelNumber('PP', 1), labelNumber('CP', 1), labelNumber('ST', 1), labelNumber('ST', 2)]
const keeper = person({ person: 1, name: '卫十', role: 12, state: 'expected' })
const bag: Item = {
  label: BAG, kind: 'PP', plan: 1, session: 'S1', room: '101', state: 'sealed', holder: { stage: 'vault', people: [], room: null }, inside: null,
  seal: null, broken: false, counts: { papers: 31 }, packed: { papers: 31 }, aside: {}, at: null, act: null,
}

function vault(answer: () => Promise<{ verdict: string }> = async () => ({ verdict: 'accepted' })) {
  globalThis.localStorage.setItem('kaowu-table-camera', 'off')
  const items = { [`1/${BAG}`]: bag, [`1/${CARDS}`]: { ...bag, label: CARDS, kind: 'CP', counts: { cards: 31 }, packed: { cards: 31 } } }
  const app = fakeApp({ plan: { '1': plan() }, person: { '1/1': keeper }, item: items })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: `f${put.mock.calls.length}` }))
  const outbox = { put, deliver: answer, acted: async () => {}, settle: async () => {} }
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, role: 12, acts: ['custody'] }), outbox, place: { value: '' } })
  Object.assign(app.store, { sync: async () => {} })
  const screen = mounted(CustodyScreen, {}, app)
  const scan = async (text: string) => {
    const field = screen.querySelector<HTMLInputElement>('.typed input')!
    field.value = text
    field.dispatchEvent(new Event('input'))
    await nextTick()
    screen.querySelector('.typed')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await nextTick()
  }
  return { screen, scan, put }
}

test('strips of one bag after another are stated by two scans each, without a tap', async () => {
  const { screen, scan, put } = vault()
  await scan(BAG)
  ;[...screen.querySelectorAll<HTMLButtonElement>('.deeds button')].find((one) => one.textContent === '登记封条')!.click()
  await nextTick()
  await scan(STRIP)
  await vi.waitFor(() => expect(screen.querySelector('.deed')).toBeNull())
  await scan(CARDS)
  expect(screen.querySelector('.deed h2')!.textContent).toContain(CARDS)
  await scan(OTHER)
  await vi.waitFor(() => expect(put).toHaveBeenCalledTimes(2))
  expect(put.mock.calls.map(([kind, body]) => [kind, body['label'], body['seal'], body['closer']])).toEqual([
    ['custody.seal', BAG, STRIP, { person: 1 }],
    ['custody.seal', CARDS, OTHER, { person: 1 }],
  ])
})

test('what is scanned while a strip is on its way is told, and neither counted nor handed in for the bag before', async () => {
  let arrive: (said: { verdict: string }) => void = () => {}
  const held = new Promise<{ verdict: string }>((resolve) => (arrive = resolve))
  const { screen, scan, put } = vault(() => held)
  await scan(BAG)
  ;[...screen.querySelectorAll<HTMLButtonElement>('.deeds button')].find((one) => one.textContent === '登记封条')!.click()
  await nextTick()
  await scan(STRIP)
  await scan(OTHER)
  expect(screen.querySelector('.deed [role=alert]')!.textContent).toContain('正在记录')
  arrive({ verdict: 'accepted' })
  await vi.waitFor(() => expect(screen.querySelector('.deed')).toBeNull())
  const stated = put.mock.calls.filter(([kind]) => kind === 'custody.seal')
  expect(stated.map(([, body]) => [body['label'], body['seal']])).toEqual([[BAG, STRIP]])
  expect(put.mock.calls.filter(([kind]) => kind === 'custody.attempt').map(([, body]) => [body['code'], body['came']])).toEqual([['strip-sending', OTHER]])
})

test('bags whose strips nobody has stated are counted and listed, those that lie in a case are not', () => {
  const { screen } = vault()
  const list = [...screen.querySelectorAll('.out details')].at(-1)!
  expect(list.querySelector('summary')!.textContent).toBe('还没登记封条 2')
  expect(list.querySelectorAll('button')).toHaveLength(2)
})

test('what is no strip is told and on record once, and nothing is stated', async () => {
  const { screen, scan, put } = vault()
  await scan(BAG)
  ;[...screen.querySelectorAll<HTMLButtonElement>('.deeds button')].find((one) => one.textContent === '登记封条')!.click()
  await nextTick()
  await scan(CARDS)
  expect(screen.querySelector('.deed [role=alert]')!.textContent).toContain('不是封条')
  await scan(CARDS)
  expect(put.mock.calls.map(([kind, body]) => [kind, body['step'], body['label'], body['came'], body['code']])).toEqual([
    ['custody.attempt', 'strip', BAG, CARDS, 'seal-unreadable'],
  ])
})
