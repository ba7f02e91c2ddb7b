// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import QueueDialog from '../../src/ui/QueueDialog.vue'
import { fakeApp, mounted } from '../components'

function dialog(notEnrolled: boolean): string {
  const app = fakeApp({}, { notEnrolled })
  const fact = { kind: 'duty.check_in', at: '2026-11-22T08:00:00+08:00', body: { plan: 1, person: 17 } }
  app.queue.waiting = [{ id: 'f', kind: 'duty.check_in', fact }] as never
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
