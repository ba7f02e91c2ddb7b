// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { labelNumber } from '../../../src/custody/label'
import type { CustodyAct, Item } from '../../../src/rows'
import CustodyScreen from '../../../src/screens/custody/CustodyScreen.vue'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const BAG = labelNumber('PP', 17)
const item: Item = {
  label: BAG, kind: 'PP', plan: 1, session: 'S1', room: '101', state: 'issued', holder: { stage: 'room', people: [17], room: '101' },
  inside: null, seal: null, broken: false, counts: { papers: 31 }, packed: { papers: 31 }, aside: {}, at: '2026-11-22T08:31:00+08:00', act: null,
}
const act: CustodyAct = {
  fact: 'f1', seq: 1, plan: 1, kind: 'custody.handoff', leg: 'L3', session: 'S1', room: '101', place: '一号台', objects: [BAG], moved: [BAG],
  givers: [18], receivers: [17], monitors: [], people: [], reason: null, paper: null, amends: null, amended: [], undone: null,
  told: [{ label: BAG, what: 'papers', expected: 31, found: 30, reason: '少一份' }], holder: 18, device: 'd1',
  at: '2026-11-22T08:31:00+08:00', received: '2026-11-22T08:31:00+08:00', acted: false,
}

let screen: HTMLElement

beforeEach(() => {
  globalThis.localStorage.setItem('kaowu-table-camera', 'off')
  const people = [person({ person: 17, name: '王芳' }), person({ person: 18, name: '李强' })]
  const app = fakeApp({
    plan: { '1': plan() },
    person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])),
    item: { [`1/${BAG}`]: item },
    custody: { f0: { ...act, fact: 'f0', seq: 0, kind: 'custody.pack', leg: null, people: [18], told: [] }, f1: act },
  })
  screen = mounted(CustodyScreen, {}, app)
})

async function look(text: string): Promise<void> {
  const field = screen.querySelector<HTMLInputElement>('.typed input')!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
  screen.querySelector('.typed')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await nextTick()
}

test.each([BAG, BAG.toLowerCase(), '17', '101'])('typed as %s, a bag is found: where it is, who holds it, and its whole life', async (typed) => {
  await look(typed)
  const life = screen.querySelector('.life')!.textContent!.replaceAll(/\s+/g, ' ')
  for (const words of ['封装', '101 号考场', '王芳', '考场领卷', '李强 → 王芳', '应为 31，实为 30（少一份）']) expect(life).toContain(words)
})

test('a number that nobody registered is told in the hub’s words', async () => {
  await look(labelNumber('PP', 18))
  expect(screen.querySelector('.left [role=alert]')!.textContent).toContain('没有登记过')
})

test('a phone looks up, but enters nothing from paper', () => {
  const parts = [...screen.querySelectorAll('.segments button')].map(({ textContent }) => textContent)
  expect(parts).toEqual(['查找', '谁手里', '按考场'])
})

test('a set at the site is unpacked by whoever signed in; without the hub it is kept here and lies open at once', async () => {
  const [set, bag] = [labelNumber('RSET', 3), labelNumber('PP', 3)]
  const at = { state: 'received', holder: { stage: 'site', people: [], room: null } }
  const app = fakeApp({
    plan: { '1': plan() },
    person: { '1/1': person({ person: 1, name: '赵甲', role: 5, state: 'in' }) },
    item: { [`1/${set}`]: { ...item, ...at, label: set, kind: 'RSET' }, [`1/${bag}`]: { ...item, ...at, label: bag, inside: set } },
  })
  const put = vi.fn(async (_kind: string, body: Record<string, unknown>) => ({ id: `f${structuredClone(body) === body}` }))
  const acted = vi.fn(async () => {})
  Object.assign(app, { outbox: { put, acted, deliver: async () => null, settle: async () => {} }, signIn: fakeSignIn({ ...chiefsGrant, acts: ['custody'] }) })
  screen = mounted(CustodyScreen, {}, app)
  await look(set)
  screen.querySelector<HTMLButtonElement>('.deeds button')!.click()
  await nextTick()
  expect(screen.querySelector('.deed')!.textContent).toContain('已登录本机')
  screen.querySelector<HTMLButtonElement>('.deed .go')!.click()
  await vi.waitFor(() => expect(screen.querySelector('.life [role=status]')?.textContent).toContain('已存本机'))
  expect(put.mock.calls[0]).toEqual(['custody.unpack', expect.objectContaining({ container: set, people: [{ person: 1 }], look: { intact: true, seals: [], counts: [], reasons: [] } })])
  expect(acted).toHaveBeenCalledOnce()
})
