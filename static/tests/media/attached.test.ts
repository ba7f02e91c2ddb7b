// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Recording } from '../../src/database'
import type { EvidenceRow } from '../../src/evidence/rows'
import { attachedThese, attachedTo } from '../../src/media/attached'
import { APP_SOURCE } from '../../src/media/media'
import MediaStrip from '../../src/media/MediaStrip.vue'
import { subjectOf } from '../../src/media/subject'
import StatusLine from '../../src/ui/StatusLine.vue'
import QueueDialog from '../../src/ui/QueueDialog.vue'
import { fakeApp, mounted } from '../components'

const subject = subjectOf(1, 'practical', { session: 'S2', room: '101', candidate: '36010001' })

function recording(over: Partial<Recording> = {}): Recording {
  return {
    evidence: 'a'.repeat(32), device: 'd3', media: 'photo', state: 'ended', subject, shelf: null, source: APP_SOURCE, type: 'image/jpeg',
    begun: '2026-11-22T09:00:00+08:00', ended: '2026-11-22T09:00:00+08:00', size: 1_000_000, slices: 1, held: 1, running: null,
    sha256: 'b'.repeat(64), sent: 0, upload: null, attached: 'f1', completed: 'f2', cut: false, fault: null, ...over,
  }
}

function row(over: Partial<EvidenceRow> = {}): EvidenceRow {
  return {
    ...subject, evidence: 'c'.repeat(32), media: 'photo', state: 'equal', upload: 'u', size: 10, received: 10, sha256: null,
    begun: '2026-11-22T08:59:00+08:00', ended: null, source: APP_SOURCE, device: 'd9', by: 1, at: '2026-11-22T08:59:01+08:00', thumb: null, poster: null, film: null,
    duration_ms: null, width: null, height: null, hints: [], fault: null, removed: null, ...over,
  } as EvidenceRow
}

function strip(recordings: Recording[], rows: EvidenceRow[], where = {}): string[] {
  const app = fakeApp({ evidence: Object.fromEntries(rows.map((one) => [one.evidence, one])) })
  app.media.recordings.value = recordings
  const host = mounted(MediaStrip, { evidence: attachedTo(app, () => ({ plan: 1, ...where })).value }, app)
  return [...host.querySelectorAll('.state')].map(({ textContent }) => textContent)
}

test('each says in words how far it has come, its own device before the hub', () => {
  expect(strip([recording()], [row()])).toEqual(['已存入主机，一致', '只在本机，待上传'])
  expect(strip([recording({ sent: 250_000 })], [])).toEqual(['已上传 25%'])
  expect(strip([recording({ state: 'running', media: 'video', sent: 5 })], [])).toEqual(['录制中'])
  expect(strip([recording({ state: 'sent', held: 0, sent: 1_000_000 })], [])).toEqual(['已传完，等主机确认'])
  expect(strip([recording({ fault: { code: 'x', says: '', fix: '' } })], [])).toEqual(['主机不收，仍在本机'])
  for (const [state, words] of [['announced', '已登记'], ['live', '直播中'], ['differs', '不一致'], ['interrupted', '上传中断']] as const) {
    expect(strip([], [row({ state })])[0]).toContain(words)
  }
})

test('only what belongs there is shown', () => {
  const other = row({ evidence: 'd'.repeat(32), candidate: '36010002' })
  expect(strip([recording({ subject: { ...subject, candidate: '36010002' } })], [row(), other], { candidate: '36010001' })).toHaveLength(1)
})

test('one that both know stands once', () => {
  const mine = recording({ sent: 500_000 })
  expect(strip([mine], [row({ evidence: mine.evidence, state: 'arriving' })])).toEqual(['已上传 50%'])
})

test('a photo that may be no good says so where it is shown', () => {
  const app = fakeApp({ evidence: { x: row({ hints: ['blurred'] }) } })
  expect(mounted(MediaStrip, { evidence: attachedTo(app, () => ({})).value }, app).textContent).toContain('可能模糊，请重拍')
})

test('what only this device has is counted apart from its records, for as long as there is any', () => {
  const app = fakeApp({}, { reached: true, live: true })
  expect(mounted(StatusLine, {}, app).textContent).not.toContain('影像')
  app.media.recordings.value = [recording()]
  expect(mounted(StatusLine, {}, app).textContent).toMatch(/影像待传 1.0 MB.*待上传 0/s)
  const whole = recording({ state: 'sent', held: 0, sent: 1_000_000 })
  app.media.recordings.value = [whole]
  expect(mounted(StatusLine, {}, app).textContent).toContain('影像')
  expect(mounted(QueueDialog, {}, app).textContent).toContain('等主机确认')
  const told = fakeApp({ evidence: { [whole.evidence]: row({ evidence: whole.evidence }) } }, { reached: true, live: true })
  told.media.recordings.value = [whole]
  expect(mounted(StatusLine, {}, told).textContent).not.toContain('影像')
})

test('what was just taken is looked up, however many rows the plan has', () => {
  const app = fakeApp({ evidence: Object.fromEntries(['x', 'y', 'z'].map((evidence) => [evidence, row({ evidence })])) })
  app.media.recordings.value = [recording()]
  const rows = app.store.rows('evidence')
  vi.spyOn(rows, 'values').mockImplementation(() => {
    throw new Error('all rows were looked through')
  })
  expect(attachedThese(app, () => ['y', recording().evidence, 'gone']).value.map(({ evidence }) => evidence)).toEqual(['y', recording().evidence])
})

test('rows are looked through once, not with every slice of a film', () => {
  const app = fakeApp({ evidence: { x: row({ evidence: 'x' }) } })
  const looked = vi.spyOn(app.store.rows('evidence'), 'values')
  const all = attachedTo(app, () => ({ plan: 1 }))
  for (const sent of [1, 2, 3]) {
    app.media.recordings.value = [recording({ sent })]
    expect(all.value).toHaveLength(2)
  }
  expect(looked).toHaveBeenCalledTimes(1)
})

test('the list of this device names films that were cut off and what the hub would not have', () => {
  const app = fakeApp()
  app.media.recordings.value = [
    recording({ media: 'video', cut: true }),
    recording({ evidence: 'e'.repeat(32), fault: { code: 'upload-too-large', says: '文件超过上限', fix: '分段录制' } }),
    recording({ evidence: 'f'.repeat(32), fault: { code: 'upload-lost', says: '', fix: '' } }),
  ]
  const text = mounted(QueueDialog, {}, app).textContent
  for (const words of ['共 3 个', '录像，还差', '页面中断或本机空间已满', '文件超过上限', '分段录制', '主机丢失了', '再试一次']) expect(text).toContain(words)
})
