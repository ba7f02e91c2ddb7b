import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../src/database'
import { deviceKey } from '../src/keys'
import { outbox, type Outbox } from '../src/outbox'
import { liveQueue, type LiveQueue } from '../src/queue'
import { actedIsNotKept } from './acted'
import { fakeHub, freshDatabase, refusal, type FakeHub } from './fakes'

let database: Database
let hub: FakeHub
let box: Outbox
let live: LiveQueue
let makeRoom: () => void
let id: string

const open = (changed: (moved: Parameters<LiveQueue['moved']>[0]) => void = () => {}) =>
  outbox({ database, hub, changed, device: () => 'd7', key: async () => (await deviceKey(database))!, locks: undefined })
const onDisk = async () => (await database.getAll('outbox')).map(({ acted }) => acted)
const heard = () => hub.batches.flat().map(({ acted }) => acted)

/** Somebody acted without the hub on a device with no room for that. */
beforeEach(async () => {
  database = await freshDatabase()
  hub = fakeHub()
  live = liveQueue()
  box = open(live.moved)
  hub.reachable = false
  id = (await box.put('duty.check_in', { place: '东门', person: 1, plan: 1 })).id
  makeRoom = actedIsNotKept()
  await expect(box.acted(id)).rejects.toThrow('full')
})

test('what the disk could not take is told to the hub all the same, which disputes what it would have refused', async () => {
  hub.refuses = () => refusal
  hub.reachable = true
  await box.flush()
  expect(heard()).toEqual([true])
  expect((await box.receipt(id))?.verdict).toBe('disputed')
})

test('the lists of this page have it as done, also once they are read from the disk again; the file for the hub, too', async () => {
  await live.reload(() => database.getAll('outbox'))
  expect(live.queue.waiting).toMatchObject([{ id, acted: true }])
  expect(await box.waiting()).toMatchObject([{ id, acted: true }])
  expect(await onDisk()).toEqual([false])
})

test('it is said of this page until the disk has it, which is tried each time the hub is', async () => {
  expect([...box.unkept]).toEqual([id])
  await box.flush()
  expect([...box.unkept]).toEqual([id])
  makeRoom()
  await box.flush()
  expect([[...box.unkept], await onDisk()]).toEqual([[], [true]])
})

test('it is said of this page no longer than until the hub has it', async () => {
  hub.reachable = true
  await box.flush()
  expect([...box.unkept]).toEqual([])
})

test('another page of this device tells it to the hub as done, too', async () => {
  const other = open()
  other.heard({ put: live.queue.waiting, gone: [] })
  hub.reachable = true
  await other.flush()
  expect(heard()).toEqual([true])
})
