// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { nextTick, reactive, shallowRef } from 'vue'
import type { App } from '../../../src/app'
import type { Database, Kept } from '../../../src/database'
import { skew } from '../../../src/clock'
import ThisDeviceScreen from '../../../src/screens/this-device/ThisDeviceScreen.vue'
import type { Memory } from '../../../src/witness'
import { keepSiteZone } from '../../../src/ui/times'
import { fakeApp, mounted } from '../../components'
import { freshDatabase, person } from '../../fakes'

let database: Database
let memory: Memory
let app: App

function kept(id: string, seq: number): Kept {
  const fact = { id, kind: 'duty.check_in', at: '2026-11-22T08:12:03+08:00', device: 'd3', device_seq: seq, grant: null, body: { plan: 1, person: 17 } }
  const receipt = { id, digest: '', seq, verdict: 'accepted', refusal: null, leaf: '', first: true } as const
  return { fact, sig: '', acted: false, id, device_seq: seq, receipt }
}

async function shown(): Promise<string> {
  const host = mounted(ThisDeviceScreen, {}, app)
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setTimeout(done))
  await nextTick()
  return host.textContent
}

beforeEach(async () => {
  keepSiteZone('Asia/Shanghai')
  database = await freshDatabase()
  memory = reactive({ checkpoint: null, compared: null, findings: [] })
  const given = fakeApp({ person: { '1/17': person() } }, { reached: false, through: Date.parse('2026-11-22T00:12:00Z') })
  app = {
    ...given,
    database,
    witness: { memory, compare: async () => {}, read: async () => {} },
    revocations: { list: shallowRef(null), trouble: shallowRef(null) },
  } as unknown as App
})

test('a fact the hub has is told with its place in the hub’s record', async () => {
  await database.put('kept', kept('a', 214))
  const text = await shown()
  expect(text).toContain('签到 王芳')
  expect(text).toContain('主机已收 第 214 条')
})

test('counts say in words where everything is, and an empty list says what would stand there', async () => {
  const text = await shown()
  for (const words of ['已存本机', '主机已收', '需人处理', '主机还没有收到过本机的记录']) expect(text).toContain(words)
})

test('what waits and what needs a person are counted apart', async () => {
  const { fact } = kept('w', 1)
  const refused = { id: 'r', verdict: 'refused', refusal: { code: 'x', says: '证牌已作废', fix: '收回证牌' } }
  app.queue.waiting = [{ id: 'w', fact, beside: null, receipt: null }] as never
  app.queue.needsPerson = [{ id: 'r', fact, beside: null, receipt: refused }] as never
  const text = await shown()
  for (const words of ['主机未通过 · 证牌已作废', '收回证牌', '已处理', '导出未交记录（1 条）']) expect(text).toContain(words)
})

test('the age of each kind of data is told', async () => {
  app.revocations.list.value = { badges: new Set(['a', 'b']), size: 3, issued: Date.parse('2026-11-22T00:10:00Z') / 1_000, next: 0 }
  app.revocations.trouble.value = 'forged'
  const text = await shown()
  for (const words of ['08:12:00', '08:10:00', '2 张', '该更新了', '没有主机签名的名单']) expect(text).toContain(words)
  expect(text).toContain('还没有，离线时不能验证证牌')
})

test('a clock that is wrong is named with what to do', async () => {
  skew.value = -180_000
  expect(await shown()).toContain('比主机快 3 分钟，请在系统设置中校准')
  skew.value = null
})

test('what this device has seen of the hub stands there to be compared', async () => {
  memory.checkpoint = { origin: 'kaowu/1', size: 214, root: btoa('\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008'), note: '' }
  memory.compared = Date.now()
  const text = await shown()
  for (const words of ['第 214 条', '0102 0304 0506 0708', '一致']) expect(text).toContain(words)
})

test('what was found is told in words until somebody has read it', async () => {
  memory.findings = [{ found: 'hub-older', at: 0, size: 214, root: '', note: null, hub: 209, last: 5, back: 5 }]
  const text = await shown()
  for (const words of ['本机见过第 214 条记录，主机只有 209 条', '本机已把 5 条记录自动补传', '知道了']) expect(text).toContain(words)
})

test('a device that is none any more still shows and gives what it holds', async () => {
  app.identity.value = null
  app.queue.waiting = [{ id: 'w', device: 'd3', fact: kept('w', 1).fact, beside: null, receipt: null }] as never
  const text = await shown()
  for (const words of ['本机还没有登记', '去登记', '导出未交记录（1 条）']) expect(text).toContain(words)
})
