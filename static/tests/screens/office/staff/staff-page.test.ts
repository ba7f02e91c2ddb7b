// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import { createHash } from 'node:crypto'
import { reactive } from 'vue'
import type { FeedRow, Person } from '../../../../src/rows'
import StaffPage from '../../../../src/screens/office/staff/StaffPage.vue'
import { mounted } from '../../../components'
import { badge, device, person, plan } from '../../../fakes'
import { button, office, says, type } from '../desk'

const at = vi.hoisted(() => ({ route: { query: {} as Record<string, unknown> } }))
vi.mock('vue-router', () => ({
  RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' },
  useRoute: () => at.route,
  useRouter: () => ({ push: ({ query }: { query: Record<string, unknown> }) => (at.route.query = query) }),
}))
beforeEach(() => {
  at.route = reactive({ query: {} })
})

const wang = person({ person: 17, name: '王芳', badge: 'b17', number: '00017-E' })
const li = person({ person: 18, name: '李强', staff_no: 'S018', role: 5 })
const chen = person({ person: 19, name: '陈临', confirmed: false, added: 'f9' })
const feed: FeedRow = {
  seq: 9,
  received: '2026-11-22T08:12:01+08:00',
  at: '2026-11-22T08:12:00+08:00',
  kind: 'duty.check_in',
  verdict: 'accepted',
  device: 'd3',
  plan: 1,
  person: 17,
  place: '东门',
  by: 'badge',
  refusal: null,
}

function desk(query: Record<string, unknown> = {}, refuses?: Parameters<typeof office>[1], people: Person[] = [wang, li, chen]) {
  at.route.query = query
  const { app, handed } = office(
    {
      plan: { '1': plan() },
      person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])),
      contact: { '1/17': { plan: 1, person: 17, phone: '13800000000', note: '带队' } },
      badge: { b17: badge({ badge: 'b17', prints: 1 }), s1: badge({ badge: 's1', person: 0, spare: true, number: '00050-A' }) },
      device: { d3: device({ kind: 'tablet', role: 'office', name: '考务办公室电脑' }) },
      feed: { '9': feed },
    },
    refuses,
  )
  return { handed, host: mounted(StaffPage, { plan: plan() }, app) }
}

const submit = (host: HTMLElement, words: string) => button(host, words).closest('form')!.dispatchEvent(new Event('submit', { cancelable: true }))

test('a line of the list opens the person, with who did what and when', async () => {
  const { host } = desk()
  button(host, '王芳').click()
  await says(host, '已打印 1 次')
  expect(host.querySelector('aside')!.textContent).toMatch(/已签到\s*东门.*由 考务办公室电脑 于 .*08:12/)
})

test('details travel beside the fact, which names them by digest only', async () => {
  const { host, handed } = desk({ person: 17 })
  type(host, '电话', ' 13911112222 ')
  await vi.waitFor(() => expect(button(host, '保存').disabled).toBe(false))
  submit(host, '保存')
  await says(host, '王芳的资料已保存')
  const [{ kind, body, beside }] = handed as [(typeof handed)[number]]
  expect(kind).toBe('staff.change')
  expect(body).toEqual({ plan: 1, person: 17, details: createHash('sha256').update(beside!).digest('hex') })
  expect(JSON.parse(beside!)).toMatchObject({ name: '王芳', unit: '第一技校', phone: '13911112222', note: '带队' })
})

test('a refused change stays in the form with the words of the hub', async () => {
  const refusal = { code: 'details-phone', says: '电话不像号码', fix: '请核对后再保存' }
  const { host } = desk({ person: 17 }, () => refusal)
  type(host, '电话', '110')
  await vi.waitFor(() => expect(button(host, '保存').disabled).toBe(false))
  submit(host, '保存')
  await says(host, '电话不像号码请核对后再保存')
  expect(host.querySelector<HTMLInputElement>('input[type=tel]')!.value).toBe('110')
  expect(button(host, '保存').disabled).toBe(false)
})

test('another role says that the present badge stops, and the fact carries the role alone', async () => {
  const { host, handed } = desk({ person: 17 })
  const role = host.querySelector<HTMLSelectElement>('aside select')!
  role.value = '9'
  role.dispatchEvent(new Event('change'))
  await says(host, '现用证牌 00017-E 立即作废')
  submit(host, '保存')
  await says(host, '王芳的资料已保存')
  expect(handed[0]).toMatchObject({ kind: 'staff.change', body: { plan: 1, person: 17, role: 9 }, beside: undefined })
})

test('a new badge replaces the old one with a reason', async () => {
  const { host, handed } = desk({ person: 17 })
  button(host, '补发').click()
  await says(host, '现用证牌 00017-E 立即失效')
  type(host, '原因', 'damaged')
  submit(host, '补发证牌')
  await says(host, '已为王芳补发证牌')
  const [made] = handed[0]!.body.badges as Record<string, unknown>[]
  expect(made).toMatchObject({ person: 17, replaces: 'b17', reason: 'damaged' })
  expect(made!.badge).not.toBe('b17')
})

