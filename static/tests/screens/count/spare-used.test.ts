// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { papersHere } from '../../../src/custody/scene'
import type { Grant } from '../../../src/grant'
import { everyWord } from '../../../src/i18n'
import type { Item } from '../../../src/rows'
import SpareUsed from '../../../src/screens/count/SpareUsed.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { morning, person, plan, room } from '../../fakes'
import { button, office } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [FIRST, SECOND, CARDS] = [labelNumber('SP', 8), labelNumber('SP', 9), labelNumber('CP', 3)]
const holding: Grant = { ...chiefsGrant, acts: ['lead', 'custody'] }
const bag = (label: string, over: Partial<Item> = {}): Item => ({
  label, kind: 'SP', plan: 1, session: 'S1', room: null, state: 'opened', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: null, broken: false, counts: { papers: 5, cards: 5 }, packed: { papers: 5, cards: 5 }, aside: {}, at: null, act: null, ...over,
})

/** The return table, where one card more was counted in room 101 than went in, and these spares are at the site. */
function sheet(...spares: Item[]) {
  const [chief, deputy] = [person({ plan: 1, person: 1, name: '赵甲', role: 5, state: 'in' }), person({ plan: 1, person: 7, name: '钱乙', role: 5, state: 'in' })]
  const own = bag(CARDS, { kind: 'CP', room: '101', state: 'returned', counts: { cards: 31 }, packed: { cards: 31 } })
  const items = Object.fromEntries([own, ...spares].map((one) => [`1/${one.label}`, one]))
  const desk = office({ plan: { '1': plan({ sessions: [morning] }) }, room: { '1/101': room('101') }, person: { '1/1': chief, '1/7': deputy }, item: items })
  const signIn = fakeSignIn(holding)
  Object.assign(desk.app, { signIn })
  desk.app.identity!.value = { ...desk.app.identity!.value!, role: 'chief' }
  const props = { plan: plan({ sessions: [morning] }), session: morning, room: room('101'), papers: papersHere(desk.app), over: { papers: 0, cards: 1 } }
  const host = mounted(SpareUsed, props, desk.app)
  const state = (label: string, state: Item['state']) => (desk.app.store.rows('item') as Map<string, Item>).set(`1/${label}`, bag(label, { state }))
  const select = () => host.querySelector('select')!
  return { ...desk, signIn, host, state, select, go: () => host.querySelector<HTMLButtonElement>('.go')! }
}

async function filled(host: HTMLElement): Promise<void> {
  const time = host.querySelector<HTMLInputElement>('input[type=time]')!
  time.value = '09:40'
  time.dispatchEvent(new Event('input'))
  button(host, '漏印、错印').click()
  await nextTick()
}

test('who takes over under the lock enters it from the sheet too, under their own name', async () => {
  const { host, signIn, handed, go } = sheet(bag(FIRST))
  await filled(host)
  expect(go().disabled).toBe(false)
  Object.assign(signIn.held, { value: { ...holding, grant: 'ff', person: 7 } })
  // A tap before the screen has followed does nothing.
  go().click()
  await nextTick()
  expect(handed).toEqual([])
  go().click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'custody.supply', body: { source: FIRST, target: CARDS, number: 1, paper: { form: 'record', entered_by: 7 } } })
})

test('who takes over and may not enter anything from paper enters nothing', async () => {
  const { host, signIn, handed, go } = sheet(bag(FIRST))
  await filled(host)
  Object.assign(signIn.held, { value: { ...holding, grant: 'ff', person: 7, acts: ['gate'] } })
  go().click()
  await nextTick()
  expect(handed).toEqual([])
  expect(host.textContent).toContain('这台设备不能补录')
})

test('the bag it is entered from stays when another table opens a spare meanwhile', async () => {
  const { host, state, select, go, handed } = sheet(bag(SECOND))
  expect(select().value).toBe(SECOND)
  state(SECOND, 'received')
  state(FIRST, 'opened')
  await nextTick()
  expect([...select().options].map(({ value }) => value)).toEqual([FIRST, SECOND])
  expect(select().value).toBe(SECOND)
  state(SECOND, 'opened')
  await filled(host)
  go().click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toMatchObject({ source: SECOND })
})

test('where several bags fit it is asked which, and nothing is entered before', async () => {
  const { host, select, go, handed } = sheet(bag(FIRST), bag(SECOND, { state: 'received' }))
  expect(select().selectedOptions[0]!.textContent).toBe('照记录单选一袋…')
  await filled(host)
  expect(go().disabled).toBe(true)
  select().value = FIRST
  select().dispatchEvent(new Event('change'))
  await nextTick()
  expect(go().disabled).toBe(false)
  go().click()
  await vi.waitFor(() => expect(handed.map(({ body }) => body['source'])).toEqual([FIRST]))
})

test('a bag without what the room has too many of is not the one', () => {
  const { select } = sheet(bag(FIRST), bag(labelNumber('DP', 1), { kind: 'DP', counts: { papers: 5 }, packed: { papers: 5 } }))
  expect(select().value).toBe(FIRST)
})
