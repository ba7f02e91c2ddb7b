// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { shallowRef } from 'vue'
import type { Verdict } from '../../../src/screens/check-in/judge'
import VerdictScreen from '../../../src/screens/check-in/VerdictScreen.vue'
import { fakeApp, mounted } from '../../components'
import { person, plan, refusal } from '../../fakes'

const base: Verdict = {
  state: 'accepted',
  direction: 'in',
  holder: { plan: 1, person: person({ rooms: { S1: '101' } }), role: 8, number: '00017-E' },
  refusal: null,
  doubt: null,
  deed: 'in',
  facts: ['f'],
  passed: 1,
  bound: null,
  at: Date.parse('2026-11-22T00:01:02Z'),
}
const app = fakeApp({ plan: { '1': plan() } })
const screen = (over: Partial<Verdict>) => mounted(VerdictScreen, { verdict: { ...base, ...over }, place: '东门' }, app)

test('an accepted check-in says name, role, room and the site’s time in words', () => {
  const text = screen({}).textContent
  for (const words of ['已签到', '王芳', '监考', '101', '08:01:02', '东门']) expect(text).toContain(words)
})

test('a check-out is not called a check-in', () => {
  const text = screen({ direction: 'out' }).textContent
  expect(text).toContain('已签退')
  expect(text).not.toContain('已签到')
})

test('a refusal says what is and what to do, in the hub’s words', () => {
  const text = screen({ state: 'refused', refusal }).textContent
  for (const words of ['未通过', refusal.says, refusal.fix]) expect(text).toContain(words)
})

test('a badge doubted without the hub says why', () => {
  expect(screen({ state: 'refused', doubt: 'forged' }).textContent).toContain('证牌签名不符')
})

test('a stored check-in never says that it was accepted', () => {
  const text = screen({ state: 'waiting' }).textContent
  expect(text).toContain('已存本机，待上传')
  expect(text).not.toContain('已签到')
})

test('where it could not be kept that they are in it says what is so, whom it is about, and what to do', () => {
  const shown = screen({ state: 'waiting', unmarked: true, by: 'badge' }).textContent
  for (const words of ['王芳', '已存本机，请写在纸上', '会自动上传', '一致后放行', '不要关闭、刷新本页', '不要再做一次']) expect(shown).toContain(words)
  expect(shown).not.toContain('另一台设备')
  const both = screen({ state: 'waiting', unmarked: true, doubt: 'unverified', by: 'badge' }).textContent
  for (const words of ['无法核验', '认不准的不要放行', '写在纸上']) expect(both).toContain(words)
})

test('what this device could not verify is never shown as fine', () => {
  const shown = screen({ state: 'waiting', doubt: 'unverified', by: 'badge' })
  for (const words of ['无法核验', '已存本机', '认不准的不要放行']) expect(shown.textContent).toContain(words)
  for (const fine of ['已存本机，待上传', '后放行', '签名核对']) expect(shown.textContent).not.toContain(fine)
  expect(shown.querySelector('.verdict.unverified .mark')?.textContent).toBe('?')
})

test('a device turned away says so and promises nothing', () => {
  const text = screen({ state: 'notEnrolled', doubt: 'alreadyIn' }).textContent
  expect(text).toContain('本设备已停用或登记失效，这次没有记上')
  expect(text).toContain('请改用另一台设备，并请主考重新登记本机')
  for (const promise of ['已存本机', '放行', '自动上传']) expect(text).not.toContain(promise)
})

test('a check-in that could not be stored sends the person to another device', () => {
  expect(screen({ state: 'refused', facts: [] }).textContent).toContain('请改用另一台设备')
})

test('the verdict is spoken at once, and a tap anywhere goes on', () => {
  const dismiss = vi.fn()
  const host = mounted(VerdictScreen, { verdict: base, place: '东门', onDismiss: dismiss }, app)
  expect(host.querySelector('[aria-live=assertive]')?.textContent).toContain('已签到')
  host.querySelector<HTMLElement>('.verdict')?.click()
  expect(dismiss).toHaveBeenCalledOnce()
})

test('a walk-in’s answer names them, says what was done beside the check-in, and which badge stops', () => {
  const holder = { plan: 1, person: null, role: 8, number: '00200-A', name: '欧阳安' }
  const text = screen({ deed: 'addIn', holder, passed: 3, facts: ['a', 'b', 'c'], bound: { number: '00200-A', stops: '00017-E' } }).textContent
  for (const words of ['已签到', '欧阳安', '已登记为临时人员', '已绑定备用证牌 00200-A', '原证牌 00017-E 已失效']) expect(text).toContain(words)
})

test('a walk-in added whose badge was refused is told how far it got, and no further', () => {
  const text = screen({ state: 'refused', deed: 'addIn', passed: 1, facts: ['a', 'b', 'c'], refusal, bound: { number: '00200-A', stops: null } }).textContent
  expect(text).toContain('已登记为临时人员')
  expect(text).toContain(refusal.says)
  expect(text).not.toContain('已绑定')
})

