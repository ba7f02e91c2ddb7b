// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import BadgePanel from '../../../src/screens/office/BadgePanel.vue'
import StaffPanel from '../../../src/screens/office/StaffPanel.vue'
import { fakeApp, mounted } from '../../components'
import { badge, person, plan } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { template: '<a><slot /></a>' } }))

const wang = person({ person: 17, name: '王芳' })
const li = person({ person: 18, name: '李强', staff_no: 'S018' })
const revoked = badge({ person: 17, state: 'revoked', reason: 'left' })

function office(people: (typeof wang)[]) {
  const app = fakeApp({
    plan: { '1': plan() },
    person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])),
    badge: { [revoked.badge]: revoked },
  })
  const put = vi.fn(async (_kind: string, _body: { badges: { person: number }[] }) => ({ id: 'f' }))
  const receipt = { verdict: 'accepted', refusal: null }
  Object.assign(app, { outbox: { put, deliver: async () => receipt, receipt: async () => receipt } })
  Object.assign(app.store, { sync: async () => {} })
  return { app, put }
}

test('all at once makes badges only for those who never had one, and says who is left out', async () => {
  const { app, put } = office([wang, li])
  const host = mounted(BadgePanel, { plan: plan() }, app)
  expect(host.textContent).toContain('1 人的证牌已作废')
  const button = [...host.querySelectorAll('button')].find(({ textContent }) => textContent.includes('制作 1 人的证牌'))
  button!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('已制作 1 张证牌'))
  expect(put.mock.calls.map(([kind, body]) => [kind, body.badges.map((one) => one.person)])).toEqual([['badge.issue', [18]]])
})

test('with only revoked ones missing there is nothing to make at once, and nobody claims that all have one', () => {
  const host = mounted(BadgePanel, { plan: plan() }, office([wang]).app)
  expect(host.querySelector('button')).toBeNull()
  expect(host.textContent).not.toContain('都有证牌')
})

test('a revoked badge is given anew to that one person by its own button', async () => {
  const { app, put } = office([wang, li])
  const host = mounted(StaffPanel, { plan: plan() }, app)
  const buttons = [...host.querySelectorAll('td button')].map(({ textContent }) => textContent)
  expect(buttons).toEqual(['补发证牌', '制作证牌'])
  host.querySelector<HTMLElement>('td button')!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('已为王芳补发证牌'))
  expect(put.mock.calls.map(([kind, body]) => [kind, body.badges.map((one) => one.person)])).toEqual([['badge.issue', [17]]])
})
