// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import LeaderPinNotice from '../../../src/screens/board/LeaderPinNotice.vue'
import { leadersWithoutPin } from '../../../src/screens/board/leaders'
import { leads } from '../../../src/grant'
import type { PinRow } from '../../../src/rows'
import { mounted } from '../../components'
import { person, plan } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const chief = person({ person: 1, name: '赵甲', role: 5 })
const director = person({ person: 2, name: '钱乙', role: 3 })
const guard = person({ person: 8, name: '王辛', role: 18 })
const everybody = [chief, director, guard, person()]
const pin = (number: number): [string, PinRow] => [`1/${number}`, { plan: 1, person: number, at: '2026-11-22T08:00:00+08:00' }]
const [day] = plan().days
const names = (...pins: [string, PinRow][]) => leadersWithoutPin(plan(), everybody, new Map(pins), day!).map(({ name }) => name)

test('while no leader has a PIN the leaders are named, whoever else has one', () => {
  expect([chief, director, guard].map(({ role }) => leads(role))).toEqual([true, true, false])
  expect(names()).toEqual(['钱乙', '赵甲'])
  expect(names(pin(8))).toEqual(['钱乙', '赵甲'])
})

test('one leader’s PIN is enough: from then on a leader who has signed in sets the others', () => {
  expect(names(pin(2))).toEqual([])
})

test('who is not on the list, or leads another plan, is not named; after the last day nobody is', () => {
  const others = [{ ...chief, listed: false }, { ...director, plan: 2 }]
  expect(leadersWithoutPin(plan(), others, new Map(), day!)).toEqual([])
  expect(leadersWithoutPin(plan(), everybody, new Map(), '2099-01-01')).toEqual([])
})

test('it says what is open, who can close it, and leads to them', () => {
  const host = mounted(LeaderPinNotice, { people: [director, chief] })
  for (const words of ['还没有一位负责人设 PIN', '谁拿到主考平板都能给负责人设第一个 PIN', '考务主机的命令行']) expect(host.textContent).toContain(words)
  expect(host.querySelector('a')!.getAttribute('href')).toBe('/office/staff?person=2')
})
