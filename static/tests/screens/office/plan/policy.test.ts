// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test } from 'vitest'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../../components'
import { plan } from '../../../fakes'
import { legOf, RANGES, USUAL } from '../../../../src/custody/rules'
import type { Policy } from '../../../../src/rows'
import PolicyBox from '../../../../src/screens/office/plan/PolicyBox.vue'
import { CHOICES, DRAWS, FLAGS, GROUPS, legsWith, monitorsOf, NUMBERS, policyDraft, rebased, unusual, wayOf } from '../../../../src/screens/office/plan/policy'

const walked = (legs: Policy['legs'], leg: string) => legOf(leg, { ...USUAL, legs })

test('every policy that the hub knows has its place on the page', () => {
  expect([...NUMBERS, ...Object.values(GROUPS).flat(), ...FLAGS, ...DRAWS, ...Object.keys(CHOICES), 'room_set', 'legs'].sort()).toEqual(Object.keys(USUAL).sort())
})

test('every number on the page has the bounds of the hub', () => {
  expect([...NUMBERS, ...Object.values(GROUPS).flat(), 'cards_per_candidate'].sort()).toEqual(Object.keys(RANGES).sort())
  const app = fakeApp()
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['lead'] }) })
  const page = mounted(PolicyBox, { plan: plan() }, app)
  const back = [...page.querySelectorAll('label')].find(({ textContent }) => textContent!.includes('几分钟内考场袋交回'))!.querySelector('input')!
  expect([back.value, back.min, back.max]).toEqual(['60', '1', '1440'])
  expect([...page.querySelectorAll('legend')].map(({ textContent }) => textContent)).toContain('终考后交回、清点、入库')
})

test('chiefs collect the papers by default; where couriers bring them, both legs are walked', () => {
  expect(wayOf(USUAL.legs)).toBe('chiefs')
  const brought = legsWith(USUAL.legs, { way: 'couriers', monitors: null })
  expect([wayOf(brought), walked(brought, 'L1').end, walked(brought, 'L2').start]).toEqual(['couriers', 'road', 'road'])
  expect(legsWith(brought, { way: 'chiefs', monitors: null })).toEqual(USUAL.legs)
})

test('monitors are asked for on every leg of the road, and other changes of a leg stay', () => {
  const own = { ...USUAL.legs, L6: { givers: 3 } }
  const watched = legsWith(own, { way: 'otherwise', monitors: 1 })
  expect([monitorsOf(own), monitorsOf(watched), wayOf(watched)]).toEqual([0, 1, 'chiefs'])
  expect(walked(watched, 'L6')).toMatchObject({ givers: 3, monitors: 1 })
  expect(monitorsOf({ L1: { monitors: 2 } })).toBeNull()
  expect(legsWith(watched, { way: 'otherwise', monitors: 0 })).toEqual(own)
})

test('legs that a plan states in its own way are left as they are', () => {
  const own = { L1: { end: 'site', givers: 2 }, L2: { used: false } }
  expect(wayOf(own)).toBe('otherwise')
  expect(legsWith(own, { way: 'otherwise', monitors: null })).toEqual(own)
})

test('a form holds the policies alone, and tells which are unusual', () => {
  const row = { plan: 1, ...USUAL, forms: true } as unknown as Policy
  expect(Object.keys(policyDraft(row))).not.toContain('plan')
  expect(unusual(policyDraft(row))).toEqual(['forms'])
  expect(unusual(policyDraft(USUAL))).toEqual([])
})

test('a change is offered to be saved, an untouched form is not; without a leader nothing can be changed', async () => {
  const app = fakeApp()
  Object.assign(app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['lead'] }) })
  const page = mounted(PolicyBox, { plan: plan() }, app)
  expect(page.textContent).toContain('全部按通常做法')
  expect(page.querySelector('button[type=submit]')).toBeNull()
  const way = page.querySelector('select')!
  way.value = 'couriers'
  way.dispatchEvent(new Event('change'))
  await nextTick()
  expect(page.querySelector('button[type=submit]')?.textContent).toContain('保存试卷规定')
  expect(page.textContent).not.toContain('全部按通常做法')
})

test('whoever saves changes what they touched, and nothing that somebody else has changed since', () => {
  const before = { ...policyDraft(USUAL), legs: { L6: { givers: 3 } } }
  const now: Policy = { ...before, witnesses: 3, legs: { ...before.legs, L5: { givers: 2 } } }
  const draft: Policy = { ...before, forms: !before.forms, legs: { L1: { monitors: 1 } } }
  expect(rebased(draft, before, now)).toEqual({ ...now, forms: !before.forms, legs: { L1: { monitors: 1 }, L5: { givers: 2 } } })
  expect(rebased(before, before, now)).toEqual(now)
})
