// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { CheckRow, DrawnCard } from '../../../src/reading/rows'
import CheckScreen from '../../../src/screens/reading/CheckScreen.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { plan } from '../../fakes'
import { button, office, says } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ useRoute: () => ({ fullPath: '/here', query: {} }), RouterLink: { props: ['to'], template: '<a><slot /></a>' } }))

const card = (row: number, over: Partial<DrawnCard> = {}): DrawnCard => ({ batch: 'ab', row, room: '101', seat: String(row), number: `03602610100${row}`, counts: true, agreed: null, by: null, ...over })
const check = (cards: DrawnCard[], over: Partial<CheckRow> = {}): CheckRow => {
  const looked = cards.filter(({ agreed }) => agreed !== null)
  return {
    number: 1, seed: 'ab', wanted: cards.length, looked: looked.length, agreed: looked.filter(({ agreed }) => agreed).length, differ: looked.filter(({ agreed }) => !agreed).length,
    of: 90, covered: looked.length, at: '2026-11-22T18:00:00+08:00', by: 14, cards, ...over,
  }
}
const checker = { ...chiefsGrant, role: 14, person: 14, acts: ['reading'] }

function screen(found: CheckRow | null, grant = checker, more = {}) {
  const desk = office({
    plan: { '1': plan() }, reading_session: { '1/S1': { plan: 1, session: 'S1', check: found } },
    person: { '1/14': { plan: 1, person: 14, name: '郑晓', role: 14 } }, ...more,
  } as never)
  const asked: string[] = []
  const hub = { ask: async (path: string) => (asked.push(path), { ok: true, value: { cards: [{ batch: 'ab', row: 1, card: { row: 1, number: '1', answers: ['A', 'C'] } }] } }) }
  Object.assign(desk.app, { signIn: fakeSignIn(grant), hub })
  return { ...desk, asked, host: mounted(CheckScreen, { session: 'S1' }, desk.app) }
}

test('which cards are due is told by room, seat and row, with how far the check is', async () => {
  const { host, asked } = screen(check([card(1), card(2, { agreed: true }), card(3, { agreed: false })]))
  await says(host, '核对进度 2/3')
  expect(host.textContent).toContain('相符 1 张　不符 1 张')
  const [first, second, third] = [...host.querySelectorAll('li')].map(({ textContent }) => textContent)
  for (const words of ['101', '1', '第 1 行', '待核对']) expect(first).toContain(words)
  expect(second).toContain('相符')
  expect(third).toContain('到 101 考场处理')
  expect(asked).toEqual(['/api/reading/check?plan=1&session=S1'])
  expect(host.querySelector('.strip')!.textContent).toContain('A')
})

test('how many cards are drawn is told as the plan says', async () => {
  const { host } = screen(null)
  await says(host, '由主机随机抽取 30 张卡')
  const { host: own } = screen(null, checker, { policy: { '1': { plan: 1, check_cards: 12 } } })
  await says(own, '由主机随机抽取 12 张卡')
})

test('the hub is asked to draw: no seed and no card leaves the device', async () => {
  const { host, handed } = screen(null)
  button(host, '随机抽取').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'reading.check', body: { plan: 1, session: 'S1', check: 1, cards: [] } })
})

test('a card that differs is noted with what differs, and one that agrees at a touch', async () => {
  const { host, handed } = screen(check([card(1)]))
  button(host, '不符').click()
  await vi.waitFor(() => button(host, '记为不符'))
  const note = host.querySelector<HTMLInputElement>('form input')!
  note.value = '第 2 题卡面是 B'
  note.dispatchEvent(new Event('input'))
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toEqual({ plan: 1, session: 'S1', check: 1, cards: [{ batch: 'ab', row: 1, agreed: false, note: '第 2 题卡面是 B' }] })
  await vi.waitFor(() => button(host, '相符').click())
  await vi.waitFor(() => expect(handed).toHaveLength(2))
  expect(handed[1]!.body).toMatchObject({ cards: [{ row: 1, agreed: true, note: '' }] })
})

test('nobody draws again before the check is done, and an operator does not check', async () => {
  const { host } = screen(check([card(1)]))
  expect(host.textContent).not.toContain('再抽一次')
  const done = screen(check([card(1, { agreed: true }), card(2, { counts: false })]))
  expect(button(done.host, '再抽一次').disabled).toBe(false)
  const operator = screen(check([card(1)]), { ...checker, role: 13 })
  expect(operator.host.textContent).toContain('抽查由验卡员、阅卷监督员或负责人登录后办理')
  expect(button(operator.host, '相符').disabled).toBe(true)
})
