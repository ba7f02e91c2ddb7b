import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Queued } from '../src/database'
import { heartbeat, queueReport } from '../src/heartbeat'

function queued(device: string, number: number, at: string): Queued {
  return { device, device_seq: number, fact: { at } } as Queued
}

test('a queue is told by how many, since when, and up to which number of this enrolment', () => {
  const waiting = [queued('d3', 7, '2026-11-22T08:05:00+08:00'), queued('d3', 9, '2026-11-22T09:01:00+09:00'), queued('d2', 44, '2026-11-22T08:06:00+08:00')]
  expect(queueReport(waiting, 'd3')).toEqual({ waiting: 3, oldest: '2026-11-22T09:01:00+09:00', last: 9 })
})

test('an empty queue says so', () => {
  expect(queueReport([], 'd3')).toEqual({ waiting: 0, oldest: null, last: 0 })
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it tells every 15 s, and soon when asked, once however often it was asked', async () => {
  const tell = vi.fn(async () => {})
  const soon = heartbeat(tell)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(tell).toHaveBeenCalledTimes(1)
  for (let scan = 0; scan < 5; scan++) {
    soon()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(tell).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(400)
  expect(tell).toHaveBeenCalledTimes(2)
})

test('a hub that hangs is not asked a second time meanwhile', async () => {
  const tell = vi.fn(() => new Promise(() => {}))
  heartbeat(tell)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(tell).toHaveBeenCalledTimes(1)
})
