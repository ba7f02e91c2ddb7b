// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { words } from '../../../src/i18n'
import type { SchemeRow } from '../../../src/practical/results'
import type { TeamRow } from '../../../src/practical/rows'
import AssessorList from '../../../src/screens/office/practical/AssessorList.vue'
import SchemeSheet from '../../../src/screens/office/practical/SchemeSheet.vue'
import TeamSheet from '../../../src/screens/office/practical/TeamSheet.vue'
import { fakeApp, mounted, type Given } from '../../components'
import { person, plan, room } from '../../fakes'

await words('results')
const EX = 9
const session = { id: 'P1', name: '上午实操', kind: 'practical', starts: '2026-06-20T09:00:00+08:00', ends: '2026-06-20T12:00:00+08:00' } as const
const assessor = (number: number, over = {}) => person({ person: number, name: `考评${number}`, role: EX, ...over })

function acting(given: Given) {
  const app = fakeApp(given)
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  Object.assign(app, { outbox: { put, deliver: async () => null, receipt: async () => null } })
  return { app, put }
}

const schemeOf = (media: SchemeRow['media'], over = {}) =>
  ({
    plan: 1, trade: '电工', level: 4, title: '', full: 10_000, items: [], combine: { rule: 'mean', threshold: 1_000, passing: 6_000, failing: 'majority' },
    assessors: 3, odd: true, running: 3, media, late: 30, workpiece: false, ...over,
  }) as SchemeRow

test('an assessor who was struck off the list is shown, and is not put into the team again', async () => {
  const people = [assessor(1), assessor(2), assessor(3, { listed: false })]
  const team = { plan: 1, session: 'P1', room: '901', assessors: [1, 2, 3], leader: 3, waived: [], reason: '', at: '', by: null } as unknown as TeamRow
  const { app, put } = acting({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const host = mounted(TeamSheet, { plan: plan(), session, room: room('901', ['P1']), team }, app)
  expect(host.querySelector('s')!.textContent).toBe('考评3')
  expect(host.textContent).toContain('已从人员名单划去')
  const form = host.querySelector<HTMLButtonElement>('button[type="submit"]')!
  expect(form.disabled).toBe(true) // nobody leads it
  host.querySelector<HTMLInputElement>('input[type="radio"]')!.click()
  await nextTick()
  expect(form.disabled).toBe(false)
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]!.slice(0, 2)).toMatchObject(['practical.team', { assessors: [1, 2], leader: 1 }])
})

test('where the hub counts more exams running than the card says, the reason can be written there', async () => {
  const people = [1, 2, 3, 4].map((number) => assessor(number))
  const team = { plan: 1, session: 'P1', room: '901', assessors: [1, 2, 3], leader: 1, waived: [], reason: '', at: '', by: null } as unknown as TeamRow
  const { app, put } = acting({ person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) })
  const refusal = { code: 'assessor-running', says: '第 1 位在本机构已连续考评 3 次，最多连续 3 次', fix: '换一位考评员；确需继续的，写明理由' }
  Object.assign(app.outbox, { receipt: async () => ({ verdict: 'refused', refusal }), settle: async () => undefined })
  const host = mounted(TeamSheet, { plan: plan(), session, room: room('901', ['P1']), team }, app)
  expect(host.querySelector('textarea')).toBeNull()
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(host.textContent).toContain(refusal.fix))
  const reason = host.querySelector('textarea')!
  reason.value = '本地只有这几位考评员'
  reason.dispatchEvent(new Event('input'))
  await nextTick()
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalledTimes(2))
  expect(put.mock.calls.map(([, body]) => body.seen)).toEqual([[], ['assessor-running']])
  expect(put.mock.calls[1]![1]).toMatchObject({ reason: '本地只有这几位考评员' })
  host.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')[3]!.click() // somebody else: the hub was not asked of them
  await nextTick()
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalledTimes(3))
  expect(put.mock.calls[2]![1].seen).toEqual([])
})

