// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { now } from '../../src/clock'
import GrantList from '../../src/ui/GrantList.vue'
import PinBox from '../../src/ui/PinBox.vue'
import SignedIn from '../../src/ui/SignedIn.vue'
import type { Standing } from '../../src/grant'
import type { GrantRow } from '../../src/rows'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../components'
import { at, person } from '../fakes'
import { button, office, says } from '../screens/office/desk'

vi.mock('vue-router', () => ({
  RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' },
  useRoute: () => ({ path: '/check-in' }),
}))

const chief = person({ person: 1, name: '赵甲', role: 5 })
const guard = person({ person: 8, name: '王辛', role: 18, badge: 'aa' })
const grant = { ...chiefsGrant, expires: at('12:05:00') / 1_000 }

function line(standing: Standing, clock = '08:00:00') {
  now.value = at(clock)
  const app = fakeApp({ person: { '1/1': chief } })
  Object.assign(app, { signIn: fakeSignIn(standing === 'none' ? null : grant, standing) })
  return mounted(SignedIn, {}, app).querySelector('a')!
}

test.each([
  ['none', '登录', false], ['expired', '登录已到期', true], ['ended', '登录已结束', true], ['revoked', '授权已收回', true],
] as const)('%s is said as %s', (standing, words, calls) => {
  const link = line(standing)
  expect([link.textContent.trim(), link.classList.contains('calls')]).toEqual([words, calls])
})

test('who is signed in, and until when; near the end how long is left', () => {
  expect(line('open').textContent).toMatch(/^赵甲\s*· 至 \d\d:05$/)
  const near = line('ending', '11:51:00')
  expect(near.textContent).toMatch(/^赵甲\s*· 还剩 14 分$/)
  expect(near.classList.contains('calls')).toBe(true)
  expect(near.getAttribute('href')).toBe('/sign-in?back=%2Fcheck-in')
})

const row = (over: Partial<GrantRow>): GrantRow => ({
  grant: 'a'.repeat(16), plan: 1, person: 1, role: 5, device: 'd3', scope: { acts: ['lead'], place: null }, nbf: 0,
  exp: at('12:00:00') / 1_000, state: 'open', ended: null, token: null, ...over,
})

test('open grants are listed with person, device and end, the next to end first; one tap revokes', async () => {
  now.value = at('08:00:00')
  const rows = [row({}), row({ grant: 'b'.repeat(16), person: 8, role: 18, exp: at('09:00:00') / 1_000 }), row({ grant: 'c'.repeat(16), state: 'ended' }), row({ grant: 'd'.repeat(16), exp: at('07:00:00') / 1_000 })]
  const device = { device: 'd3', name: '东门手机' } as never
  const { app, handed } = office({ person: { '1/1': chief, '1/8': guard }, device: { d3: device }, grant: Object.fromEntries(rows.map((one) => [one.grant, one])) })
  const host = mounted(GrantList, {}, app)
  const lines = [...host.querySelectorAll('li')].map(({ textContent }) => textContent)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/王辛.*门卫.*在“东门手机”上.*至/s)
  button(host.querySelector('li')!, '收回').click()
  await says(host, '已收回王辛的授权')
  expect(handed).toEqual([{ kind: 'grant.revoke', body: { grant: 'b'.repeat(16), reason: 'other' }, beside: undefined }])
})

test('where nobody is signed in, the list says so, or is not there', () => {
  expect(mounted(GrantList, {}, office({}).app).textContent).toContain('现在没有人登录设备')
  expect(mounted(GrantList, { brief: true }, office({}).app).textContent).toBe('')
})

const pin = { plan: 1, person: 8, at: '2026-11-22T08:00:00+08:00' }
test.each([
  ['a guard without a PIN', guard, {}, false, '还没有设 PIN'],
  ['a guard with one', guard, { '1/8': pin }, false, '重设 PIN'],
  ['a guard without a badge', { ...guard, badge: null }, {}, false, '王辛没有在用的证牌，还不能设 PIN'],
  ['a guard without one at hand-out', guard, {}, true, '设 PIN'],
  ['a guard with one at hand-out', guard, { '1/8': pin }, true, null],
  ['a chief at hand-out', chief, {}, true, null],
  ['an invigilator', person(), {}, false, null],
  ['a guard off the list', { ...guard, listed: false }, {}, false, null],
] as const)('%s', (_, who, pins, brief, words) => {
  const text = mounted(PinBox, { person: who, brief }, fakeApp({ pin: pins as never })).textContent
  if (words === null) expect(text).toBe('')
  else expect(text).toContain(words)
})
