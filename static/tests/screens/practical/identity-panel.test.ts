// @vitest-environment happy-dom
import { createApp, computed, nextTick, ref, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test } from 'vitest'
import { APP } from '../../../src/app'
import { words } from '../../../src/i18n'
import { goOn, type Identifying } from '../../../src/screens/practical/identifying'
import IdentityPanel from '../../../src/screens/practical/IdentityPanel.vue'
import { fakeApp } from '../../components'
import { sitting } from '../../evidence/given'

await words('station')
const row = sitting(1)
const key = `1/P1/901/${row.candidate}`

async function shown(begun: Identifying | null) {
  const app = fakeApp()
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  const here = { app, where: computed(() => ({ plan: 1, session: 'P1', room: '901' })), key: computed(() => '1/P1/901'), held: shallowRef(null) }
  const host = document.createElement('div')
  createApp(IdentityPanel, { here, row, begun, acting: { working: ref(false) } }).use(router).provide(APP, app).mount(host)
  await router.isReady()
  return { host, router, button: (name: string) => [...host.querySelectorAll('button')].find((one) => one.textContent?.includes(name))! }
}

test('a check that was left for the camera goes on where it was left', async () => {
  const { host, router, button } = await shown(null)
  button('未带证件').click()
  await nextTick()
  const reason = host.querySelector('input')!
  reason.value = '证件忘在宾馆'
  reason.dispatchEvent(new Event('input'))
  button('拍人证照').click()
  await new Promise((done) => router.afterEach(done))
  expect(router.currentRoute.value.path).toBe('/capture')
  expect(router.currentRoute.value.fullPath).not.toContain('宾馆')
  const begun = goOn(key)
  expect(begun).toEqual({ sure: 'no_id', reason: '证件忘在宾馆' })
  const again = await shown(begun)
  expect(again.host.textContent).toContain('未带证件：先拍照留证')
  expect(again.host.querySelector('input')!.value).toBe('证件忘在宾馆')
})

test('it goes on once, and with nobody else', async () => {
  const { button, router } = await shown(null)
  button('拍人证照').click()
  await new Promise((done) => router.afterEach(done))
  expect(goOn('1/P1/901/other')).toBeNull()
  expect(goOn(key)).toBeNull()
})
