import { afterEach, expect, test, vi } from 'vitest'
import { reactive } from 'vue'
import type { Queued } from '../src/database'
import { ended, stillHere, type End } from '../src/ended'
import type { Freshness } from '../src/store'
import { answered, fakeHub, freshDatabase, offline } from './fakes'

const END: End = {
  state: 'ended', device: 'd3', name: '东门手机', ended: '2026-11-22T00:31:00Z', reason: 'flat',
  replaced_by: '东门手机', top: 9, missing: [8, 9], missing_count: 2,
}
const waiting = [8, 9].map((number) => ({ device: 'd3', device_seq: number }) as Queued)
const fresh = (notEnrolled: boolean) => reactive<Freshness>({ through: null, reached: null, live: false, notEnrolled })

afterEach(() => void vi.useRealTimers())

test('a device turned away asks why, and knows it again without the hub', async () => {
  const [database, hub, freshness] = [await freshDatabase(), fakeHub(), fresh(false)]
  hub.ask = (async () => answered(END)) as typeof hub.ask
  const end = await ended(database, hub, freshness)
  expect(end.value).toBeNull()
  freshness.notEnrolled = true
  await vi.waitFor(() => expect(end.value).toEqual(END))
  await vi.waitFor(async () => expect(await database.get('settings', 'ended')).toEqual(END))
  hub.ask = (async () => offline) as typeof hub.ask
  expect((await ended(database, hub, fresh(true))).value).toEqual(END)
})

test('one that is known again forgets it', async () => {
  const [database, hub, freshness] = [await freshDatabase(), fakeHub(), fresh(true)]
  hub.ask = (async () => answered(END)) as typeof hub.ask
  const end = await ended(database, hub, freshness)
  await vi.waitFor(() => expect(end.value).toEqual(END))
  freshness.notEnrolled = false
  await vi.waitFor(() => expect(end.value).toBeNull())
  await vi.waitFor(async () => expect(await database.get('settings', 'ended')).toBeUndefined())
})

test('what came to the hub by another way is not counted as still here', () => {
  expect(stillHere(waiting, null)).toBe(2)
  expect(stillHere(waiting, END)).toBe(2)
  expect(stillHere(waiting, { ...END, missing: [9], missing_count: 1 })).toBe(1)
  expect(stillHere(waiting, { ...END, missing: [], missing_count: 0 })).toBe(0)
})

test('what the hub cannot know of is counted: later numbers, and those of an older enrolment', () => {
  const all = [...waiting, { device: 'd3', device_seq: 10 } as Queued, { device: 'd2', device_seq: 1 } as Queued]
  expect(stillHere(all, { ...END, missing: [], missing_count: 0 })).toBe(2)
})

test('where only the first of many missing numbers are named, nothing is taken to have arrived', () => {
  expect(stillHere(waiting, { ...END, missing: [1, 2], missing_count: 40 })).toBe(2)
})
