// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { USUAL } from '../../../src/custody/rules'
import type { DeclaredRow, DrawRow, Person, Policy } from '../../../src/rows'
import type { Grant } from '../../../src/grant'
import DrawScreen from '../../../src/screens/draw/DrawScreen.vue'
import { commitment } from '../../../src/screens/draw/draw'
import { values } from '../../../src/screens/draw/values'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { freshDatabase, person, plan, room } from '../../fakes'
import { button, office, says } from '../office/desk'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))
vi.mock('../../../src/screens/check-in/CameraView.vue', () => ({ default: { template: '<i />' } }))
HTMLDialogElement.prototype.showModal ??= () => {}

const proctor = (number: number, over: Partial<Person> = {}) => person({ person: number, name: `监考${number}`, unit: `单位${number}`, state: 'in', ...over })
const chief = person({ person: 1, name: '赵甲', role: 5, state: 'in' })
const open: NonNullable<DrawRow['open']> = { round: 1, place: null, reason: '', rules: ['avoid'], root: 'aa', sealed: 'dd', size: 9, places: 2, people: 5, pledges: [], revealed: [], left_out: {}, deviation: '', declared: { avoid: 0, apart: 0, new: 0 } }
const drawn: DrawRow = {
  plan: 1, session: 'S1', of: 'rooms', round: 1, open: null, drawn: { root: 'aa', sealed: 'dd', size: 9, seed: 'bb', rules: ['avoid'], by: [1, 7], people: 5, left_out: {}, deviation: '', declared: { avoid: 0, apart: 0, new: 0 } },
  places: { '101': [11, 12], '102': [13, 14] }, reserve: [15], redrawn: {}, zones: {},
  log: [{ what: 'draw', at: '2026-11-22T08:20:00+08:00', seq: 9, by: [1, 7], place: null, out: [], into: [], reason: '' }],
}

async function screen(row?: DrawRow, { declared = [] as DeclaredRow[], grant = chiefsGrant as Grant | null, count = 5, kept = {} as Record<string, string>, policy = undefined as Policy | undefined } = {}) {
  const all = [chief, person({ person: 7, name: '流动七', role: 7, state: 'in' }), ...Array.from({ length: count }, (_, at) => proctor(11 + at))]
  const desk = office({
    plan: { '1': plan({ sessions: [plan().sessions[0]!] }) },
    room: { '1/101': room('101'), '1/102': room('102') },
    person: Object.fromEntries(all.map((one) => [`1/${one.person}`, one])),
    declared: Object.fromEntries(declared.map((one) => [`1/${one.person}`, one])),
    ...(policy === undefined ? {} : { policy: { '1': policy } }),
    ...(row === undefined ? {} : { draw: { '1/S1/rooms': row } }),
  })
  const database = await freshDatabase()
  const store = await values(database)
  for (const [who, value] of Object.entries(kept)) await store.put('1/S1/rooms/1', Number(who), value)
  Object.assign(desk.app, { database, signIn: fakeSignIn(grant) })
  const host = mounted(DrawScreen, {}, desk.app)
  await vi.waitFor(() => expect(host.querySelector('.head')).not.toBeNull())
  return { ...desk, host, database }
}
const typed = (host: ParentNode, text: string) => {
  const field = host.querySelector<HTMLInputElement>('input[name=typed]')!
  field.value = text
  field.dispatchEvent(new Event('input'))
}

test('the chief commits to a value which stays on this device, and the fact holds but its hash', async () => {
  const { host, handed, database } = await screen()
  await says(host, '2 个考场，每场 2 人')
  expect(host.textContent).toContain('备用 1 人')
  typed(host, '8')
  await vi.waitFor(() => expect(button(host, '赵甲提交').disabled).toBe(false))
  button(host, '赵甲提交').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  const { kind, body } = handed[0]!
  expect([kind, body['round'], body['by'], body['rules']]).toEqual(['duty.commit', 1, { person: 1 }, ['avoid', 'apart', 'units', 'experience']])
  const value = (await values(database)).kept.value['1/S1/rooms/1']!['1']!
  expect(body['commitment']).toBe(await commitment('1/S1/rooms/1', 1, value))
  expect(JSON.stringify(handed)).not.toContain(value)
})

test('the rules are the plan\'s; others are drawn by only with a reason, which goes with the commitment', async () => {
  const { host, handed } = await screen(undefined, { policy: { ...USUAL, draw_units: false } })
  await says(host, '按计划规定')
  const ticked = () => [...host.querySelectorAll<HTMLInputElement>('fieldset input')].map(({ checked }) => checked)
  expect(ticked()).toEqual([true, true, false, true])
  expect(host.querySelector('input[name=deviation]')).toBeNull()
  host.querySelectorAll<HTMLInputElement>('fieldset input')[3]!.click()
  await says(host, '先写明原因，才能提交')
  expect(host.querySelector('.commit')).toBeNull()
  const why = host.querySelector<HTMLInputElement>('input[name=deviation]')!
  why.value = '新手太多'
  why.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(host.querySelector('.commit')).not.toBeNull())
  typed(host, '8')
  await vi.waitFor(() => expect(button(host, '赵甲提交').disabled).toBe(false))
  button(host, '赵甲提交').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toMatchObject({ rules: ['avoid', 'apart'], deviation: '新手太多' })
})

test('a draw by other rules than the plan\'s says why', async () => {
  const { host } = await screen({ ...drawn, drawn: { ...drawn.drawn!, deviation: '新手太多' } })
  await says(host, '规则与计划规定的不同：新手太多')
})

