// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../../src/app'
import LockOverlay from '../../../src/screens/sign-in/LockOverlay.vue'
import type { Unlocking } from '../../../src/lock'
import { chiefsGrant, fakeApp, fakeSignIn, mounted } from '../../components'
import { person } from '../../fakes'
import { button, says } from '../office/desk'

HTMLDialogElement.prototype.showModal ??= () => {}

let app: App
beforeEach(() => {
  app = fakeApp({ person: { '1/1': person({ person: 1, name: '赵甲', role: 5 }) } })
  Object.assign(app, { signIn: { ...fakeSignIn(chiefsGrant), unlock: async () => end } })
})
let end: Unlocking

function press(host: ParentNode, pin: string): void {
  for (const digit of pin) button(host, digit).click()
}

async function unlock(host: ParentNode, pin = '8024'): Promise<void> {
  press(host, pin)
  await vi.waitFor(() => expect(button(host, '解锁').disabled).toBe(false))
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
}

test('it names who is signed in and says how many tries are left', async () => {
  end = { outcome: 'wrong', left: 3 }
  const host = mounted(LockOverlay, {}, app)
  expect(host.textContent).toMatch(/已锁屏.*赵甲.*主考/s)
  expect(button(host, '解锁').disabled).toBe(true)
  await unlock(host)
  await says(host, 'PIN 不对，还可试 3 次')
  expect(host.querySelector('input')!.value).toBe('')
})

test('while somebody has to wait no key works and the seconds are told', async () => {
  end = { outcome: 'wait', until: Date.now() + 30_000 }
  const host = mounted(LockOverlay, {}, app)
  await unlock(host)
  await says(host, '请 30 秒后再试')
  expect(button(host, '5').disabled).toBe(true)
})

test('a badge shown meanwhile is said not to have been taken', async () => {
  const host = mounted(LockOverlay, {}, app)
  app.signIn.miss('KW1:ABC')
  await says(host, '刚才的证牌没有登记解锁后请再扫一次')
})

test.each([
  ['revoked', '本设备的授权已被主考或考务办公室收回'],
  ['ended', '登录已结束'],
] as const)('where the grant is %s no PIN opens it, only a new sign-in', (standing, words) => {
  Object.assign(app, { signIn: fakeSignIn(chiefsGrant, standing) })
  const host = mounted(LockOverlay, {}, app)
  expect(host.textContent).toContain(words)
  expect(host.querySelector('form.pin')).toBeNull()
  expect(host.querySelector('input[type=search]')).not.toBeNull()
})

test('it closes for nobody who only wants it closed', () => {
  const host = mounted(LockOverlay, {}, app)
  const dialog = host.querySelector('dialog')!
  const cancel = new Event('cancel', { cancelable: true })
  dialog.dispatchEvent(cancel)
  expect(cancel.defaultPrevented).toBe(true)
  dialog.close()
  dialog.dispatchEvent(new Event('close'))
  expect(dialog.open).toBe(true)
})