test('who has assessed here three times running by the records is marked, and the register shows both numbers', async () => {
  const card = { plan: 1, person: 1, card: 'C1', trade: '电工', level: 3, until: '2027-12-31', running: 1, at: '' } as const
  const given = { person: { '1/1': assessor(1) }, assessor: { '1/1': { ...card, recorded: 3 } } }
  const used = { ...room('901'), sessions: { P1: { expected: 6, groups: [{ trade: '电工', level: '4', count: 6 }] } } }
  const { app, put } = acting(given)
  const sheet = mounted(TeamSheet, { plan: plan(), session, room: used, team: undefined }, app)
  expect(sheet.textContent).toContain('已连续考评 3 次')
  sheet.querySelector<HTMLInputElement>('input[type="checkbox"]')!.click()
  await nextTick()
  expect(sheet.textContent).toContain('有人连续考评次数已满')
  sheet.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]![1].seen).toEqual(['team-few', 'assessor-running'])
  const register = mounted(AssessorList, { plan: plan() }, acting(given).app)
  expect(register.querySelector('[data-label="连续"]')!.textContent).toBe('3登记 1，主机记录 3')
  const stated = mounted(AssessorList, { plan: plan() }, acting({ ...given, assessor: { '1/1': card } }).app)
  expect(stated.querySelector('[data-label="连续"]')!.textContent).toBe('1') // a row from before
})

test('the register shows each card of a person, and one more is entered beside those that stand', async () => {
  const held = { plan: 1, person: 1, card: 'C1', trade: '电工', level: 3, until: '2027-12-31', running: 1, at: '' } as const
  const { app, put } = acting({ person: { '1/1': assessor(1) }, assessor: { '1/1': { ...held, others: [{ card: 'D1', trade: '焊工', level: 4, until: '2026-11-01' }] } } })
  const host = mounted(AssessorList, { plan: plan() }, app)
  const told = (label: string) => [...host.querySelectorAll(`[data-label="${label}"] .each`)].map(({ textContent }) => textContent)
  expect([told('考评员证号'), told('有效期至'), told('职业、等级').length]).toEqual([['C1', 'D1'], ['2027-12-31', '2026-11-01'], 2])
  host.querySelector<HTMLButtonElement>('button.name')!.click()
  await nextTick()
  const press = async (name: string) => ([...host.querySelectorAll('button')].find(({ textContent }) => textContent === name)!.click(), await nextTick())
  await press('再加一张证卡（另一职业）')
  expect([...host.querySelectorAll('legend')].map(({ textContent }) => textContent)).toEqual(['第 1 张证卡', '第 2 张证卡', '第 3 张证卡'])
  const [card, trade, until] = [...host.querySelectorAll<HTMLInputElement>('fieldset:last-of-type input')]
  for (const [input, value] of [[card, ' E1 '], [trade, '钳工'], [until, '2028-01-31']] as const) {
    input!.value = value
    input!.dispatchEvent(new Event('input'))
  }
  const second = [...host.querySelectorAll('fieldset')][1]!
  ;[...second.querySelectorAll('button')].find(({ textContent }) => textContent === '删去这张证卡')!.click()
  await nextTick()
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]!.slice(0, 2)).toEqual([
    'practical.assessor',
    { plan: 1, person: 1, card: 'C1', trade: '电工', level: 3, until: '2027-12-31', running: 1, others: [{ card: 'E1', trade: '钳工', level: 3, until: '2028-01-31' }] },
  ])
  expect(told('考评员证号')).toEqual(['C1', 'D1']) // what stands is changed by the hub's answer alone
})

const asked = (host: HTMLElement) => [...host.querySelectorAll<HTMLInputElement>('input[name="words"]')].map(({ value }) => value)

