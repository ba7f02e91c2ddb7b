// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import SignInScreen from '../../../src/screens/sign-in/SignInScreen.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { button, office, says } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ useRoute: () => ({ query: {} }), useRouter: () => ({ push: () => {} }) }))

test('whoever signs out on a device that keeps only one more fact is signed out', async () => {
  const { app } = office({})
  const signIn = { ...fakeSignIn(chiefsGrant), forget: vi.fn(async () => {}) }
  const put = vi.fn(async () => ({ id: 'f1' }))
  const full = () => Promise.reject(new DOMException('', 'QuotaExceededError'))
  Object.assign(app, { signIn })
  Object.assign(app.outbox, { put, acted: full, deliver: async () => null })
  const host = mounted(SignInScreen, {}, app)
  button(host, '退出登录').click()
  await says(host, '已退出登录')
  expect(signIn.forget).toHaveBeenCalledOnce()
  expect(put).toHaveBeenCalledWith('grant.end', { grant: chiefsGrant.grant }, undefined, true)
})
