// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Dispute, Told } from '../../../src/rows'
import DisputeNotice from '../../../src/screens/board/DisputeNotice.vue'
import DisputesScreen from '../../../src/screens/disputes/DisputesScreen.vue'
import type { Grant } from '../../../src/grant'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'
import { button, office, says } from '../office/desk'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))
HTMLDialogElement.prototype.showModal ??= () => {}

const told: Told = { seq: 40, kind: 'duty.check_in', device: 'd3', at: '2026-11-22T08:00:00+08:00', received: '2026-11-22T00:10:00Z', place: '东门', by: 'badge' }
const dispute = (over: Partial<Dispute> = {}): Dispute => ({
  ...told, seq: 41, device: 'd4', at: '2026-11-22T08:12:00+08:00', place: '西门', by: 'number',
  fact: 'f', plan: 1, person: 17, against: told, holds: true, state: 'open', settled: null,
  refusal: { code: 'already-in', says: { zh: '已于 08:00 在东门签到', en: 'Already in' }, fix: { zh: '', en: '' } }, ...over,
})
const guest = person({ plan: 1, person: 17, name: '钱乙', state: 'in', at: told.at })
const chief = person({ plan: 1, person: 1, name: '赵甲', role: 5, state: 'in', at: told.at })
const deputy = person({ plan: 1, person: 2, name: '孙丙', role: 6, state: 'expected' })

function inbox(rows: Dispute[], refuses?: Parameters<typeof office>[1], grant: Grant | null = chiefsGrant) {
  const people = { '1/17': guest, '1/1': chief, '1/2': deputy }
  const desk = office({ plan: { '1': plan() }, person: people, dispute: Object.fromEntries(rows.map((row) => [row.seq, row])) }, refuses)
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  return { ...desk, host: mounted(DisputesScreen, {}, desk.app) }
}
const choose = (host: ParentNode, reason: string) => host.querySelector<HTMLInputElement>(`input[value="${reason}"]`)!.click()

test('both sides show where, by which device, and both clocks with their difference in words', () => {
  const { host } = inbox([dispute()])
  const [first, second] = [...host.querySelectorAll('.side')].map(({ textContent }) => textContent)
  expect(host.querySelector('h2')!.textContent).toBe('钱乙')
  expect(host.textContent).toContain('已于 08:00 在东门签到')
  expect(first).toMatch(/扫证牌.*东门.*d3.*08:00:00.*08:10:00.*10 分钟后才送到主机/s)
  expect(second).toMatch(/输编号.*西门.*d4.*08:12:00.*08:10:00.*设备时钟比主机快 2 分钟/s)
  expect(second).toContain('核定后：钱乙照旧在岗（08:00 起）')
})

test('it is settled with a reason, in the name of whoever has signed in', async () => {
  const { host, handed } = inbox([dispute()])
  button(host, '以先到的为准').click()
  await says(host, '赵甲')
  expect(button(host, '核定').disabled).toBe(true)
  expect(host.querySelector('.search')).toBeNull()
  choose(host, 'two-people')
  await vi.waitFor(() => expect(button(host, '核定').disabled).toBe(false))
  button(host, '核定').click()
  await says(host, '已核定：以先到的为准')
  const body = { dispute: 41, outcome: 'stands', by: { plan: 1, person: 1 }, reason: 'two-people', note: '' }
  expect(handed).toEqual([{ kind: 'dispute.settle', body, beside: undefined }])
})

test.each([
  ['nobody', null, '请先用证牌和 PIN 登录'],
  ['a guard', { ...chiefsGrant, person: 17, role: 18, acts: ['gate'] }, '现在登录的是钱乙'],
])('where %s has signed in, it says how to go on', async (_, grant, words) => {
  const { host } = inbox([dispute()], undefined, grant)
  button(host, '以先到的为准').click()
  await says(host, words)
  choose(host, 'clock')
  expect(host.querySelector('dialog a')!.getAttribute('href')).toBe('/sign-in?back=/disputes')
  expect(button(host, '核定').disabled).toBe(true)
})

test('somebody who is not on duty is told to check in first; the hub’s no stays in the dialog', async () => {
  const no = { code: 'settler-not-in', says: '没有签到在岗', fix: '先签到' }
  const { host } = inbox([dispute()], () => no, { ...chiefsGrant, person: 2, role: 6 })
  button(host, '以这一条为准').click()
  await says(host, '此人现在没有签到在岗')
  choose(host, 'clock')
  await vi.waitFor(() => expect(button(host, '核定').disabled).toBe(false))
  button(host, '核定').click()
  await says(host, '没有签到在岗先签到')
  expect(host.querySelector('dialog')).not.toBeNull()
})

test('what breaks a rule says so; what cannot hold offers no such button', () => {
  const { host } = inbox([dispute({ against: null, holds: false, person: null })])
  expect(host.textContent).toContain('没有另一条记录与它矛盾')
  expect(host.textContent).toContain('不能以这一条为准')
  expect([...host.querySelectorAll('button')].map(({ textContent }) => textContent)).toEqual(['维持现状，这一条不算'])
})

test('what is settled is listed with who, when, which way and why', () => {
  const end = { seq: 50, fact: 'g', by: { plan: 1, person: 1 }, device: 'd2', at: told.at, received: '2026-11-22T00:20:00Z', outcome: 'holds' as const, reason: 'other', note: '当面核对' }
  const { host } = inbox([dispute({ state: 'settled', settled: end })])
  expect(host.textContent).toContain('没有存疑的记录')
  expect(host.querySelector('li')!.textContent).toMatch(/钱乙.*以这一条为准.*原因：其他.*当面核对.*赵甲于 08:20 核定.*d2/s)
})

test('the board names whom it is about, each once', () => {
  const people = new Map([['1/17', guest]])
  const host = mounted(DisputeNotice, { disputes: [dispute(), dispute({ seq: 42 }), dispute({ seq: 43, person: null })], people })
  expect(host.textContent).toMatch(/存疑待核 3 条.*钱乙、未登记人员.*去核定/s)
  expect(host.querySelector('a')!.getAttribute('href')).toBe('/disputes')
})

test('on a later day it is the inbox of the plan that is signed in for, not of the next', () => {
  const desk = office({ plan: { '1': plan(), '2': plan({ plan: 2, days: ['2999-11-22'] }) }, person: { '1/17': guest }, dispute: { 41: dispute() } })
  Object.assign(desk.app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['amend'] }) })
  expect(mounted(DisputesScreen, {}, desk.app).querySelector('h2')!.textContent).toBe('钱乙')
})