test('a picture that is not wanted for now stays on the list, and may be wanted again', async () => {
  const wanted = { id: 'before', what: 'photo', purpose: 'practical', words: '操作过程', per: 'candidate' } as const
  const scheme = (least: number) => schemeOf([{ ...wanted, least }])
  for (const [from, to] of [[2, 0], [0, 2]] as const) {
    const { app, put } = acting({})
    const host = mounted(SchemeSheet, { scheme: scheme(from) }, app)
    const least = host.querySelector<HTMLInputElement>('input[name="least"]')!
    least.value = String(to)
    least.dispatchEvent(new Event('input'))
    await nextTick()
    host.querySelector('form')!.dispatchEvent(new Event('submit'))
    await vi.waitFor(() => expect(put).toHaveBeenCalled())
    expect(put.mock.calls[0]!.slice(0, 2)).toMatchObject(['practical.scheme', { media: [{ ...wanted, least: to }] }])
  }
})

test('photos of workpieces are asked for where workpieces are handed in, and are not lost where they are not', async () => {
  const photo = { id: 'workpiece', what: 'photo', purpose: 'workpiece', words: '成品及工件编号', least: 1, per: 'candidate' } as const
  const { app, put } = acting({})
  const host = mounted(SchemeSheet, { scheme: schemeOf([photo], { workpiece: true }) }, app)
  expect(asked(host)).toEqual(['成品及工件编号'])
  host.querySelectorAll<HTMLInputElement>('.check input')[1]!.click()
  await nextTick()
  expect(asked(host)).toEqual([])
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]!.slice(0, 2)).toMatchObject(['practical.scheme', { workpiece: false, media: [photo] }])
})

test('a line is added, reworded and taken away; until it says what it shows nothing is saved', async () => {
  const before = { id: 'before', what: 'photo', purpose: 'practical', words: '开考前工位', least: 1, per: 'candidate', when: 'before', item: null, shortest: 0, missing: 2, from_identity: false } as const
  const items = [{ id: 'a', question: '', name: '接线', full: 10_000, criterion: '', failing: false }]
  const { app, put } = acting({})
  const host = mounted(SchemeSheet, { scheme: schemeOf([before, { ...before, id: 'gone', words: '不再要的' }], { items }) }, app)
  const pressed = async (name: string) => {
    const button = [...host.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name)
    button!.click()
    await nextTick()
  }
  const filled = async (selector: string, value: string, event: 'input' | 'change') => {
    const field = [...host.querySelectorAll<HTMLInputElement>(selector)].at(-1)!
    field.value = value
    field.dispatchEvent(new Event(event))
    await nextTick()
  }
  await pressed('删除 不再要的')
  await pressed('添加一条')
  const save = host.querySelector<HTMLButtonElement>('button[type="submit"]')!
  expect(save.disabled).toBe(true)
  await filled('input[name="words"]', '操作全程', 'input')
  await filled('select[name="what"]', 'video', 'change')
  await filled('select[name="item"]', 'a', 'change')
  await filled('input[name="missing"]', '5', 'input')
  host.querySelector<HTMLInputElement>('input[name="from_identity"]')!.click()
  await nextTick()
  expect(save.disabled).toBe(false)
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  const added = { what: 'video', purpose: 'practical', words: '操作全程', least: 1, per: 'candidate', when: 'working', item: 'a', shortest: 0, missing: 5, from_identity: true }
  expect((put.mock.calls[0]![1]['media'] as unknown[])).toEqual([before, { id: 'm2', ...added }])
})

test('a line that is folded opens where something in it cannot be saved', () => {
  const wanted = { id: 'before', what: 'photo', purpose: 'practical', words: '操作过程', least: 1, per: 'candidate' } as const
  const host = mounted(SchemeSheet, { scheme: schemeOf([wanted, { ...wanted, id: 'after', words: '完工' }]) }, acting({}).app)
  const lines = [...host.querySelectorAll('details')]
  expect(lines.map(({ open }) => open)).toEqual([false, false])
  lines[1]!.querySelector('input[name="least"]')!.dispatchEvent(new Event('invalid', { cancelable: true }))
  expect(lines.map(({ open }) => open)).toEqual([false, true])
})
