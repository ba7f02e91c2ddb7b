// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import EvidenceFacts from '../../../src/screens/media/EvidenceFacts.vue'
import { fakeApp, mounted } from '../../components'
import { piece } from '../../evidence/given'
import { plan } from '../../fakes'

const shown = (taken: string, zone: string) =>
  mounted(EvidenceFacts, { row: piece('a', { taken }), plan: { ...plan(), zone } }, fakeApp()).textContent

test('a camera writes what its clock shows: without an offset it is the site’s time, whatever zone this device is set to', () => {
  for (const zone of ['Asia/Shanghai', 'America/New_York', 'Pacific/Auckland']) expect(shown('2026-06-20T09:12:30', zone)).toContain('2026-06-20 09:12:30')
})

test('a time with an offset is that instant', () => {
  expect(shown('2026-06-20T01:12:30Z', 'Asia/Shanghai')).toContain('2026-06-20 09:12:30')
  expect(shown('2026-06-20T09:12:30+08:00', 'UTC')).toContain('2026-06-20 01:12:30')
})

test('the file’s own time is said only where it is another than that of the capture', () => {
  expect(shown('2026-06-20T09:10:00', 'Asia/Shanghai')).not.toContain('文件内时间')
})

test('an item that the scheme has no more is told as it was stated', () => {
  const told = mounted(EvidenceFacts, { row: piece('a', { item: '7.1' }), plan: plan() }, fakeApp()).textContent
  expect(told).toContain('7.1（不在评分方案中）')
})

test('a film that broke off says so once, and whether all of it is here', () => {
  const film = { media: 'video', state: 'interrupted', cut: true, fault: 'damaged', film: 'v1' } as const
  const told = (equal: boolean | null, cut = true) =>
    [...mounted(EvidenceFacts, { row: piece('a', { ...film, equal, cut }), plan: plan() }, fakeApp()).querySelectorAll('.notice')].map((one) => one.textContent)
  expect(told(true)).toEqual([expect.stringContaining('录到的都已收齐')])
  expect(told(null)).toEqual([expect.stringContaining('后面的内容没有了')])
  expect(told(null, false)).toEqual([expect.stringContaining('自动补传')])
})

test('a film that ended by itself tells that its end is missing', () => {
  const film = piece('a', { media: 'video', fault: 'damaged', film: 'v1' })
  expect(mounted(EvidenceFacts, { row: film, plan: plan() }, fakeApp()).querySelector('.notice')?.textContent).toContain('录像不完整')
})
