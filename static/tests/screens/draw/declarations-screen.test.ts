// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Grant } from '../../../src/grant'
import type { DeclaredRow } from '../../../src/rows'
import DeclarationsScreen from '../../../src/screens/draw/DeclarationsScreen.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { person, plan, room } from '../../fakes'
import { button, office, says } from '../office/desk'

const query = vi.hoisted(() => ({ person: '11' as string | undefined }))
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' }, useRoute: () => ({ query }) }))

const people = [person({ person: 1, name: '赵甲', role: 5 }), ...[11, 12, 13].map((one) => person({ person: one, name: `监考${one}`, state: 'in' }))]
const told = (number: number, over: Partial<DeclaredRow>): DeclaredRow => ({ plan: 1, person: number, new: false, rooms: [], apart: [], grounds: [], at: '2026-11-22T08:05:00+08:00', device: 'd3', by: 1, ...over })

function screen(declared: DeclaredRow[] = [], grant: Grant | null = chiefsGrant) {
  const desk = office({
    plan: { '1': plan({ admission_no: [{ part: 'room', digits: 3 }, { part: 'seat', digits: 2 }] }) },
    room: { '1/101': room('101'), '1/102': room('102') },
    person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])),
    declared: Object.fromEntries(declared.map((one) => [`1/${one.person}`, one])),
  })
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  return { ...desk, host: mounted(DeclarationsScreen, {}, desk.app) }
}
const tick = (host: ParentNode, words: string) => [...host.querySelectorAll('label')].find(({ textContent }) => textContent.trim().startsWith(words))!.querySelector('input')!.click()

test('own students in a room found by the admission number, and kin among the invigilators', async () => {
  query.person = '11'
  const { host, handed } = screen()
  await says(host, '监考11的申报')
  expect(button(host, '登记监考11的申报').disabled).toBe(true)
  tick(host, '有本人学生应考')
  await says(host, '按准考证号找出考场')
  const field = host.querySelector<HTMLInputElement>('input[name=admission]')!
  for (const [typed, said] of [['99901', '认不出这个准考证号'], ['10207', '登记监考11的申报']] as const) {
    field.value = typed
    field.dispatchEvent(new Event('input'))
    await vi.waitFor(() => expect(button(host, '查考场').disabled).toBe(false))
    field.form!.dispatchEvent(new Event('submit'))
    await says(host, said)
  }
  const search = host.querySelector<HTMLInputElement>('input[type=search]')!
  search.value = '监考13'
  search.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(host.querySelector('.search li button')).not.toBeNull())
  host.querySelector<HTMLButtonElement>('.search li button')!.click()
  await vi.waitFor(() => expect(host.querySelector('.kin')!.textContent).toContain('监考13'))
  button(host, '登记监考11的申报').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'duty.declare', body: { plan: 1, person: 11, new: false, rooms: ['102'], apart: [13], grounds: ['students'] } })
  expect(JSON.stringify(handed)).not.toContain('10207')
  await says(host, '已登记监考11的申报')
})

test('a room is avoided for a reason that is said', async () => {
  query.person = '11'
  const { host } = screen([told(11, { rooms: ['101'] })])
  await says(host, '请勾选回避原因')
  expect(button(host, '登记监考11的申报').disabled).toBe(true)
})

test('the list says who avoids what and who wrote it down; it is taken back with two taps', async () => {
  query.person = undefined
  const { host, handed } = screen([told(11, { rooms: ['101'], grounds: ['kin'] }), told(12, { apart: [13], new: true, by: null }), told(13, {})])
  await says(host, '已申报 2 人')
  expect(host.textContent).toContain('回避 101（有亲属应考）')
  expect(host.textContent).toContain('不与 监考13 同场')
  expect(host.textContent).toMatch(/08:05\s*赵甲登记/)
  expect(host.textContent).toContain('已撤回 1 人')
  button(host, '撤回').click()
  await says(host, '确认撤回')
  expect(handed).toHaveLength(0)
  button(host, '确认撤回监考11的申报').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toEqual({ plan: 1, person: 11 })
})

test('without somebody signed in nothing is written down', async () => {
  query.person = undefined
  const { host } = screen([told(11, { new: true })], null)
  await says(host, '登记申报须由主考或考务办登录')
  expect(host.querySelector('input')).toBeNull()
  expect([...host.querySelectorAll('button')]).toEqual([])
})
