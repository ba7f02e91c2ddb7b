// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import QueueDialog from '../../src/ui/QueueDialog.vue'
import StatusLine from '../../src/ui/StatusLine.vue'
import { fakeApp, mounted } from '../components'

function dialog(notEnrolled: boolean): string {
  const app = fakeApp({}, { notEnrolled })
  const fact = { kind: 'duty.check_in', at: '2026-11-22T08:00:00+08:00', body: { plan: 1, person: 17 } }
  app.queue.waiting = [{ id: 'f', kind: 'duty.check_in', fact, beside: null }] as never
  return mounted(QueueDialog, {}, app).textContent
}

test('what waits is promised to go by itself', () => {
  expect(dialog(false)).toContain('自动上传')
})

test('a device turned away keeps what waits and does not promise to send it', () => {
  const text = dialog(true)
  for (const words of ['无法上传', '本设备已停用或登记失效', '签到']) expect(text).toContain(words)
  expect(text).not.toContain('自动上传')
})

test('what came to the hub by file is not said to wait, in the list as in the header', () => {
  const app = fakeApp({}, { notEnrolled: true })
  const fact = { kind: 'duty.check_in', at: '2026-11-22T08:00:00+08:00', body: { plan: 1, person: 17 } }
  app.queue.waiting = [8, 9].map((device_seq) => ({ id: `f${device_seq}`, kind: 'duty.check_in', device: 'd3', device_seq, fact, beside: null })) as never
  const end = { state: 'ended', device: 'd3', ended: '2026-11-22T00:31:00Z', reason: 'flat', top: 9 } as const
  app.end.value = { ...end, missing: [9], missing_count: 1 }
  expect(mounted(StatusLine, {}, app).textContent).toContain('待上传 1')
  expect(mounted(QueueDialog, {}, app).textContent).toContain('无法上传')
  app.end.value = { ...end, missing: [], missing_count: 0 }
  expect(mounted(StatusLine, {}, app).textContent).toContain('待上传 0')
  const said = mounted(QueueDialog, {}, app).textContent
  expect(said).toContain('这些记录已由文件或其他设备交到主机')
  expect(said).not.toContain('无法上传')
})

test('a walk-in that waits is named by what stands beside the fact', () => {
  const app = fakeApp()
  const fact = { kind: 'staff.add', at: '2026-11-22T08:00:00+08:00', body: { plan: 1, role: 8 } }
  app.queue.waiting = [{ id: 'f', kind: 'staff.add', fact, beside: '{"name":"欧阳安"}' }] as never
  expect(mounted(QueueDialog, {}, app).textContent).toContain('登记临时人员 欧阳安')
})
