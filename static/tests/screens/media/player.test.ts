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
const act = (host: HTMLElement, words: string) => [...host.querySelectorAll<HTMLElement>('.acts > *')].find((one) => one.textContent?.trim() === words)!
const TAKEN = [['下载原件', '/api/evidence/a/original?export=1'], ['下载说明文件', '/api/evidence/a/side']] as const

test('who looked is listed where chief and office are told, and nowhere else', () => {
  for (const [role, told] of [['chief', true], ['office', true], ['scanner', false], ['gate', false]] as const) {
    expect(shown(chiefsGrant, role).querySelector('.looks') !== null).toBe(told)
  }
})

test.each(TAKEN)('%s: taken by somebody who has signed in, or by nobody at all', (words, address) => {
  expect(act(shown(chiefsGrant), words).getAttribute('href')).toBe(address)
  const nobody = shown(null)
  expect(act(nobody, words)).toBeInstanceOf(HTMLButtonElement)
  expect(act(nobody, words).hasAttribute('disabled')).toBe(true)
  expect(nobody.textContent).toContain('下载、改归属和删除要先登录')
  expect(nobody.querySelector('.acts a')!.getAttribute('href')).toBe('/sign-in?back=/media/a')
})

test.each(TAKEN)('%s: who has signed in for another plan takes none of this one', (words) => {
  const other = shown({ ...chiefsGrant, plan: chiefsGrant.plan + 1 })
  expect(act(other, words).hasAttribute('disabled')).toBe(true)
  expect(other.textContent).toContain('下载、改归属和删除要先登录')
})
