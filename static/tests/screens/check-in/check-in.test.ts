import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '../../../src/database'
import { deviceKey } from '../../../src/keys'
import { outbox, type Outbox } from '../../../src/outbox'
import { liveQueue } from '../../../src/queue'
import { acts, type Acts } from '../../../src/acts'
import { checkIn, type CheckIn } from '../../../src/screens/check-in/check-in'
import { store, type Store } from '../../../src/store'
import { actedIsNotKept, shownOnceActed, slow } from '../../acted'
import { badge, fakeHub, freshDatabase, person, plan, refusal, type FakeHub } from '../../fakes'
import vectors from '../../vectors.json'

let database: Database
let hub: FakeHub
let rows: Store
let box: Outbox
let flow: CheckIn
let done: Acts
let tones: string[]
const wang = { by: 'search', plan: 1, person: 17 } as const

beforeEach(async () => {
  database = await freshDatabase()
  hub = fakeHub()
  hub.pages = [
    {
      rows: [
        { kind: 'plan', key: '1', seq: 1, value: plan() },
        { kind: 'person', key: '1/17', seq: 1, value: person() },
        { kind: 'badge', key: '00112233445566ff', seq: 1, value: badge() },
        { kind: 'badge_key', key: '1', seq: 1, value: vectors.badge_key },
      ],
      through: 1,
      more: false,
      size: 1,
      now: '2026-11-22T00:00:00Z',
    },
  ]
  rows = store(database, hub)
  await rows.sync()
  const { queue, moved: changed } = liveQueue()
  box = outbox({ database, hub, changed, device: () => 'd7', key: async () => (await deviceKey(database))!, turnedAway: () => rows.turnedAway(), locks: undefined })
  tones = []
  done = await acts(database)
  flow = checkIn({ store: rows, outbox: box, queue, acts: done }, (tone) => tones.push(tone))
})

afterEach(() => vi.useRealTimers())

test('an accepted check-in fills the screen with the name and sounds like it', async () => {
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'accepted', direction: 'in', holder: { person: { name: '王芳' } } })
  expect(tones).toEqual(['accepted'])
  expect(hub.batches.flat().map(({ fact }) => [fact.kind, fact.body])).toEqual([
    ['duty.check_in', { place: '东门', person: 17, plan: 1 }],
  ])
})

test('a check-out is its own kind of fact', async () => {
  await flow.take(wang, 'out', '东门')
  expect(hub.batches[0]?.[0]?.fact.kind).toBe('duty.check_out')
})

test('a refusal stays until it is read, and no scan is taken meanwhile', async () => {
  hub.refuses = () => refusal
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'refused', refusal })
  expect(tones).toEqual(['refused'])
  await flow.take(wang, 'in', '东门')
  expect(hub.batches.flat()).toHaveLength(1)
  flow.dismiss()
  expect(flow.verdict.value).toBeNull()
  await vi.waitFor(async () => expect(await box.needsPerson()).toEqual([]))
})

test('the next scan is taken at once after an accepted one', async () => {
  await flow.take(wang, 'in', '东门')
  await flow.take({ by: 'number', number: '00017-E' }, 'in', '东门')
  expect(hub.batches.flat()).toHaveLength(2)
})

test('two scans in one moment are one check-in', async () => {
  await Promise.all([flow.take(wang, 'in', '东门'), flow.take(wang, 'in', '东门')])
  expect(hub.batches.flat()).toHaveLength(1)
})

test('without the hub the check-in is stored, said to be so, and told later as already done', async () => {
  hub.reachable = false
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value?.state).toBe('waiting')
  expect(tones).toEqual(['waiting'])
  hub.reachable = true
  await box.flush()
  expect(hub.batches[0]?.[0]?.acted).toBe(true)
})

test('that somebody acted is on the disk before the screen says that it is saved here', async () => {
  hub.reachable = false
  const then = shownOnceActed(box, () => flow.verdict.value?.state)
  await flow.take(wang, 'in', '东门')
  expect(then).toEqual(['asking'])
  expect(flow.verdict.value?.state).toBe('waiting')
})

test('where that cannot be kept they are in all the same: it is noted, told to the hub as done, and to be read before the next scan', async () => {
  hub.reachable = false
  actedIsNotKept()
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'waiting', unmarked: true, holder: { person: { name: '王芳' } } })
  expect(tones).toEqual(['refused'])
  expect(done.last.value).toMatchObject([{ deed: 'in', person: 17 }])
  await flow.take(wang, 'in', '东门')
  expect(await box.waiting()).toHaveLength(1)
  flow.dismiss()
  hub.refuses = () => refusal
  hub.reachable = true
  await box.flush()
  expect((await box.receipt(done.last.value[0]!.id))?.verdict).toBe('disputed')
})

test('a hub that was only slow has its yes shown where that could not be kept, and nothing is to be written down', async () => {
  const free = slow(hub)
  actedIsNotKept()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const taken = flow.take(wang, 'in', '东门')
  await vi.waitFor(async () => expect(await box.waiting()).toHaveLength(1))
  await vi.advanceTimersByTimeAsync(3_000)
  await taken
  expect(flow.verdict.value?.unmarked).toBe(true)
  free()
  await vi.waitFor(() => expect(flow.verdict.value?.state).toBe('accepted'))
  expect([flow.verdict.value?.unmarked ?? false, [...box.unkept]]).toEqual([false, []])
})

