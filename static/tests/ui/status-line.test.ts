// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { CLOCK_WRONG, skew } from '../../src/clock'
import StatusLine from '../../src/ui/StatusLine.vue'
import { fakeApp, mounted } from '../components'

test('a live picture is called live', () => {
  expect(mounted(StatusLine, {}, fakeApp({}, { reached: true, live: true, through: 0 })).textContent).toContain('实时')
})

test('a lost hub is named with the time and age of the data', () => {
  const through = Date.now() - 120_000
  const text = mounted(StatusLine, {}, fakeApp({}, { reached: false, through })).textContent
  expect(text).toMatch(/数据停在 \d\d:\d\d:\d\d（2 分钟前），与主机失去联系/)
})

test('a device that never heard from the hub does not claim to be stale since some time', () => {
  expect(mounted(StatusLine, {}, fakeApp({}, { reached: false })).textContent).toContain('还没有收到主机的数据')
})

test('a device the hub no longer knows is not called out of date', () => {
  const host = mounted(StatusLine, {}, fakeApp({}, { reached: false, notEnrolled: true }))
  expect(host.textContent).toContain('主机不认得本设备')
})

test('a clock that is wrong is said on every screen, and which way', async () => {
  const host = mounted(StatusLine, {}, fakeApp({}, { reached: true, live: true }))
  for (const [off, says] of [[-180_000, '本机时钟快 3 分钟，请校准'], [180_000, '本机时钟慢 3 分钟，请校准']] as const) {
    skew.value = off
    await nextTick()
    expect(host.textContent).toContain(says)
  }
  skew.value = CLOCK_WRONG
  await nextTick()
  expect(host.textContent).not.toContain('时钟')
  skew.value = null
})

test('the queue is always counted', async () => {
  const app = fakeApp({}, { reached: true, live: true })
  const host = mounted(StatusLine, {}, app)
  expect(host.textContent).toContain('待上传 0')
  app.queue.waiting = [{}, {}] as never
  await nextTick()
  expect(host.textContent).toContain('待上传 2')
})

const film = { state: 'running', evidence: 'a'.repeat(32), held: 2, slices: 4, size: 300_000, sent: 0, fault: null }

test('above an open camera nothing of media comes and goes while the hub is there; without it, it is told', () => {
  const filming = (reached: boolean) => {
    const app = fakeApp({}, { reached, live: reached, through: Date.now() })
    app.media.recordings.value = [film] as never
    return mounted(StatusLine, { filming: true }, app).textContent
  }
  expect(filming(true)).not.toContain('影像')
  expect(filming(false)).toContain('影像待传 300 KB')
})

test('a camera whose files the hub will not have says so also while filming', () => {
  const app = fakeApp({}, { reached: true, live: true })
  app.media.recordings.value = [{ ...film, fault: { code: 'upload-lost', says: '', fix: '' } }] as never
  expect(mounted(StatusLine, { filming: true }, app).textContent).toContain('影像待传')
})

test('media of which nothing is left to send is never called 0 to send', () => {
  const shown = (over: Record<string, unknown>) => {
    const app = fakeApp({}, { reached: true, live: true })
    app.media.recordings.value = [{ ...film, held: 0, slices: 0, size: 0, ...over }] as never
    return mounted(StatusLine, {}, app).textContent
  }
  expect(shown({})).not.toContain('影像')
  expect(shown({ state: 'sent', size: 300_000, sent: 300_000 })).toContain('影像待主机确认')
})
