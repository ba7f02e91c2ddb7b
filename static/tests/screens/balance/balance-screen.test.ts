// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { differences } from '../../../src/balance/shown'
import type { BalanceLine, BalanceRow } from '../../../src/balance/rows'
import BalanceScreen from '../../../src/screens/balance/BalanceScreen.vue'
import BalanceNotice from '../../../src/screens/board/BalanceNotice.vue'
import { everyWord } from '../../../src/i18n'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { morning, person, plan } from '../../fakes'
import { button, office, says } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))
HTMLDialogElement.prototype.showModal ??= () => {}

const short: BalanceLine = {
  key: 'S1/3/cards', code: 'cards', state: 'differs', expected: 31, found: 30, labels: [], settled: null,
  says: { zh: '3 号考场：领 31，交回 30，缺 1 张答题卡', en: 'room 3: 31 drawn, 30 came back: 1 short' },
  hints: [{ code: 'find', zh: '查座位、地面', en: 'look at seats', person: null }],
}
const settledLine: BalanceLine = { ...short, key: 'S1/4/cards', settled: { by: 1, at: '2026-11-22T11:05:00+08:00', grounds: '桌下找到' } }
const row = (room: string | null, lines: BalanceLine[], session: string | null = 'S1'): BalanceRow => ({
  plan: 1, session, room, papers: { out: 31, back: 31 }, cards: { out: 31, back: 30 },
  open: lines.filter(({ state, settled }) => state === 'differs' && !settled).length, lines,
})
const rows = { '1/S1/3': row('3', [short]), '1/S1/4': row('4', [settledLine]), '1/S2/3': row('3', [short], 'S2') }
const chief = person({ plan: 1, person: 1, name: '赵甲', role: 5, state: 'in' })

function screen(grant: typeof chiefsGrant | null = chiefsGrant, kind: typeof morning.kind = 'theory', balance: Record<string, BalanceRow> = rows) {
  const desk = office({ plan: { '1': plan({ sessions: [{ ...morning, kind }] }) }, person: { '1/1': chief }, balance })
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  return { ...desk, host: mounted(BalanceScreen, {}, desk.app) }
}

test('open differences stand first, in words with what could explain them; settled ones say by whom and why', () => {
  const { host } = screen()
  expect(host.querySelector('.open h2')!.textContent).toBe('3 号考场：领 31，交回 30，缺 1 张答题卡')
  expect(host.querySelector('.hints')!.textContent).toBe('查座位、地面')
  expect(host.querySelector('.settled')!.textContent).toMatch(/赵甲 11:05 说明：桌下找到/)
  expect(host.querySelectorAll('.open')).toHaveLength(1)
  expect([...host.querySelectorAll('tbody tr')].map(({ textContent }) => textContent.trim())).toEqual(['331 → 3131 → 301 处不符', '431 → 3131 → 30✓ 平衡'])
})

test('the page is green only where every room is counted; else it says how many are not', () => {
  const fits: BalanceLine = { key: 'S1/3/people', code: 'people', state: 'holds', expected: 30, found: 30 }
  const open: BalanceLine = { key: 'S1/4/people', code: 'people', state: 'unknown', expected: null, found: null, unknown: ['present'] }
  const back: BalanceLine = { key: 'S1/site/uncounted', code: 'uncounted', state: 'unknown', expected: 4, found: 1, unknown: ['4', '5', '6'] }
  const notice = (balance: Record<string, BalanceRow>) => {
    const shown = screen(chiefsGrant, 'theory', balance).host.querySelector('section .notice')!
    return [shown.className, shown.textContent]
  }
  expect(notice({ '1/S1/3': row('3', [fits]) })).toEqual(['notice good', '没有不平衡'])
  expect(notice({ '1/S1/3': row('3', [fits]), '1/S1/4': row('4', [open]) })).toEqual(['notice', '已清点的都平衡；还有 1 个考场没有清点'])
  expect(notice({ '1/S1/3': row('3', [fits]), '1/site': row(null, [back], null) })).toEqual(['notice', '已清点的都平衡；还有 3 个考场没有清点'])
})

