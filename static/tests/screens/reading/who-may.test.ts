// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import WhoMay from '../../../src/screens/reading/WhoMay.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'
import { office } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ useRoute: () => ({ fullPath: '/reading/check?session=S1' }), RouterLink: { props: ['to'], template: '<a :href="`${to.path}?back=${to.query.back}`"><slot /></a>' } }))

function notice(grant: unknown): HTMLElement {
  const desk = office({ plan: { '1': plan() }, person: { '1/1': person({ person: 1, name: '周敏', role: 13 }) } })
  Object.assign(desk.app, { signIn: fakeSignIn(grant as never) })
  return mounted(WhoMay, { says: '抽查由验卡员办理' }, desk.app)
}

test('nobody has signed in: who has to, and the way there and back', () => {
  const host = notice(null)
  expect(host.textContent).toContain('抽查由验卡员办理')
  expect(host.querySelector('a')?.getAttribute('href')).toBe('/sign-in?back=/reading/check?session=S1')
  expect(host.textContent).not.toContain('换人登录')
})

test('somebody else has: who that is, who may, and the way to take over', () => {
  const host = notice({ ...chiefsGrant, role: 13 })
  expect(host.textContent).toContain('现在登录的是周敏（读卡操作员），不能办这一步')
  expect(host.textContent).toContain('抽查由验卡员办理')
  expect(host.querySelector('a')?.textContent).toBe('换人登录')
})
