// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../../src/i18n'
import KeysPage from '../../../../src/screens/office/reading/KeysPage.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../../components'
import { morning, person, plan, room } from '../../../fakes'
import { button, office } from '../desk'

await everyWord()
vi.mock('vue-router', () => ({
  RouterLink: { props: ['to'], template: '<a><slot /></a>' }, useRoute: () => ({ query: {}, path: '/', fullPath: '/' }), onBeforeRouteLeave: () => {}, onBeforeRouteUpdate: () => {},
}))

function keys(role: number): HTMLElement {
  const theory = plan({ sessions: [{ ...morning, kind: 'theory' }] })
  const seated = room('101', ['S1'])
  seated.sessions['S1']!.groups = [{ trade: '电工', level: '4' }] as never
  const desk = office({ plan: { '1': theory }, room: { '1/101': seated }, person: { '1/1': person({ person: 1, role }) } })
  Object.assign(desk.app, { signIn: fakeSignIn({ ...chiefsGrant, role, acts: ['reading'] }) })
  return mounted(KeysPage, { plan: theory }, desk.app)
}

test('a checker enters keys', () => {
  expect(button(keys(14), '录入')).toBeTruthy()
})

test('an operator is told who enters keys, and enters none', () => {
  const host = keys(13)
  expect(host.textContent).toContain('标准答案由验卡员、监督员或负责人登录后录入')
  expect(host.querySelectorAll('td button')).toHaveLength(0)
})