test('the second must be somebody else, by a badge', async () => {
  const { host } = await screen({ ...drawn, drawn: null, places: {}, reserve: [], log: [], open: { ...open, pledges: [{ person: 1, hash: 'c'.repeat(64), device: 'd3', at: '' }] } })
  await says(host, '赵甲 已提交，指纹 cccccccc')
  expect(host.textContent).toContain('请另一位在岗人员出示证牌')
  expect(host.querySelector('input[name=badge-number]')).toBeNull()
  expect(host.querySelector('input[name=typed]')).toBeNull()
})

const both = { ...open, pledges: [1, 7].map((who) => ({ person: who, hash: String(who).repeat(64), device: 'd3', at: '' })) }

test('both values kept here are revealed in one act', async () => {
  const kept = { '1': 'a'.repeat(64), '7': 'b'.repeat(64) }
  const { host, handed } = await screen({ ...drawn, drawn: null, places: {}, reserve: [], log: [], open: both }, { kept })
  await says(host, '公布并抽签')
  button(host, '公布并抽签').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  const told = [{ person: 1, value: 'a'.repeat(64) }, { person: 7, value: 'b'.repeat(64) }]
  expect(handed[0]).toMatchObject({ kind: 'duty.draw', body: { plan: 1, session: 'S1', of: 'rooms', values: told } })
})

test('a value kept on another device is revealed there', async () => {
  const { host } = await screen({ ...drawn, drawn: null, places: {}, reserve: [], log: [], open: both }, { kept: { '1': 'a'.repeat(64) } })
  await says(host, '请在那台设备上公布：流动七')
})

test('too few people are named before anybody commits, and without the chief there is no draw', async () => {
  const few = await screen(undefined, { count: 3 })
  await says(few.host, '还差 1 人')
  expect(few.host.querySelector('.commit')).toBeNull()
  const nobody = await screen(undefined, { grant: null })
  await says(nobody.host, '抽签须由主考登录')
  expect(nobody.host.querySelector('.commit')).toBeNull()
})

test('somebody is replaced with two taps, and one room is drawn anew only with a reason', async () => {
  const { host, handed } = await screen(drawn)
  await says(host, '08:20 抽签，提交人：赵甲、流动七')
  button(host, '监考11').click()
  await says(host, '备用中下一位合适的：')
  expect(button(host, '由监考15替换').disabled).toBe(true) // another reason has to be written
  expect(host.textContent).not.toContain('未到岗') // who is in has come
  button(host, '身体不适，由监考15替换').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'duty.substitute', body: { place: '101', leaving: 11, person: 15, reason: '身体不适' } })
  button(host, '重抽').click()
  await says(host, '从备用监考中重抽本考场')
  expect(button(host, '开始重抽').disabled).toBe(true)
})

const told = (number: number, over: Partial<DeclaredRow>): DeclaredRow => ({ plan: 1, person: number, new: false, rooms: [], apart: [], grounds: [], at: '2026-11-22T08:00:00+08:00', device: 'd3', by: 1, ...over })

test('a room is left out with a reason, and the figures and the fact follow', async () => {
  const { host, handed } = await screen(undefined, { count: 3 })
  await says(host, '还差 1 人')
  host.querySelector<HTMLButtonElement>('.left .rooms button:nth-of-type(2)')!.click()
  await vi.waitFor(() => expect(button(host, '102 不参加抽签').disabled).toBe(true))
  const why = host.querySelector<HTMLInputElement>('input[name=leave-why]')!
  why.value = '空调故障'
  why.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(button(host, '102 不参加抽签').disabled).toBe(false))
  button(host, '102 不参加抽签').click()
  await says(host, '1 个考场，每场 2 人')
  typed(host, '8')
  await vi.waitFor(() => expect(button(host, '赵甲提交').disabled).toBe(false))
  button(host, '赵甲提交').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toMatchObject({ without: ['102'], why: { '102': '空调故障' } })
})

test('how many declarations count is said before, fixed with the first commitment, and kept with the outcome', async () => {
  const declared = [told(11, { rooms: ['101'] }), told(12, { rooms: ['999'] }), told(13, { apart: [14], new: true }), told(99, { rooms: ['101'] })]
  const { host } = await screen(undefined, { declared })
  await says(host, '回避申报 4 人')
  await says(host, '避开考场 1 人，亲属不同场 1 人，首次监考 1 人')
  const begun = await screen({ ...drawn, drawn: null, places: {}, reserve: [], log: [], open: { ...open, left_out: { '102': '停电' }, declared: { avoid: 3, apart: 0, new: 0 } } }, { declared })
  await says(begun.host, '避开考场 3 人')
  await says(begun.host, '102 未参加抽签：停电')
  expect(begun.host.querySelector('.left')).toBeNull()
})

test('who declared after the draw and stands where they must not is marked; a room drawn anew tells who had it', async () => {
  const again = { what: 'redraw' as const, at: '2026-11-22T08:30:00+08:00', seq: 12, by: [1, 7], place: '102', out: [15, 16], into: [13, 14], reason: '回避' }
  const { host } = await screen({ ...drawn, redrawn: { '102': 1 }, log: [...drawn.log, again] }, { declared: [told(11, { rooms: ['101'] })], count: 6 })
  await says(host, '此前抽中：监考15、监考16')
  expect(host.querySelector('.places li')!.textContent).toMatch(/监考11\s*须回避/)
  ;[...host.querySelectorAll('button')].find(({ textContent }) => textContent === '重抽')!.click()
  await says(host, '现为：监考11、监考12')
})

test('what people declared is in force in every draw', async () => {
  const { host } = await screen()
  await says(host, '有亲属关系的不同场')
  const rules = [...host.querySelectorAll<HTMLInputElement>('fieldset input')].map(({ checked, disabled }) => [checked, disabled])
  expect(rules).toEqual([[true, true], [true, true], [true, false], [true, false]])
})
