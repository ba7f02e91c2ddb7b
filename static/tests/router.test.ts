// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { shallowRef } from 'vue'
import { createMemoryHistory } from 'vue-router'
import type { Identity } from '../src/app'
import { routes } from '../src/router'

async function opened(path: string, role: Identity['role'] | null): Promise<string> {
  const identity = shallowRef(role === null ? null : ({ device: 'd1', kind: 'phone', role, name: '', origin: '' } as Identity))
  const router = routes({ identity }, createMemoryHistory())
  // The guards are asked without loading the screens.
  for (const route of router.getRoutes()) if (route.components) route.components = { default: { render: () => null } }
  await router.push(path)
  return router.currentRoute.value.path
}

test.each(['/', '/board', '/check-in', '/office/badges', '/devices', '/nowhere'])('without enrolment %s leads to enrolment', async (path) => {
  expect(await opened(path, null)).toBe('/enrol')
})

test('what this device holds is shown without enrolment, and to every role', async () => {
  for (const role of [null, 'chief', 'scanner', 'gate', 'reader'] as const) expect(await opened('/this-device', role)).toBe('/this-device')
})

test.each([
  ['chief', '/', '/board'],
  ['office', '/', '/board'],
  ['scanner', '/', '/check-in'],
  ['gate', '/', '/check-in'],
  ['scanner', '/board', '/check-in'],
  ['gate', '/devices', '/check-in'],
  ['scanner', '/disputes', '/check-in'],
  ['chief', '/disputes', '/disputes'],
  ['scanner', '/office/staff', '/check-in'],
  ['chief', '/office/staff', '/office/staff'],
  ['chief', '/office/missing', '/office/missing'],
  ['chief', '/check-in', '/check-in'],
  ['chief', '/nowhere', '/nowhere'],
  ['scanner', '/office/nowhere', '/office/nowhere'],
] as const)('a %s opening %s comes to %s', async (role, path, end) => {
  expect(await opened(path, role)).toBe(end)
})