test.each([
  ['00050-a', { number: '00050-A' }],
  ['KW1:ABC', { badge: 'KW1:ABC' }],
])('a spare badge is bound by what was typed or scanned: %s', async (typed, which) => {
  const { host, handed } = desk({ person: 18 })
  button(host, '绑定备用证牌').click()
  await says(host, '此角色还有')
  type(host, '备用证牌编号（或用扫码枪扫）', typed)
  submit(host, '绑定')
  await says(host, '备用证牌已绑定给李强')
  expect(handed[0]).toMatchObject({ kind: 'badge.bind', body: { plan: 1, person: 18, ...which } })
  expect(handed[0]!.body).not.toHaveProperty('reason')
})

test('signing in from the office names its place, and only what is fresh can be taken back', async () => {
  const scan = { fact: 'f7', kind: 'duty.check_in', device: 'd3', at: new Date().toISOString() }
  const { host, handed } = desk({ person: 17 }, undefined, [{ ...wang, state: 'in', at: scan.at, scan }])
  button(host, '撤销“签到”').click()
  await says(host, '已撤销：签到')
  button(host, '签退').click()
  await says(host, '王芳已签退')
  expect(handed.map(({ kind, body }) => [kind, body])).toEqual([
    ['duty.undo', { undoes: 'f7' }],
    ['duty.check_out', { place: '东门', person: 17, plan: 1 }],
  ])
  const late = desk({ person: 17 }, undefined, [{ ...wang, state: 'in', at: feed.at, scan: { ...scan, at: feed.at } }])
  expect(late.host.textContent).not.toContain('撤销“')
})

test('those added on the day are confirmed one by one or all together', async () => {
  const { host, handed } = desk({ person: 19 })
  button(host, '确认此人').click()
  await says(host, '已确认 1 人')
  button(host, '全部确认（1 人）').click()
  await vi.waitFor(() => expect(handed).toHaveLength(2))
  expect(handed.map(({ kind, body }) => [kind, body.people])).toEqual([['staff.confirm', [19]], ['staff.confirm', [19]]])
})

test('someone is taken off the list and put back', async () => {
  const { host, handed } = desk({ person: 18 })
  button(host, '停用此人').click()
  await says(host, '李强已停用')
  expect(handed[0]).toMatchObject({ kind: 'staff.change', body: { plan: 1, person: 18, listed: false } })
  const off = desk({ person: 18 }, undefined, [{ ...li, listed: false }])
  button(off.host, '恢复到名单').click()
  await says(off.host, '李强已恢复到名单')
  expect(off.handed[0]!.body).toEqual({ plan: 1, person: 18, listed: true })
})

test('someone added goes to the hub before the badge that is bound to them', async () => {
  const { host, handed } = desk({ add: '1' })
  type(host, '姓名', '赵新')
  type(host, '绑定备用证牌（扫码或输编号，可不填）', '00050-A')
  await vi.waitFor(() => expect(button(host, '添加').disabled).toBe(false))
  submit(host, '添加')
  await says(host, '赵新已添加')
  expect(handed.map(({ kind }) => kind)).toEqual(['staff.add', 'badge.bind'])
  expect(handed[0]!.body).toMatchObject({ plan: 1, role: 8, sessions: [], replaces: null })
  expect(JSON.parse(handed[0]!.beside!)).toMatchObject({ name: '赵新', phone: '' })
  expect(handed[1]!.body).toEqual({ plan: 1, added: 'f0', number: '00050-A' })
})

test('a substitute takes over the sessions of the one they stand for', async () => {
  const { host, handed } = desk({ add: '1' }, undefined, [wang, { ...li, sessions: ['S2'] }])
  type(host, '顶替谁？（可不填）', '李强')
  await vi.waitFor(() => expect(host.querySelector('.search li button')).not.toBeNull())
  host.querySelector<HTMLButtonElement>('.search li button')!.click()
  await says(host, '李强从名单移出')
  type(host, '姓名', '赵新')
  await vi.waitFor(() => expect(button(host, '添加').disabled).toBe(false))
  submit(host, '添加')
  await says(host, '赵新已添加')
  expect(handed[0]!.body).toMatchObject({ role: 5, sessions: ['S2'], replaces: 18 })
})

test('what this device cannot store is said, and the form stays', async () => {
  const { app } = office({ plan: { '1': plan() }, person: { '1/17': wang } })
  Object.assign(app.outbox, { put: () => Promise.reject(new Error('quota')) })
  at.route.query = { person: 17 }
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const host = mounted(StaffPage, { plan: plan() }, app)
  button(host, '签到').click()
  await says(host, '本机没能存下这次操作')
})

test('an addition the hub refuses stays in the form', async () => {
  const refusal = { code: 'details-missing', says: '缺少姓名', fix: '请补上' }
  const { host } = desk({ add: '1' }, () => refusal)
  type(host, '姓名', '赵新')
  await vi.waitFor(() => expect(button(host, '添加').disabled).toBe(false))
  submit(host, '添加')
  await says(host, '缺少姓名请补上')
  expect([...host.querySelectorAll('aside input')].map((one) => (one as HTMLInputElement).value)).toContain('赵新')
})
