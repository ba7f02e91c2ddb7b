// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import FaultCard from '../../../src/screens/reading/FaultCard.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'
import { batch, fault } from '../../reading/rows'
import { button, office, says } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ useRoute: () => ({ fullPath: '/here', query: {} }), RouterLink: { props: ['to'], template: '<a><slot /></a>' } }))

const again = fault({ key: 're-read/101/ab', code: 're-read', resolutions: [{ what: 'take-new', zh: '采用新读的', en: 'take the new reading' }, { what: 'keep-old', zh: '保留原来的', en: 'keep the old reading' }] })

function card(role: number) {
  const desk = office({ plan: { '1': plan() }, batch: { '1/ab': batch({ state: 'held', held: ['101'] }) }, person: { '1/1': person({ person: 1, role }) } })
  Object.assign(desk.app, { signIn: fakeSignIn({ ...chiefsGrant, role, acts: role === 13 ? ['reading'] : ['lead', 'reading'] }) })
  return { ...desk, host: mounted(FaultCard, { fault: again, plan: plan() }, desk.app) }
}

test('a room read again is approved where it stands by a leader', async () => {
  const { host } = card(3)
  expect(host.textContent).not.toContain('请负责领导登录后批准')
  button(host, '批准重新读卡').click()
  await says(document.body, '批准的理由')
})

test('nobody else is offered what only a leader may do', () => {
  const { host } = card(13)
  expect(host.textContent).toContain('请负责领导登录后批准')
  expect([...host.querySelectorAll('a, button')].map(({ textContent }) => textContent).join()).not.toMatch(/采用新读的|批准/)
  expect(button(host, '其他处理办法')).toBeTruthy()
})
