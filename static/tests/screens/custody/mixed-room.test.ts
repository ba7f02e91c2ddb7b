// @vitest-environment happy-dom
import { defineComponent, h, nextTick, type Component } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { USUAL } from '../../../src/custody/rules'
import { papersHere } from '../../../src/custody/scene'
import { everyWord } from '../../../src/i18n'
import type { Item } from '../../../src/rows'
import { backIn } from '../../../src/screens/custody/closing'
import OpenPanel from '../../../src/screens/custody/OpenPanel.vue'
import SealPanel from '../../../src/screens/custody/SealPanel.vue'
import SupplyPanel from '../../../src/screens/custody/SupplyPanel.vue'
import SpareUsed from '../../../src/screens/count/SpareUsed.vue'
import { packedOf } from '../../../src/screens/pack/packing'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { morning, person, plan, room } from '../../fakes'
import { button, office } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [OF_E, OF_W, CARDS, SPARE, SET] = [labelNumber('PP', 1), labelNumber('PP', 2), labelNumber('CP', 3), labelNumber('SP', 8), labelNumber('RSET', 1)]
const STRIP = labelNumber('ST', 1)
const bag = (label: string, kind: string, counts: Record<string, number>, over: Partial<Item> = {}): Item => ({
  label, kind, plan: 1, session: 'S1', room: '101', group: null, state: 'returned', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: null, broken: false, counts, packed: counts, aside: {}, at: null, act: null, ...over,
})
const electricians = (over: Partial<Item> = {}) => bag(OF_E, 'PP', { papers: 13 }, { group: { trade: '电工', level: 4 }, ...over })
const welders = (over: Partial<Item> = {}) => bag(OF_W, 'PP', { papers: 19 }, { group: { trade: '焊工', level: 5 }, ...over })
const cards = (over: Partial<Item> = {}) => bag(CARDS, 'CP', { cards: 31 }, over)
const counted = { '1/S1/101': { plan: 1, session: 'S1', room: '101', counts: { chief: { papers_returned: 32 } }, last: {} } }

/** A device at the site where room 101 has twelve electricians and eighteen welders. */
function site(things: Item[], over: Record<string, unknown> = {}) {
  const pair = [2, 3].map((number) => person({ plan: 1, person: number, name: `监考${number}`, role: 8, state: 'in', rooms: { S1: '101' } }))
  const chief = person({ plan: 1, person: 1, name: '赵甲', role: 5, state: 'in' })
  const groups = [{ trade: '电工', level: 4, count: 12 }, { trade: '焊工', level: 5, count: 18 }]
  const mixed = { ...room('101'), sessions: { S1: { expected: 30, groups } } }
  const desk = office({
    plan: { '1': plan({ sessions: [morning] }) }, room: { '1/101': mixed }, policy: { '1': { ...USUAL, opens_before: 60 * 24 * 365 * 50 } },
    person: Object.fromEntries([chief, ...pair].map((one) => [`1/${one.person}`, one])), item: Object.fromEntries(things.map((one) => [`1/${one.label}`, one])), ...over,
  })
  Object.assign(desk.app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['lead', 'custody'] }) })
  desk.app.identity!.value = { ...desk.app.identity!.value!, role: 'chief' }
  const papers = papersHere(desk.app)
  const show = (panel: Component, more: Record<string, unknown>) => mounted(defineComponent(() => () => h(panel, { papers, ...more })), {}, desk.app)
  return { ...desk, papers, show, mixed }
}

const says = (host: Element | null) => host?.textContent?.replace(/\s+/g, ' ') ?? ''
const value = (host: HTMLElement, name: string) => host.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!.value

async function type(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, text: string): Promise<void> {
  field.value = text
  for (const event of ['input', 'change']) field.dispatchEvent(new Event(event))
  await nextTick()
}

test('the last bag of a room to be sealed is offered what is left of the room’s papers', () => {
  const rows = new Map(Object.entries(counted))
  const sealed = electricians({ state: 'verified', counts: { papers: 12 } })
  expect(backIn(rows, welders(), { void_to: 'paper' }, [sealed, welders()])).toEqual({ papers: { number: 20, aside: 0 } })
  expect(backIn(rows, welders(), { void_to: 'paper' }, [electricians(), welders()])).toEqual({})
  expect(backIn(rows, welders(), { void_to: 'paper' }, [{ ...sealed, counts: { papers: 40 } }, welders()])).toEqual({})
})

test('sealing the first of two bags starts from what is on record in it, with the other beside it', () => {
  const { show } = site([electricians(), welders(), cards()], { counts: counted })
  const host = show(SealPanel, { item: electricians() })
  expect(says(host)).toContain(`核验密封 试卷袋（电工 四级） ${OF_E}`)
  expect(value(host, '装入袋中的试卷')).toBe('13')
  expect(says(host.querySelector('.bags'))).toContain('试卷袋（焊工 五级）')
  expect(says(host.querySelector('.bags'))).toContain('本考场交回清点 32 份，与各袋合计相符')
})

