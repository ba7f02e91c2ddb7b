// @vitest-environment happy-dom
import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test } from 'vitest'
import { APP } from '../../../src/app'
import type { Grant } from '../../../src/grant'
import PlayerScreen from '../../../src/screens/media/PlayerScreen.vue'
import type { DeviceRole } from '../../../src/hub'
import { chiefsGrant, fakeApp, fakeSignIn } from '../../components'
import { piece } from '../../evidence/given'
import { plan } from '../../fakes'

function shown(signedIn: Grant | null, role: DeviceRole = 'scanner'): HTMLElement {
  const app = fakeApp({ plan: { '1': plan() }, evidence: { a: piece('a') } })
  Object.assign(app, signedIn ? { signIn: fakeSignIn(signedIn) } : {})
  app.identity.value = { ...app.identity.value!, role }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  createApp(PlayerScreen, { evidence: 'a' }).use(router).provide(APP, app).mount(host)
  return host
}
const original = (host: HTMLElement) => [...host.querySelectorAll<HTMLElement>('.acts > *')].find((one) => one.textContent?.trim() === '下载原件')!

test('who looked is listed where chief and office are told, and nowhere else', () => {
  for (const [role, told] of [['chief', true], ['office', true], ['scanner', false], ['gate', false]] as const) {
    expect(shown(chiefsGrant, role).querySelector('.looks') !== null).toBe(told)
  }
})

test('a copy is taken by somebody who has signed in, or by nobody at all', () => {
  expect(original(shown(chiefsGrant)).getAttribute('href')).toBe('/api/evidence/a/original?export=1')
  const nobody = shown(null)
  expect(original(nobody)).toBeInstanceOf(HTMLButtonElement)
  expect(original(nobody).hasAttribute('disabled')).toBe(true)
  expect(nobody.textContent).toContain('下载原件、改归属和删除要先登录')
})

test('who has signed in for another plan takes no copy of this one', () => {
  const other = shown({ ...chiefsGrant, plan: chiefsGrant.plan + 1 })
  expect(original(other).hasAttribute('disabled')).toBe(true)
  expect(other.textContent).toContain('下载原件、改归属和删除要先登录')
})
