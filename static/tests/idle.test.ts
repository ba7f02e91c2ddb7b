// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { IDLE, watchIdle, type Idle } from '../src/idle'

const MINUTE = 60_000
let limit: number | null
let note: ReturnType<typeof vi.fn<() => void>>
let idle: ReturnType<typeof vi.fn<() => void>>
let watch: Idle

beforeEach(() => {
  vi.useFakeTimers()
  limit = 5 * MINUTE
  note = vi.fn<() => void>()
  idle = vi.fn<() => void>()
  watch = watchIdle(() => limit, note, idle)
})
afterEach(() => {
  watch.stop()
  vi.useRealTimers()
})

test('after the limit without anybody it says so', () => {
  vi.advanceTimersByTime(5 * MINUTE - 1_000)
  expect(idle).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(idle).toHaveBeenCalled()
})

test.each(['pointerdown', 'keydown', 'wheel'])('a %s is somebody', (kind) => {
  vi.advanceTimersByTime(4 * MINUTE)
  window.dispatchEvent(new Event(kind))
  vi.advanceTimersByTime(4 * MINUTE)
  expect(idle).not.toHaveBeenCalled()
  expect(note).toHaveBeenCalledOnce()
})

test('a gate that scans all morning without a touch never locks between scans', () => {
  for (let scan = 0; scan < 50; scan += 1) {
    vi.advanceTimersByTime(4 * MINUTE)
    watch.touch()
  }
  expect(idle).not.toHaveBeenCalled()
})

test('where nothing is to be locked the time does not run', () => {
  limit = null
  vi.advanceTimersByTime(60 * MINUTE)
  limit = 5 * MINUTE
  vi.advanceTimersByTime(4 * MINUTE)
  expect(idle).not.toHaveBeenCalled()
})

test('a device that slept wakes up locked', () => {
  vi.setSystemTime(Date.now() + 60 * MINUTE)
  vi.advanceTimersByTime(1_000)
  expect(idle).toHaveBeenCalledOnce()
})

test('a phone waits five minutes, a gate longer', () => {
  expect([IDLE.phone, IDLE.tablet, IDLE.gate].map((one) => one / MINUTE)).toEqual([5, 5, 30])
})
