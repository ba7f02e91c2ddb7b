// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { BatchVersion } from '../../../src/reading/cards'
import BatchVersions from '../../../src/screens/reading/BatchVersions.vue'
import { mounted } from '../../components'
import { person, plan } from '../../fakes'
import { batch } from '../../reading/rows'
import { office, says } from '../office/desk'

await everyWord()

const used = (title: string) => ({ id: title, title, title_en: title, digest: title })
const assigned = { by: 13, at: '2026-11-22T11:20:00+08:00', reason: '读卡机换了导出格式' }
const version = (n: number, over: Partial<BatchVersion> = {}): BatchVersion => ({
  version: n, at: '2026-11-22T11:00:00+08:00', session: 'S1', used: used('旧格式'), taken: true, cards: 30, faults: 0, assigned: null, changes: null, ...over,
})
const cell = { number: '036026101001', field: 'answers', question: 61, first: 'A', second: 'D', rows: [1, 1] as [number, number], marked: null }

async function shown(versions: BatchVersion[]): Promise<Element[]> {
  const desk = office({ plan: { '1': plan() }, person: { '1/13': person({ plan: 1, person: 13, name: '操作员' }) } })
  Object.assign(desk.app.hub, { ask: async () => ({ ok: true, value: { versions } }) })
  document.body.innerHTML = ''
  mounted(BatchVersions, { batch: batch({ version: versions.length }), plan: plan() }, desk.app)
  await says(document.body, '第 1 次')
  return [...document.querySelectorAll('dialog ol > li')]
}

test('each time is told with its format, who had asked for it and why, and what it reads otherwise', async () => {
  const [newest, first] = await shown([
    version(2, { used: used('新格式'), assigned, changes: { n: 1, cells: [cell], gone: 0, new: 2 } }),
    version(1, { taken: false, faults: 3 }),
  ])
  for (const words of ['第 2 次', '现在用的', '格式：新格式', '操作员 指定：读卡机换了导出格式', '1 处不同，少 0 张卡，多 2 张卡', '036026101001', '61']) expect(newest!.textContent).toContain(words)
  for (const words of ['第 1 次', '格式：旧格式', '2026-11-22 11:00', '文件有 3 处问题', '未采用']) expect(first!.textContent).toContain(words)
  expect(first!.textContent).not.toContain('现在用的')
})

test('what was said of how to read it is told where it was new', async () => {
  const [newest, before] = await shown([version(3, { assigned, changes: { n: 0, cells: [], gone: 0, new: 0 } }), version(2, { assigned, changes: { n: 0, cells: [], gone: 0, new: 0 } }), version(1)])
  expect(newest!.textContent).not.toContain('指定')
  expect(newest!.textContent).toContain('与前一次读出的完全相同')
  expect(before!.textContent).toContain('指定')
})

test('of a time of which nothing was noted it is said so', async () => {
  const [, first] = await shown([version(2, { changes: { n: 0, cells: [], gone: 0, new: 0 } }), version(1, { at: null, used: null, session: null, taken: null, faults: null })])
  expect(first!.textContent).toContain('升级以前读取的')
  expect(first!.textContent).not.toContain('没有合适的')
})
