// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { createApp, shallowRef } from 'vue'
import { createMemoryHistory, RouterView } from 'vue-router'
import type { Identity } from '../../../src/app'
import { routes } from '../../../src/router'

test('an unknown address says that there is no such page and links to the first one', async () => {
  const identity = shallowRef({ device: 'd1', kind: 'phone', role: 'scanner', name: '', origin: '' } as Identity)
  const router = routes({ identity }, createMemoryHistory())
  await router.push('/nowhere')
  const host = document.createElement('div')
  createApp(RouterView).use(router).mount(host)
  await vi.waitFor(() => expect(host.textContent).toContain('没有这个页面'))
  expect(host.querySelector('a')?.getAttribute('href')).toBe('/')
})
