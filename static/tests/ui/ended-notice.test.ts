// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { End } from '../../src/ended'
import EndedNotice from '../../src/ui/EndedNotice.vue'
import { fakeApp, mounted } from '../components'

const END: End = {
  state: 'ended', device: 'd3', ended: '2026-11-22T08:31:00+08:00', reason: 'flat', replaced_by: null, top: 9, missing: [], missing_count: 0,
}

function shown(end: End | null, props = {}): HTMLElement {
  const app = fakeApp({}, { notEnrolled: true })
  app.end.value = end
  return mounted(EndedNotice, props, app)
}

test('a device the hub does not know is sent to enrolment, and nothing is claimed of its records', () => {
  const host = shown(null)
  expect(host.textContent).toContain('主机不认得此设备')
  expect(host.textContent).not.toContain('全部收到')
  expect(host.querySelector('a')?.getAttribute('href')).toBe('/enrol')
})

test('one whose records all arrived says so', () => {
  expect(shown(END).textContent).toContain('本机记录主机已全部收到')
  expect(shown({ ...END, missing: [9], missing_count: 1 }).textContent).not.toContain('全部收到')
})

test('who took its place is named', () => {
  expect(shown({ ...END, replaced_by: '东门手机 2' }).textContent).toContain('由“东门手机 2”接替')
})

test('on the page of enrolment there is no way to itself', () => {
  expect(shown(END, { here: true }).querySelector('a')).toBeNull()
})
