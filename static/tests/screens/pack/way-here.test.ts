// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Papers } from '../../../src/custody/scene'
import { legOf, policyOf } from '../../../src/custody/rules'
import type { Item } from '../../../src/rows'
import WayHere from '../../../src/screens/pack/WayHere.vue'
import { fakeApp, mounted } from '../../components'
import { person } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const policy = policyOf(new Map(), 1)
const legs = ['L1', 'L3', 'L4'].map((id) => legOf(id, policy))
const papers = { person: (number: number) => (number === 7 ? person({ person: 7, name: '卫庚' }) : undefined) } as unknown as Papers
const bag = (stage: string, people: number[]) => ({ label: 'B001-X', kind: 'PP', holder: { stage, people, room: null } }) as unknown as Item

test('a bag that is still at the vault says where, who holds it, and which handoff brings it', () => {
  const leg = vi.fn()
  const way = mounted(WayHere, { item: bag('vault', [7]), papers, legs, onLeg: leg }, fakeApp())
  expect(way.textContent).toContain('保密室')
  expect(way.textContent).toContain('由 卫庚 保管')
  expect(way.textContent).toContain('去办理“')
  expect(way.textContent).toContain('保密室发出')
  expect(way.querySelector('a')!.getAttribute('href')).toBe('/table')
  way.querySelector('a')!.click()
  expect(leg).toHaveBeenCalledWith(expect.stringMatching(/^L\d$/))
})

test('where nobody signed for it yet, only the place is told', () => {
  const text = mounted(WayHere, { item: bag('vault', []), papers, legs }, fakeApp()).textContent
  expect(text).toContain('现在在保密室')
  expect(text).not.toContain('保管')
})
