// @vitest-environment happy-dom
import { ref } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { USUAL } from '../../../src/custody/rules'
import { tableSetting } from '../../../src/screens/table/setting'
import { at, plan } from '../../fakes'

const clock = vi.hoisted(() => ({ now: { value: 0 } }))
vi.mock('../../../src/clock', async (real) => ({ ...(await real<object>()), now: clock.now }))
beforeEach(() => localStorage.clear())

const sessionAt = (time: string, back_within: number) => {
  clock.now.value = at(time)
  return tableSetting({ plan: ref(plan()), policy: ref({ ...USUAL, back_within }) } as never).session.value
}

test('a table stays with a session for half an hour after its bags are missing, as the plan says when that is', () => {
  expect([sessionAt('11:59:00', 60), sessionAt('12:00:00', 60)]).toEqual(['S1', 'S2'])
  expect([sessionAt('12:59:00', 120), sessionAt('13:00:00', 120)]).toEqual(['S1', 'S2'])
})
