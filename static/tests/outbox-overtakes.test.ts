import { beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '../src/database'
import { deviceKey } from '../src/keys'
import { outbox, type Moved, type Outbox } from '../src/outbox'
import { fakeHub, freshDatabase, refusal, type FakeHub } from './fakes'

let database: Database
let hub: FakeHub
let box: Outbox

function open(over: Partial<Parameters<typeof outbox>[0]> = {}): Outbox {
  return outbox({
    database,
    hub,
    device: () => 'd7',
    key: async () => (await deviceKey(database))!,
    locks: undefined,
    ...over,
  })
}

const scan = (box_ = box, n = 1) => box_.put('duty.check_in', { place: '东门', person: n, plan: 1 })

beforeEach(async () => {
  database = await freshDatabase()
  hub = fakeHub()
  box = open()
})

test('a long queue is read a batch at a time', async () => {
  hub.reachable = false
  for (let n = 0; n < 230; n++) await scan(box, n)
  hub.reachable = true
  const reads = vi.spyOn(IDBIndex.prototype, 'getAll')
  expect(await box.flush()).toBe('done')
  expect(hub.batches.map((batch) => batch.length)).toEqual([50, 50, 50, 50, 30])
  expect(reads.mock.calls.map(([, most]) => most)).toEqual([50, 50, 50, 50, 50, 50])
})

test('what moved is told once a batch, so that a screen need not read the queue again', async () => {
  const told: Moved[] = []
  hub.refuses = ({ fact }) => (fact.body.person === 3 ? refusal : null)
  box = open({ changed: (moved) => told.push(moved) })
  for (let n = 0; n < 130; n++) await scan(box, n)
  expect(told.map(({ put, gone }) => [put.length, gone.length])).toEqual(Array.from({ length: 130 }, () => [1, 0]))
  told.length = 0
  await box.flush()
  expect(told.map(({ put, gone }) => [put.length, gone.length])).toEqual([[1, 49], [0, 50], [0, 30]])
  expect(told[0]?.put[0]).toMatchObject({ state: 'needs-person', receipt: { refusal } })
})

test('a fresh scan goes ahead of a long queue, in a request of its own', async () => {
  hub.reachable = false
  for (let n = 0; n < 250; n++) await scan(box, n)
  hub.reachable = true
  box = open({ overtakes: () => true })
  const { id } = await scan(box, 999)
  expect(await box.deliver(id)).toMatchObject({ verdict: 'accepted' })
  expect(hub.batches[0]?.map(({ fact }) => fact.device_seq)).toEqual([251])
  await vi.waitFor(async () => expect(await box.waiting()).toEqual([]))
  expect(hub.batches.slice(1).flat().map(({ fact }) => fact.device_seq)).toEqual(Array.from({ length: 250 }, (_, n) => n + 1))
})

test('the facts of one act go ahead together and in order', async () => {
  hub.reachable = false
  for (let n = 0; n < 3; n++) await scan(box, n)
  hub.reachable = true
  box = open({ overtakes: () => true })
  const [bind, enter] = [await box.put('badge.bind', { plan: 1 }), await scan(box, 9)]
  await box.deliver([bind.id, enter.id])
  expect(hub.batches[0]?.map(({ fact }) => fact.kind)).toEqual(['badge.bind', 'duty.check_in'])
})

test('what concerns somebody who waits keeps its place', async () => {
  hub.reachable = false
  for (let n = 0; n < 3; n++) await scan(box, n)
  hub.reachable = true
  box = open({ overtakes: () => false })
  const { id } = await scan(box, 1)
  expect(await box.deliver(id)).toMatchObject({ verdict: 'accepted' })
  expect(hub.batches[0]?.map(({ fact }) => fact.device_seq)).toEqual([1, 2, 3, 4])
})

test('a fresh scan is answered while an older batch hangs', async () => {
  const real = hub.send.bind(hub)
  vi.spyOn(hub, 'send').mockImplementation((facts) => (facts.length > 1 ? new Promise(() => {}) : real(facts)))
  for (let n = 0; n < 5; n++) await scan(box, n)
  box = open({ overtakes: () => true })
  void box.flush()
  const { id } = await scan(box, 9)
  expect(await box.deliver(id)).toMatchObject({ verdict: 'accepted' })
})
