// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../../../src/app'
import type { Job, Printer } from '../../../../src/screens/office/print/press'
import PrintPage from '../../../../src/screens/office/print/PrintPage.vue'
import { fakeApp, mounted } from '../../../components'
import { answered, badge, offline, person, plan } from '../../../fakes'

const route = { query: {} as Record<string, string> }
vi.mock('vue-router', () => ({ RouterLink: { template: '<a><slot /></a>' }, useRoute: () => route }))

const laser: Printer = { printer: 'p1', name: '考务室激光', uri: 'ipp://x', state: 'idle', says: '空闲', fix: '', two_sided: false, most_copies: 9 }
const held: Job = {
  job: 7, printer: '考务室激光', title: '证牌 1 张', state: 'held', says: '打印机没有回答是否已打印', fix: '请看出纸口', pages_done: 0, pages: 1, copies: 1,
  made: '2026-11-22T08:00:00+08:00', tries: 1,
}

let app: App
let asked: { path: string; method: string; json: unknown }[]
let put: ReturnType<typeof vi.fn>
let paths: string[]
let jobs: Job[]
let pdf: () => unknown

beforeEach(() => {
  route.query = {}
  asked = []
  paths = []
  jobs = []
  pdf = () => answered(new Blob(['%PDF']))
  const people = { '1/17': person({ badge: 'aa' }), '1/18': person({ person: 18, badge: 'bb' }) }
  const badges = { aa: badge({ badge: 'aa' }), bb: badge({ badge: 'bb', person: 18, number: '00018-X', prints: 1 }) }
  app = fakeApp({ plan: { '1': plan() }, person: people, badge: badges })
  let count = 0
  put = vi.fn(async () => ({ id: `print-${++count}` }))
  const receipt = { verdict: 'accepted', refusal: null }
  Object.assign(app, { outbox: { put, deliver: async () => receipt, receipt: async () => receipt } })
  Object.assign(app.store, { sync: async () => {} })
  Object.assign(app.hub, {
    me: async () => answered({}),
    file: async (path: string) => {
      paths.push(path)
      return pdf()
    },
    ask: async (path: string, _fields: unknown, { method = 'GET', json }: { method?: string; json?: unknown } = {}) => {
      asked.push({ path, method, json })
      return answered(path === '/api/printers' ? { printers: [laser] } : { jobs })
    },
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
})

const button = (host: HTMLElement, words: string) => [...host.querySelectorAll('button')].find(({ textContent }) => textContent.includes(words))!
const pick = async (host: HTMLElement, words: string) => {
  const label = [...host.querySelectorAll('label')].find(({ textContent }) => textContent.includes(words))!
  const input = label.querySelector('input')!
  input.checked = true
  input.dispatchEvent(new Event('change'))
  await nextTick()
}

test('what was not printed yet is printed first, and the PDF is that of the print stated', async () => {
  const host = mounted(PrintPage, { plan: plan() }, app)
  button(host, '下载 1 张').click()
  await vi.waitFor(() => expect(host.textContent).toContain('PDF 已生成（1 张）'))
  expect(put.mock.calls).toEqual([['badge.print', { plan: 1, badges: ['aa'], reason: 'first', note: '' }]])
  expect(paths).toEqual(['/api/badges.pdf?plan=1&print=print-1&size=full&layout=4up&sides=one'])
})

test('printing again needs a reason', async () => {
  const host = mounted(PrintPage, { plan: plan() }, app)
  await pick(host, '全部工作人员')
  expect(host.textContent).toContain('所选 2 张中有 1 张已经打印过')
  expect(button(host, '下载 2 张').disabled).toBe(true)
  button(host, '卡纸').click()
  await nextTick()
  button(host, '下载 2 张').click()
  await vi.waitFor(() => expect(put).toHaveBeenCalledOnce())
  expect(put.mock.calls[0]![1]).toMatchObject({ badges: ['aa', 'bb'], reason: 'jam' })
})

test('the badges picked on the badge page are meant when it sent here', async () => {
  route.query = { badges: 'bb' }
  const host = mounted(PrintPage, { plan: plan() }, app)
  expect(host.textContent).toContain('已选的证牌')
  expect(button(host, '下载 1 张').disabled).toBe(true)
})

test('a PDF that failed is tried again with the same print, not counted twice', async () => {
  const host = mounted(PrintPage, { plan: plan() }, app)
  pdf = () => ({ ok: false, kind: 'refused', status: 409, refusal: { code: 'print-failed', says: '王𬎆的姓名印不出', fix: '请改' }, field: null })
  button(host, '下载 1 张').click()
  await vi.waitFor(() => expect(host.textContent).toContain('印不出'))
  pdf = () => answered(new Blob(['%PDF']))
  button(host, '下载 1 张').click()
  await vi.waitFor(() => expect(host.textContent).toContain('PDF 已生成'))
  expect(put).toHaveBeenCalledOnce()
})

test('while the hub is away no print is stated', async () => {
  Object.assign(app.hub, { me: async () => offline })
  const host = mounted(PrintPage, { plan: plan() }, app)
  button(host, '下载 1 张').click()
  await vi.waitFor(() => expect(host.textContent).toContain('连不上考务主机'))
  expect(put).not.toHaveBeenCalled()
})

test('a network printer gets the badges of the print stated', async () => {
  const host = mounted(PrintPage, { plan: plan() }, app)
  await vi.waitFor(() => expect(host.textContent).toContain('空闲'))
  button(host, '在“考务室激光”打印 1 张').click()
  await vi.waitFor(() => expect(host.textContent).toContain('已交给打印机'))
  const sent = asked.find(({ path, method }) => path === '/api/print-jobs' && method === 'POST')!
  expect(sent.json).toMatchObject({ printer: 'p1', copies: 1, sides: 'one', what: { badges: { print: 'print-1', layout: '4up' } } })
})

test('a printer with another certificate than before is trusted only by a person’s word', async () => {
  const { ask } = app.hub
  const changed = { ok: false, kind: 'refused', status: 409, refusal: { code: 'printer-changed', says: '证书与上次不同', fix: '请核对' }, field: null }
  const added: unknown[] = []
  const refusing = async (path: string, _fields: object, how?: { method?: string; json?: { trust: boolean } }) => {
    if (how?.method !== 'POST') return ask(path, {}, how as never)
    added.push(how.json)
    return how.json!.trust ? answered({ printer: 'p1' }) : changed
  }
  Object.assign(app.hub, { ask: refusing })
  const host = mounted(PrintPage, { plan: plan() }, app)
  await vi.waitFor(() => expect(host.textContent).toContain('空闲'))
  button(host, '按地址添加').click()
  await nextTick()
  const input = host.querySelector<HTMLInputElement>('input[inputmode=url]')!
  input.value = '192.168.1.20'
  input.dispatchEvent(new Event('input'))
  await nextTick()
  input.form!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(host.textContent).toContain('证书与上次不同'))
  button(host, '信任新证书').click()
  await vi.waitFor(() => expect(host.textContent).not.toContain('证书与上次不同'))
  expect(added).toEqual([{ uri: '192.168.1.20', name: '', trust: false }, { uri: '192.168.1.20', name: '', trust: true }])
})

test('whether a held job was printed is decided by a person', async () => {
  jobs = [held]
  const host = mounted(PrintPage, { plan: plan() }, app)
  await vi.waitFor(() => expect(host.textContent).toContain('打印机没有回答是否已打印'))
  button(host, '已印好').click()
  await vi.waitFor(() => expect(asked.filter(({ path }) => path === '/api/print-jobs/7')).toHaveLength(1))
  expect(asked.find(({ path }) => path === '/api/print-jobs/7')).toMatchObject({ method: 'POST', json: { decision: 'printed' } })
})
