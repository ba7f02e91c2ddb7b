// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { pickPlan, rehearsing } from '../../src/screens/plan'
import { fakeApp } from '../components'
import { plan } from '../fakes'

test('a rehearsal is said while its plan is shown, and not over the real day that the device knows as well', () => {
  const days = { days: ['2999-11-22'] }
  const { store } = fakeApp({ plan: { 1: plan({ plan: 1, ...days }), 2: plan({ plan: 2, ...days, rehearsal: true }) } })
  const rehearses = rehearsing(store)
  expect(rehearses.value).toBe(false)
  pickPlan(2)
  expect(rehearses.value).toBe(true)
  pickPlan(1)
  expect(rehearses.value).toBe(false)
})
