// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import BadgesPage from '../../../../src/screens/office/badges/BadgesPage.vue'
import type { Person } from '../../../../src/rows'
import { mounted } from '../../../components'
import { badge, person, plan } from '../../../fakes'
import { button, office, says } from '../desk'

const push = vi.hoisted(() => vi.fn())
vi.mock('vue-router', () => ({ RouterLink: { template: '<a><slot /></a>' }, useRouter: () => ({ push }) }))

const wang = person({ person: 17, name: '王芳' })
const li = person({ person: 18, name: '李强', staff_no: 'S018' })
const revoked = badge({ person: 17, state: 'revoked', reason: 'left' })

function desk(people: Person[], badges = [revoked], refuses = () => null as null | { code: string; says: string; fix: string }) {
  const { app, handed } = office(
    {
      plan: { '1': plan() },
      person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])),
      contact: { '1/18': { plan: 1, person: 18, phone: '13900000000' } },
      badge: Object.fromEntries(badges.map((one) => [one.badge, one])),
    },
    refuses,
  )
  return { handed, host: mounted(BadgesPage, { plan: plan() }, app) }
}

test('all at once makes badges only for those who never had one, and says who is left out', async () => {
  const { host, handed } = desk([wang, li])
  expect(host.textContent).toContain('1 人的证牌已作废')
  button(host, '制作 1 人的证牌').click()
  await says(host, '已制作 1 张证牌')
  expect(handed.map(({ kind, body }) => [kind, (body.badges as { person: number }[]).map((one) => one.person)])).toEqual([['badge.issue', [18]]])
})

test('with only revoked ones missing there is nothing to make at once, and nobody claims that all have one', () => {
  const { host } = desk([wang])
  expect(host.textContent).not.toContain('人的证牌已作废，不在批量制作之内。制作')
  expect([...host.querySelectorAll('button')].some(({ textContent }) => /制作 \d+ 人/.test(textContent))).toBe(false)
  expect(host.textContent).not.toContain('都有证牌')
})

test('the account is said in one line, and who is out is named with a phone to call', () => {
  const out = badge({ badge: 'b18', person: 18, number: '00018-X', out: '2026-11-22T08:00:00+08:00' })
  const { host } = desk([wang, { ...li, badge: 'b18' }], [revoked, out])
  expect(host.textContent).toContain('制证 2 = 在办公室 0 + 在外 1 + 已收回 0 + 已核销 1')
  expect(host.textContent).toContain('在外未收回 1 张')
  expect(host.querySelector('a[href="tel:13900000000"]')).not.toBeNull()
})

test('spare badges are proposed by role and made for nobody', async () => {
  const many = Array.from({ length: 11 }, (_, n) => person({ person: n + 1 }))
  const { host, handed } = desk([...many, person({ person: 40, role: 5 })])
  expect(host.querySelectorAll('.spares li')).toHaveLength(1)
  button(host, '其他 1 种角色').click()
  await vi.waitFor(() => expect(host.querySelectorAll('.spares li')).toHaveLength(2))
  expect(button(host, '制作 2 张备用证牌').disabled).toBe(false)
  host.querySelector<HTMLButtonElement>('button[aria-label="监考加一张"]')!.click()
  await says(host, '制作 3 张备用证牌')
  button(host, '制作 3 张备用证牌').click()
  await says(host, '已制作 3 张备用证牌')
  const made = handed[0]!.body.badges as { person: number; role: number; badge: string }[]
  expect(made.map((one) => [one.person, one.role])).toEqual([[0, 8], [0, 8], [0, 8]])
})

test('chosen badges go to print by their ids, or are written off with one reason', async () => {
  const good = badge({ badge: 'b18', person: 18, number: '00018-X' })
  const { host, handed } = desk([wang, li], [revoked, good])
  for (const box of host.querySelectorAll<HTMLInputElement>('.tick input')) box.dispatchEvent(new Event('change'))
  await says(host, '打印所选 1 张')
  button(host, '打印所选 1 张').click()
  expect(push).toHaveBeenCalledWith({ path: '/office/print', query: { badges: 'b18' } })
  button(host, '核销 1 张').click()
  await says(host, '确认核销 1 张')
  button(host, '确认核销 1 张').closest('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await says(host, '已核销 1 张')
  expect(handed).toEqual([{ kind: 'badge.revoke', body: { badge: 'b18', reason: 'lost', note: '' }, beside: undefined }])
})

test('a refused act is told with what to do, and nothing that was chosen is lost', async () => {
  const refusal = { code: 'badge-exists', says: '此人已有证牌', fix: '请刷新后再试' }
  const { host } = desk(Array.from({ length: 10 }, (_, n) => person({ person: n + 1 })), [], () => refusal)
  button(host, '制作 1 张备用证牌').click()
  await says(host, '此人已有证牌请刷新后再试')
  expect(button(host, '制作 1 张备用证牌').disabled).toBe(false)
})
