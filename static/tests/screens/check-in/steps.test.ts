import { beforeEach, expect, test, vi } from 'vitest'
import type { Seen, WalkIn } from '../../../src/screens/check-in/check-in'
import type { Shown, Spare, Verdict } from '../../../src/screens/check-in/judge'
import { steps, type Steps } from '../../../src/screens/check-in/steps'
import { person } from '../../fakes'

const shown: Shown = { by: 'badge', text: 'KW1:…' }
const spare: Spare = { shown, plan: 1, role: 8, number: '00200-A' }
const li = person({ person: 18, name: '李强', badge: null })
const wang = person({ badge: 'b17', number: '00017-E' })
const ouyang: WalkIn = { plan: 1, role: 8, replaces: null, name: '欧阳安', unit: '', phone: '', note: '' }
const nothing: Seen = { holder: { plan: null, person: null, role: null, number: null }, doubt: null, badge: null, row: null, spare: null }

let flow: { see: ReturnType<typeof vi.fn>; bind: ReturnType<typeof vi.fn>; add: ReturnType<typeof vi.fn> }
let only: boolean
let way: Steps
let send: ReturnType<typeof vi.fn>

beforeEach(() => {
  only = false
  send = vi.fn(() => true)
  flow = { see: vi.fn(async () => ({ ...nothing, spare })), bind: vi.fn(async () => {}), add: vi.fn(async () => {}) }
  way = steps(flow as never, { place: () => '东门', only: () => only, form: () => ({ send }) as never })
})

const sees = (over: Partial<Seen>) => flow.see.mockResolvedValue({ ...nothing, ...over })
const at = () => way.at.value.step

test('an ordinary scan is nobody’s step', async () => {
  expect(await way.takes(shown)).toBe(false)
})

test('somebody without a badge scans a spare one and is bound: two taps', async () => {
  way.card(li)
  way.wants(li, null)
  expect(at()).toBe('spare')
  expect(await way.takes(shown)).toBe(true)
  expect(flow.bind).toHaveBeenCalledWith(spare, li, '东门', null, undefined)
  expect(at()).toBe('none')
})

test('a spare badge scanned over the card needs no tap at all', async () => {
  way.card(li)
  await way.takes(shown)
  expect(flow.bind).toHaveBeenCalledOnce()
})

test('somebody who has a badge is asked why, before or after the spare one is scanned', async () => {
  way.wants(wang, null)
  expect(at()).toBe('reason')
  way.because('forgotten')
  expect(at()).toBe('spare')
  await way.takes(shown)
  way.card(wang)
  await way.takes(shown)
  way.because('lost')
  expect(flow.bind.mock.calls.map(([, who, , reason]) => [who.person, reason])).toEqual([[17, 'forgotten'], [17, 'lost']])
})

test('their own badge scanned over the card is an ordinary scan', async () => {
  way.card(wang)
  sees({ holder: { plan: 1, person: wang, role: 8, number: '00017-E' } })
  expect(await way.takes(shown)).toBe(false)
  expect(at()).toBe('none')
})

test.each([
  ['somebody’s badge', { holder: { ...nothing.holder, person: wang } }, '这张是 王芳 的证牌'],
  ['a revoked one', { doubt: 'revoked' as const }, '已作废'],
  ['another code', { doubt: 'unreadable' as const }, '没有读出备用证牌'],
  ['one of another role', { spare: { ...spare, role: 16 } }, '这张是“考务人员”的备用证牌，需要“监考”的'],
])('%s instead of a spare badge is told, and the step stays', async (_what, over, words) => {
  way.wants(li, null)
  sees(over)
  expect(await way.takes(shown)).toBe(true)
  expect(way.problem.value).toContain(words)
  expect(at()).toBe('spare')
  expect(flow.bind).not.toHaveBeenCalled()
})

test('a number this device does not know is told as such', async () => {
  way.wants(li, null)
  sees({})
  await way.takes({ by: 'number', number: '00999-X' })
  expect(way.problem.value).toContain('本机不认得编号 00999-X')
})

test('a spare badge scanned first asks whose it shall be, and another one takes its place', async () => {
  way.offer(spare)
  expect(at()).toBe('holder')
  sees({ spare: { ...spare, number: '00201-8' } })
  await way.takes(shown)
  expect(way.at.value).toMatchObject({ step: 'holder', spare: { number: '00201-8' } })
})

test('a walk-in fills the form, then scans', async () => {
  way.walkIn(1, '')
  way.added(ouyang)
  expect(at()).toBe('spare')
  await way.takes(shown)
  expect(flow.add).toHaveBeenCalledWith(ouyang, spare, '东门', false)
})

test('a name that was searched for in vain stands in the form; what is no name does not', () => {
  way.walkIn(1, ' 欧阳安 ')
  expect(way.at.value).toMatchObject({ draft: { name: '欧阳安' } })
  way.walkIn(1, 'A100')
  expect(way.at.value).toMatchObject({ draft: {} })
})

test('a spare badge scanned over the form sends it', async () => {
  way.walkIn(1, '')
  await way.takes(shown)
  expect(send).toHaveBeenCalledOnce()
  expect(way.at.value).toMatchObject({ step: 'walkIn', spare })
  way.added(ouyang)
  expect(flow.add).toHaveBeenCalledWith(ouyang, spare, '东门', false)
})

test('a walk-in for a spare badge in the hand belongs to that badge’s plan', () => {
  way.offer({ ...spare, plan: 2 })
  way.walkIn(1, '')
  expect(way.at.value).toMatchObject({ step: 'walkIn', plan: 2, spare: { number: '00200-A' } })
})

test('without a spare badge at hand the walk-in is only added', () => {
  way.walkIn(1, '')
  way.added(ouyang)
  way.skip()
  expect(flow.add).toHaveBeenCalledWith(ouyang, null, '东门', false)
})

test('going back from the scan finds the form as it was', () => {
  way.walkIn(1, '')
  way.added(ouyang)
  way.back()
  expect(way.at.value).toMatchObject({ step: 'walkIn', draft: ouyang })
})

const refused = { state: 'refused', deed: 'addIn', passed: 0 } as Verdict
test('a walk-in turned away goes back to the form with everything in it; one that was added does not', () => {
  way.walkIn(1, '')
  way.added(ouyang)
  way.skip()
  way.read({ ...refused, passed: 1 })
  expect(at()).toBe('none')
  way.walkIn(1, '')
  way.added(ouyang)
  way.skip()
  way.read(refused)
  expect(way.at.value).toMatchObject({ step: 'walkIn', draft: ouyang })
})

test('handing out only binds', async () => {
  only = true
  way.offer(spare)
  way.wants(li, spare)
  expect(flow.bind).toHaveBeenCalledWith(spare, li, '东门', null, true)
})

test('without a plan nobody can be added, and it is said', () => {
  way.walkIn(undefined, '')
  expect(at()).toBe('none')
  expect(way.problem.value).toContain('还没有鉴定计划')
})

test('a badge of another role in the hand is told before anything is noted', () => {
  way.offer({ ...spare, role: 16 })
  way.wants(li, { ...spare, role: 16 })
  expect(way.problem.value).toContain('需要“监考”的')
  expect(flow.bind).not.toHaveBeenCalled()
})