test('a paper of the one in the other’s bag is told by bag, and goes on record with why', async () => {
  const sealed = electricians({ state: 'verified', counts: { papers: 12 } })
  const { show, handed } = site([sealed, welders(), cards()], { counts: counted })
  const host = show(SealPanel, { item: welders() })
  expect(value(host, '装入袋中的试卷')).toBe('20')
  expect(says(host)).toContain('试卷：应有 19，现在 20，多 1 份')
  expect(says(host)).toContain('多出的可能是本考场另一工种的试卷')
  expect(says(host.querySelector('.bags'))).toContain('已密封，12 份')
  expect(says(host.querySelector('.bags'))).toContain('本考场交回清点 32 份，与各袋合计相符')
  await type(host.querySelector('input[aria-label="装入袋中的试卷"]')!, '19')
  expect(says(host.querySelector('.bags'))).toContain('本考场交回清点 32 份，各袋合计 31 份：逐袋点清')
  await type(host.querySelector('input[aria-label="装入袋中的试卷"]')!, '20')
  await type(host.querySelector('textarea')!, '夹了一份电工卷')
  await type(host.querySelector('input[maxlength="40"]')!, STRIP)
  button(host, '数目不符，写明原因后密封').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toMatchObject({ label: OF_W, look: { counts: [{ label: OF_W, counted: { papers: 20 } }], reasons: [{ label: OF_W, words: '夹了一份电工卷' }] } })
})

test('a room’s only bag is sealed as before', () => {
  const only = bag(OF_E, 'PP', { papers: 31 })
  const { show } = site([only, cards()], { counts: counted })
  const host = show(SealPanel, { item: only })
  expect(host.querySelector('.bags')).toBeNull()
  expect(value(host, '装入袋中的试卷')).toBe('32')
})

test('all bags of a room are opened in one go, each by its name', async () => {
  const closed = { state: 'issued', seal: 'S', holder: { stage: 'room', people: [2, 3], room: '101' } }
  const { show, handed } = site([electricians(closed), welders(closed), cards(closed)])
  const host = show(OpenPanel, { item: cards(closed) })
  expect(says(host)).toContain(`同时启封 试卷袋（电工 四级） ${OF_E}、试卷袋（焊工 五级） ${OF_W}`)
  for (const [n, seat] of [...host.querySelectorAll<HTMLInputElement>('.seats input')].entries()) await type(seat, `${n + 1}`)
  button(host, '封条完好，启封').click()
  await vi.waitFor(() => expect(handed).toHaveLength(3))
  expect(handed.map(({ body }) => body['label'])).toEqual([CARDS, OF_E, OF_W])
})

test('no papers of another trade are offered to a room that lacks some', () => {
  const open = { state: 'opened', holder: { stage: 'room', people: [2, 3], room: '101' } }
  const spare = bag(SPARE, 'SP', { papers: 5, cards: 5 }, { room: null, state: 'opened' })
  const { show } = site([electricians(open), welders(open), spare])
  const offered = [...show(SupplyPanel, { item: electricians(open) }).querySelectorAll('option')].map(({ textContent }) => textContent)
  expect(offered.some((one) => one.includes(SPARE))).toBe(true)
  expect(offered.some((one) => one.includes(OF_W))).toBe(false)
})

test('papers from a spare go into no bag before it is said whose they were', async () => {
  const spare = bag(SPARE, 'SP', { papers: 5, cards: 5 }, { room: null, state: 'opened' })
  const { show, handed, mixed } = site([electricians(), welders(), cards(), spare])
  const host = show(SpareUsed, { plan: plan({ sessions: [morning] }), session: morning, room: mixed, over: { papers: 1, cards: 0 } })
  await type(host.querySelector('input[type=time]')!, '09:40')
  button(host, '漏印、错印').click()
  await nextTick()
  const go = () => host.querySelector<HTMLButtonElement>('.go')!
  expect(go().disabled).toBe(true)
  const into = [...host.querySelectorAll('label')].find(({ textContent }) => textContent.includes('试卷用在哪个工种'))!.querySelector('select')!
  expect([...into.options].slice(1).map(({ textContent }) => textContent)).toEqual([`试卷袋（电工 四级） ${OF_E}`, `试卷袋（焊工 五级） ${OF_W}`])
  await type(into, OF_W)
  go().click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'custody.supply', body: { source: SPARE, target: OF_W, what: 'papers', number: 1 } })
})

test('a set with one of two bags is still to be packed', () => {
  const into = { state: 'received', inside: SET }
  const [seats, sheet] = [bag(labelNumber('SL', 1), 'SL', {}, into), bag(labelNumber('RS', 1), 'RS', {}, into)]
  const set = bag(SET, 'RSET', {}, { state: 'received' })
  const rest = [set, seats, sheet, cards(into), electricians(into)]
  expect(packedOf(site([...rest, welders({ state: 'received' })]).papers, 'S1')).toMatchObject({ done: 0, due: [{ room: '101' }] })
  expect(packedOf(site([...rest, welders(into)]).papers, 'S1')).toMatchObject({ done: 1, due: [] })
})