test('a forged badge is turned away without the hub and still becomes a fact that nobody acted on', async () => {
  hub.reachable = false
  const forged = vectors.tokens.find(({ outcome }) => outcome === 'forged')!.text
  await flow.take({ by: 'badge', text: forged }, 'in', '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'refused', doubt: 'forged', holder: { person: null } })
  hub.reachable = true
  await box.flush()
  expect(hub.batches[0]?.[0]).toMatchObject({ acted: false, fact: { body: { badge: forged } } })
})

test('a check-in that cannot be stored is not shown as done', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const full = { ...box, put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) }
  flow = checkIn({ store: rows, outbox: full, queue: liveQueue().queue, acts: done }, (tone) => tones.push(tone))
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'refused', facts: [] })
  expect(hub.batches).toEqual([])
})

test('an accepted answer goes by itself after two and a half seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await flow.take(wang, 'in', '东门')
  vi.advanceTimersByTime(2_499)
  expect(flow.verdict.value?.state).toBe('accepted')
  vi.advanceTimersByTime(1)
  expect(flow.verdict.value).toBeNull()
})

test('a stored one stays until it is tapped, so that the portrait can be compared', async () => {
  hub.reachable = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await flow.take(wang, 'in', '东门')
  vi.advanceTimersByTime(60_000)
  expect(flow.verdict.value?.state).toBe('waiting')
  flow.dismiss()
  expect(flow.verdict.value).toBeNull()
})

test('without the hub someone already in is told so, and nothing is claimed to have been done', async () => {
  hub.pages = [
    { rows: [{ kind: 'person', key: '1/17', seq: 2, value: person({ state: 'in' }) }], through: 2, more: false, size: 2, now: '2026-11-22T00:00:00Z' },
  ]
  await rows.sync()
  hub.reachable = false
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'refused', doubt: 'alreadyIn' })
  hub.reachable = true
  await box.flush()
  expect(hub.batches[0]?.[0]?.acted).toBe(false)
})

test('a device the hub no longer knows says that nothing was recorded, and stays until it is tapped', async () => {
  hub.knows = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await flow.take(wang, 'in', '东门')
  vi.advanceTimersByTime(60_000)
  expect(flow.verdict.value?.state).toBe('notEnrolled')
  expect(tones).toEqual(['refused'])
  expect((await box.waiting()).map(({ acted }) => acted)).toEqual([false])
  flow.dismiss()
  expect(flow.verdict.value).toBeNull()
})

test('once turned away no scan is stored, with the hub or without, and what was stored before stays', async () => {
  hub.reachable = false
  await flow.take(wang, 'in', '东门')
  hub.reachable = true
  hub.knows = false
  await rows.sync()
  for (const reachable of [true, false]) {
    hub.reachable = reachable
    flow.dismiss()
    await flow.take({ by: 'number', number: '00017-E' }, 'in', '东门')
    expect(flow.verdict.value?.state).toBe('notEnrolled')
  }
  expect((await box.waiting()).map(({ device_seq }) => device_seq)).toEqual([1])
})

test('a promise to send later is taken back when the hub turns the device away', async () => {
  hub.reachable = false
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value?.state).toBe('waiting')
  hub.reachable = true
  hub.knows = false
  await box.flush()
  expect(flow.verdict.value?.state).toBe('notEnrolled')
})

test('a device the hub knows again checks in', async () => {
  hub.knows = false
  await rows.sync()
  hub.knows = true
  await rows.sync()
  await flow.take(wang, 'in', '东门')
  expect(flow.verdict.value?.state).toBe('accepted')
})

test('a hub that was only slow has its yes shown while the waiting is still read', async () => {
  const free = slow(hub)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const taken = flow.take(wang, 'in', '东门')
  await vi.waitFor(async () => expect(await box.waiting()).toHaveLength(1))
  await vi.advanceTimersByTimeAsync(3_000)
  await taken
  expect(flow.verdict.value?.state).toBe('waiting')
  free()
  await vi.waitFor(() => expect(flow.verdict.value?.state).toBe('accepted'))
})

test('a scan without keys is kept as done, sounds like a no and stays until it was read', async () => {
  const bare = await freshDatabase()
  const blind = store(bare, hub)
  const { queue, moved: changed } = liveQueue()
  const kept = outbox({ database: bare, hub, changed, device: () => 'd7', key: async () => (await deviceKey(bare))!, turnedAway: async () => {}, locks: undefined })
  const alone = checkIn({ store: blind, outbox: kept, queue, acts: await acts(bare) }, (tone) => tones.push(tone))
  hub.reachable = false
  await alone.take({ by: 'badge', text: vectors.tokens[0]!.text }, 'in', '东门')
  expect(alone.verdict.value).toMatchObject({ state: 'waiting', doubt: 'unverified' })
  expect(tones).toEqual(['refused'])
  expect((await kept.waiting()).map(({ acted }) => acted)).toEqual([true])
  await alone.take(wang, 'in', '东门')
  expect(alone.verdict.value?.doubt).toBe('unverified')
  alone.dismiss()
  expect(alone.verdict.value).toBeNull()
  expect(await kept.waiting()).toHaveLength(1)
})