test('a difference is settled with grounds, at the figures that were seen, in the name of whoever has signed in', async () => {
  const { host, handed } = screen()
  button(host, '说明原因').click()
  await nextTick()
  const settle = host.querySelector<HTMLButtonElement>('dialog button[type="submit"]')!
  expect(settle.disabled).toBe(true)
  const grounds = host.querySelector('textarea')!
  grounds.value = '12 号桌下找到'
  grounds.dispatchEvent(new Event('input'))
  await nextTick()
  settle.click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'balance.settle', body: { plan: 1, key: 'S1/3/cards', expected: 31, found: 30, labels: [], by: 1, grounds: '12 号桌下找到' } })
})

test('in a computer-based session papers and cards are said not to apply', () => {
  const { host } = screen(chiefsGrant, 'computer')
  expect(host.textContent).toContain('试卷、答题卡、草稿纸的平衡不适用；只核对人数')
  expect(host.querySelector('tbody tr')!.textContent).toMatch(/^3不适用不适用/)
  expect(screen().host.textContent).not.toContain('不适用')
})

test('nobody signed in: it says who has to', async () => {
  const { host } = screen(null)
  button(host, '说明原因').click()
  await says(host, '请先用证牌和 PIN 登录')
})

test('the board names the first of several differences and the way to them', () => {
  const many = Array.from({ length: 5 }, (_, at) => row(`${at + 1}`, [{ ...short, key: `S1/${at + 1}/cards` }]))
  const host = mounted(BalanceNotice, { differences: differences(many, 1, 'S1').open })
  expect(host.querySelector('strong')!.textContent).toBe('5 处不平衡')
  expect(host.textContent).toContain('另有 2 处')
  expect(host.querySelector('a')!.getAttribute('href')).toBe('/balance')
})

test('what follows from a difference stands folded under it and is not counted again', () => {
  const vault: BalanceLine = { ...short, key: 'site/bags/L1', says: { zh: '保密室发出缺 1 袋：B001', en: 'one bag missing: B001' } }
  const room: BalanceLine = { ...vault, key: 'site/bags/L3', follows: vault.key, says: { zh: '考场领卷缺 1 袋：B001', en: 'one bag missing: B001' } }
  const site = row(null, [vault, room], null)
  const { open } = differences([site], 1, 'S1')
  expect(open.map(({ line, under }) => [line.key, under.map(({ key }) => key)])).toEqual([['site/bags/L1', ['site/bags/L3']]])
  expect(differences([row(null, [room], null)], 1, 'S1').open.map(({ line }) => line.key)).toEqual(['site/bags/L3'])
})

test('what has come since its cause was settled is open; what was settled with it stands folded under it', () => {
  const by = { by: 1, at: '2026-11-22T09:05:00+08:00', grounds: '留在保密室' }
  const vault: BalanceLine = { ...short, key: 'site/bags/L1', settled: by }
  const along: BalanceLine = { ...vault, key: 'site/bags/L3', follows: vault.key }
  const since: BalanceLine = { ...vault, key: 'site/bags/L5', follows: vault.key, settled: null }
  const { open, settled } = differences([row(null, [vault, along, since], null)], 1, 'S1')
  expect(open.map(({ line }) => line.key)).toEqual(['site/bags/L5'])
  expect(settled.map(({ line, under }) => [line.key, under.map(({ key }) => key)])).toEqual([['site/bags/L1', ['site/bags/L3']]])
})

test('on a later day it is the balance of the plan that is signed in for, not of the next', () => {
  const desk = office({ plan: { '1': plan({ sessions: [morning] }), '2': plan({ plan: 2, days: ['2999-11-22'], sessions: [morning] }) }, person: { '1/1': chief }, balance: rows })
  Object.assign(desk.app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['amend'] }) })
  const host = mounted(BalanceScreen, {}, desk.app)
  expect(host.querySelector('.open h2')!.textContent).toBe('3 号考场：领 31，交回 30，缺 1 张答题卡')
})
