// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../../../src/app'
import { now } from '../../../../src/clock'
import FormsPage from '../../../../src/screens/office/forms/FormsPage.vue'
import type { Needs } from '../../../../src/screens/office/forms/forms'
import type { Printer } from '../../../../src/screens/office/print/press'
import { fakeSignIn, mounted } from '../../../components'
import { answered, offline, plan } from '../../../fakes'
import { button, office, says } from '../desk'

vi.mock('vue-router', () => ({ RouterLink: { template: '<a><slot /></a>' } }))

const laser: Printer = { printer: 'p1', name: '考务室激光', uri: 'ipp://x', state: 'idle', says: '空闲', fix: '', two_sided: true, most_copies: 9 }
const bag = { kind: 'PP', session: 'S1', room: '101', packed: { papers: 31 } }

let app: App
let handed: { kind: string; body: Record<string, unknown> }[]
let needs: Needs
let asked: { path: string; json: unknown }[]
let files: string[]
let file: () => unknown

beforeEach(() => {
  now.value = Date.parse('2026-11-21T18:00:00+08:00') // the evening before
  const desk = office({ plan: { '1': plan() } })
  app = desk.app
  handed = desk.handed
  needs = { plan: 1, kinds: [{ session: 'S1', kind: 'PP', zh: '试卷袋', en: 'paper bag', needed: 2, lacking: 1 }], lacking: [bag], there: 1 }
  asked = []
  files = []
  file = () => answered(new Blob(['x']))
  Object.assign(app.hub, {
    file: async (path: string) => {
      files.push(path)
      return file()
    },
    ask: async (path: string, _fields: unknown, { json }: { json?: unknown } = {}) => {
      asked.push({ path, json })
      if (path.startsWith('/api/labels/needs')) return answered(needs)
      return answered(path === '/api/printers' ? { printers: [laser] } : { jobs: [] })
    },
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
})

const page = () => mounted(FormsPage, { plan: plan() }, app)
const choose = async (host: HTMLElement, words: string) => {
  const label = [...host.querySelectorAll('label')].find(({ textContent }) => textContent.includes(words))!
  const input = label.querySelector('input')!
  input.checked = true
  input.dispatchEvent(new Event('change'))
  await nextTick()
}

test('devices and keys are registered as many as the site gives out', async () => {
  const host = page()
  await says(host, '登记缺少的 1 件')
  const field = [...host.querySelectorAll('label')].find(({ textContent }) => textContent.includes('设备，共几台'))!.querySelector('input')!
  field.value = '12'
  field.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(asked.at(-1)!.path).toMatch(/labels\/needs.*devices=12/))
})

test('what lacks is registered with one button, and then nothing lacks', async () => {
  const host = page()
  await says(host, '登记缺少的 1 件')
  needs = { ...needs, kinds: [{ ...needs.kinds[0]!, lacking: 0 }], lacking: [] }
  button(host, '登记缺少的 1 件').click()
  await says(host, '已登记 1 件')
  await vi.waitFor(() => expect(host.textContent).not.toContain('登记缺少的'))
  expect(handed.map(({ kind, body }) => [kind, body])).toEqual([['custody.label', { plan: 1, objects: [bag], there: 1 }]])
})

test('on the day somebody signs in before labels are registered', async () => {
  now.value = Date.parse('2026-11-22T07:00:00+08:00')
  const host = page()
  await says(host, '还没有登录，不能更改')
  expect(host.textContent).not.toContain('登记缺少的')
  const grant = { grant: 'a', person: 5, role: 5, plan: 1, device: 'd7', place: null, acts: ['lead'], notBefore: 0, expires: 2 ** 31 }
  Object.assign(app, { signIn: fakeSignIn(grant) })
  await says(page(), '登记缺少的 1 件')
})

test('what waits for the hub is not handed in twice', async () => {
  Object.assign(app, { queue: { waiting: [{ kind: 'custody.label' }], needsPerson: [] } })
  const host = page()
  await says(host, '登记缺少的 1 件')
  expect(button(host, '登记缺少的 1 件').disabled).toBe(true)
})

test('before anything is registered no label is drawn, but a door slip is', async () => {
  needs = { ...needs, kinds: [{ ...needs.kinds[0]!, needed: 1 }] }
  const host = page()
  await says(host, '还没有登记物品')
  expect(host.textContent).not.toContain('正在生成')
  expect(host.querySelector('img')).toBeNull()
  await choose(host, '门贴')
  await vi.waitFor(() => expect(host.querySelector('img')).not.toBeNull())
  expect(files.at(-1)).toBe('/api/forms/doors.png?plan=1')
})

test('where nothing lacks it says so', async () => {
  needs = { ...needs, kinds: [{ ...needs.kinds[0]!, lacking: 0 }], lacking: [] }
  await says(page(), '需要的 2 件都已登记')
})

test('a plan without candidates leads to the import', async () => {
  needs = { plan: 1, kinds: [], lacking: [], there: 0 }
  await says(page(), '计划还没有考生')
})

test('the first page is shown as it will be printed, and another form anew', async () => {
  const host = page()
  await vi.waitFor(() => expect(host.querySelector('img')).not.toBeNull())
  await choose(host, '考场情况记录单')
  await vi.waitFor(() => expect(files.at(-1)).toBe('/api/forms/record.png?plan=1'))
  expect(files[0]).toBe('/api/forms/labels.png?plan=1&sheet=3x8&start=1&cut=false')
})

test('the PDF is that of what is shown', async () => {
  const host = page()
  await vi.waitFor(() => expect(button(host, '下载 PDF').disabled).toBe(false))
  button(host, '下载 PDF').click()
  await says(host, 'PDF 已生成')
  expect(files.at(-1)).toBe('/api/forms/labels.pdf?plan=1&sheet=3x8&start=1&cut=false')
})

test('a record sheet goes to the printer on both sides of the paper', async () => {
  const host = page()
  await choose(host, '考场情况记录单')
  await vi.waitFor(() => expect(button(host, '送到“考务室激光”打印').disabled).toBe(false))
  button(host, '送到“考务室激光”打印').click()
  await says(host, '已送去打印')
  const job = asked.find(({ path, json }) => path === '/api/print-jobs' && json !== undefined)!
  expect(job.json).toEqual({ printer: 'p1', what: { form: { form: 'record', plan: 1 } }, copies: 1, sides: 'two', fit: false })
})

test('without the hub it says so, and nothing can be downloaded', async () => {
  file = () => offline
  const host = page()
  await says(host, '连不上考务主机')
  expect(button(host, '下载 PDF').disabled).toBe(true)
})
