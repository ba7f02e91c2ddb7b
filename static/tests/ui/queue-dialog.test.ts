// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import QueueDialog from '../../src/ui/QueueDialog.vue'
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

test('a walk-in that waits is named by what stands beside the fact', () => {
  const app = fakeApp()
  const fact = { kind: 'staff.add', at: '2026-11-22T08:00:00+08:00', body: { plan: 1, role: 8 } }
  app.queue.waiting = [{ id: 'f', kind: 'staff.add', fact, beside: '{"name":"欧阳安"}' }] as never
  expect(mounted(QueueDialog, {}, app).textContent).toContain('登记临时人员 欧阳安')
})