test('without the hub the old badge is not said to have stopped yet', () => {
  const text = screen({ state: 'waiting', deed: 'bindIn', passed: 0, facts: ['a', 'b'], bound: { number: '00200-A', stops: '00017-E' } }).textContent
  expect(text).toContain('原证牌 00017-E 在连上主机后失效')
})

test('an accepted answer can be taken back with one tap, which is not a tap to go on', () => {
  const [undo, dismiss] = [vi.fn(), vi.fn()]
  const act = { id: 'f', deed: 'in', facts: ['f'], undoable: ['f'], at: base.at, plan: 1, person: 17, number: null, added: null, undone: false } as const
  const done = { ...app, acts: { ...app.acts, last: shallowRef([act]) } } as unknown as typeof app
  const host = mounted(VerdictScreen, { verdict: base, place: '东门', onUndo: undo, onDismiss: dismiss }, done)
  host.querySelector<HTMLButtonElement>('button.undo')?.click()
  expect(undo).toHaveBeenCalledWith(act)
  expect(dismiss).not.toHaveBeenCalled()
})

test('a refused answer offers nothing to take back', () => {
  expect(screen({ state: 'refused', refusal }).querySelector('button.undo')).toBeNull()
})

test('whom the chief adds waits for nobody’s word', () => {
  const chief = { ...app, identity: shallowRef({ ...app.identity.value!, role: 'chief' as const }) }
  const verdict = { ...base, deed: 'addIn' as const, facts: ['a', 'b', 'c'], passed: 3 }
  const text = mounted(VerdictScreen, { verdict, place: '东门' }, chief).textContent
  expect(text).toContain('已登记为临时人员')
  expect(text).not.toContain('待考务办公室确认')
})

const alone = (over: Partial<Verdict>, through: number | null) => {
  const lonely = fakeApp({ plan: { '1': plan() } }, { reached: false, through })
  return mounted(VerdictScreen, { verdict: { ...base, ...over }, place: '东门' }, lonely).textContent
}
const heard = Date.parse('2026-11-22T00:12:00Z')

test.each([
  [{ state: 'waiting', by: 'badge' }, '凭证牌签名和 08:12 的名单判定，主机未确认'],
  [{ state: 'waiting', by: 'number' }, '凭 08:12 的名单判定，主机未确认'],
  [{ state: 'waiting', by: 'search' }, '凭 08:12 的名单判定，主机未确认'],
  [{ state: 'refused', doubt: 'revoked', by: 'badge' }, '凭证牌签名和 08:12 的名单判定，主机未确认'],
] as const)('judged alone it says what the answer rests on: %o', (over, words) => {
  expect(alone(over, heard)).toContain(words)
})

test('without any lists it does not claim to have judged by them', () => {
  expect(alone({ state: 'waiting', by: 'badge' }, null)).toContain('本机还没有名单')
})

test('the hub’s own answers rest on nothing else', () => {
  for (const state of ['accepted', 'disputed'] as const) expect(alone({ state, by: 'badge' }, heard)).not.toContain('主机未确认')
  expect(alone({ state: 'refused', by: 'badge', refusal }, heard)).not.toContain('主机未确认')
})

test('nobody is told to look at the photo of a badge that was not shown', () => {
  expect(alone({ state: 'waiting', by: 'badge' }, heard)).toContain('核对证牌照片与本人一致后放行')
  for (const bare of [{ by: 'search' }, { by: 'badge', deed: 'bindIn', bound: { number: '00200-A', stops: null } }] as const) {
    const said = alone({ state: 'waiting', ...bare }, heard)
    expect(said).toContain('核对本人身份证件与姓名一致后放行')
    expect(said).not.toContain('证牌照片与本人')
  }
})

test('after a typed number or a name nobody is said to go on scanning', () => {
  const last = (by: Verdict['by']) => [...screen({ by: by! }).querySelectorAll('footer button')].at(-1)!.textContent
  expect([last('badge'), last('number'), last('search')]).toEqual(['继续扫码', '继续', '继续'])
})

test('what waits on this device is told on the answer too, which covers the header', () => {
  const lonely = fakeApp({ plan: { '1': plan() } }, { reached: false })
  lonely.queue.waiting = [{ id: 'a' }, { id: 'b' }] as never
  const shown = (over: Partial<Verdict>) => mounted(VerdictScreen, { verdict: { ...base, ...over }, place: '东门' }, lonely).textContent
  expect(shown({ state: 'waiting' })).toContain('待上传 2')
  expect(shown({ state: 'asking' })).not.toContain('待上传 2')
  expect(screen({}).textContent).not.toContain('待上传')
})

test('before the draw the room of the list is not told, but that it comes', () => {
  const drawing = { at: '2026-11-22T08:20:00+08:00', name: '抽签确定考场', session: 'S1', signal: null }
  const day = plan({ timetable: [drawing] })
  const told = mounted(VerdictScreen, { verdict: base, place: '东门' }, fakeApp({ plan: { '1': day } })).textContent
  expect(told).toContain('考场抽签后告知')
  expect(told).not.toContain('101')
})
