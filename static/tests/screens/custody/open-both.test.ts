// @vitest-environment happy-dom
import { defineComponent, h, nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { USUAL } from '../../../src/custody/rules'
import { papersHere } from '../../../src/custody/scene'
import { everyWord } from '../../../src/i18n'
import type { Item } from '../../../src/rows'
import OpenPanel from '../../../src/screens/custody/OpenPanel.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { morning, person, plan, room } from '../../fakes'
import { button, office, says } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const [CARDS, PAPERS] = [labelNumber('CP', 3), labelNumber('PP', 4)]
const bag = (label: string, kind: string, what: string): Item => ({
  label, kind, plan: 1, session: 'S1', room: '101', state: 'issued', holder: { stage: 'room', people: [2, 3], room: '101' }, inside: null,
  seal: 'ST0001', broken: false, counts: { [what]: 31 }, packed: { [what]: 31 }, aside: {}, at: null, act: null,
})
const ALWAYS = 60 * 24 * 365 * 50
const refusal = { code: 'not-now', says: '现在不行', fix: '稍后再来' }

/** The tablet in room 101, with both its bags still closed; the hub's rows follow each opening it takes. */
function inTheRoom(refuses: (label: string) => boolean = () => false) {
  const pair = [2, 3].map((number) => person({ plan: 1, person: number, name: `监考${number}`, role: 8, state: 'in', rooms: { S1: '101' } }))
  const { app, handed } = office({
    plan: { '1': plan({ sessions: [morning] }) }, room: { '1/101': room('101') }, policy: { '1': { ...USUAL, counts_in_room: true, opens_before: ALWAYS } },
    person: Object.fromEntries(pair.map((one) => [`1/${one.person}`, one])),
    item: { [`1/${CARDS}`]: bag(CARDS, 'CP', 'cards'), [`1/${PAPERS}`]: bag(PAPERS, 'PP', 'papers') },
  })
  const items = app.store.rows('item') as Map<string, Item>
  async function deliver(id: string) {
    const { kind, body } = handed[Number(id.slice(1))]!
    const label = body['label'] as string
    if (refuses(label)) return { verdict: 'refused', refusal }
    if (kind === 'custody.open') items.set(`1/${label}`, { ...items.get(`1/${label}`)!, state: 'opened', seal: null })
    await nextTick()
    return { verdict: 'accepted', refusal: null }
  }
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, person: 2, role: 8, acts: ['room'] }) })
  Object.assign(app.outbox, { deliver })
  const done = vi.fn()
  const papers = papersHere(app)
  const host = mounted(defineComponent(() => () => h(OpenPanel, { item: papers.items.value.get(CARDS)!, papers, onDone: done })), {}, app)
  return { host, handed, done, go: () => host.querySelector<HTMLButtonElement>('.go')! }
}

async function type(field: Element | null, text: string): Promise<void> {
  ;(field as HTMLInputElement).value = text
  field!.dispatchEvent(new Event('input'))
  await nextTick()
}

/** Two candidates looked; a paper less lay in its bag, and it is said why. */
async function looked(host: HTMLElement): Promise<void> {
  for (const [n, field] of [...host.querySelectorAll('.seats input')].entries()) await type(field, `${n + 1}`)
  await type(host.querySelector('input[aria-label="开袋清点试卷"]'), '30')
  await type(host.querySelector('.counts textarea'), '两人点了两遍')
}

const short = { intact: true, counts: [{ label: PAPERS, counted: { papers: 30 } }], reasons: [{ label: PAPERS, words: '两人点了两遍' }] }

test('what was counted in the second bag, and why it differs, goes on record with it', async () => {
  const { host, handed, done } = inTheRoom()
  await looked(host)
  button(host, '带异常启封').click()
  await vi.waitFor(() => expect(done).toHaveBeenCalledWith({ state: 'accepted', refusal: null }))
  expect(handed.map(({ body }) => [body['label'], body['look']])).toEqual([
    [CARDS, { intact: true, seals: [], counts: [{ label: CARDS, counted: { cards: 31 } }], reasons: [] }],
    [PAPERS, { seals: [], ...short }],
  ])
})

test('where the second bag is turned away, it alone is tried again, as it was counted', async () => {
  let away = true
  const { host, handed, done, go } = inTheRoom((label) => away && label === PAPERS)
  await looked(host)
  go().click()
  await says(host, '现在不行')
  expect(done).not.toHaveBeenCalled()
  expect(host.textContent).toContain(`${CARDS} 已启封，已记录；另一袋还没有启封`)
  expect([...host.querySelectorAll('.step input')].map((field) => [field.getAttribute('aria-label'), (field as HTMLInputElement).value])).toEqual([['开袋清点试卷', '30']])
  away = false
  expect(go().disabled).toBe(false)
  go().click()
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce())
  expect(handed.map(({ body }) => body['label'])).toEqual([CARDS, PAPERS, PAPERS])
  expect(handed[2]!.body).toMatchObject({ look: short, witnesses: ['1', '2'] })
})

test('a bag that is left for later holds nothing back, whatever stood in its field', async () => {
  const { host, handed, done, go } = inTheRoom()
  for (const [n, field] of [...host.querySelectorAll('.seats input')].entries()) await type(field, `${n + 1}`)
  const field = host.querySelector('input[aria-label="开袋清点试卷"]')!
  await type(field, '3o')
  field.dispatchEvent(new Event('change'))
  await nextTick()
  expect(go().disabled).toBe(true)
  host.querySelector<HTMLInputElement>('.both input')!.click()
  await nextTick()
  await nextTick()
  expect(go().disabled).toBe(false)
  go().click()
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce())
  expect(handed.map(({ kind, body }) => [kind, body['label']]).filter(([kind]) => kind === 'custody.open')).toEqual([['custody.open', CARDS]])
})
