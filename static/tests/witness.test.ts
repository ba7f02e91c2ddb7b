import { beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '../src/database'
import { deviceKey } from '../src/keys'
import { outbox, type Outbox } from '../src/outbox'
import { witness, type Witness } from '../src/witness'
import { answered, fakeHub, freshDatabase, offline, refusal, type FakeHub } from './fakes'
import vectors from './vectors.json'

const { origin, verifier_key, notes } = vectors.checkpoints
type Size = keyof typeof notes
const root = (size: Size) => notes[size].split('\n')[2]

let database: Database
let hub: FakeHub
let box: Outbox
let mine: Witness
/** What the hub says when it is compared with; null: it is away. */
let says: { size: Size; same?: boolean | null; last?: number; missing?: [number, number][]; note?: string; after?: Promise<unknown> } | null
let asked: Record<string, unknown>[]
const startOver = vi.fn(async () => {})
const queued = vi.fn(async () => {})

function open(): Witness {
  return witness({
    database,
    hub: {
      async ask(_path, _fields, { json } = {}) {
        asked.push(json as Record<string, unknown>)
        if (says === null) return offline
        const { size, same = null, last = 0, missing = [], note = notes[size], after } = says
        await after
        return answered({ origin, size: Number(size), same, last, missing, checkpoint: note }) as never
      },
    },
    outbox: box,
    device: () => 'd7',
    plans: () => [],
    startOver,
    queued,
    hubTime: () => 0,
    now: () => 1_000,
    locks: undefined,
  })
}

/** Facts the hub has acknowledged. */
async function acknowledged(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= count; n += 1) ids.push((await box.put('duty.check_in', { n })).id)
  await box.flush()
  return ids
}

const found = () => mine.memory.findings.map((one) => one.found)
const stated = async () => (await box.waiting()).filter(({ kind }) => kind === 'device.compare').map(({ fact }) => fact.body)
const back = async () => (await box.waiting()).filter(({ kind }) => kind === 'duty.check_in').map(({ device_seq }) => device_seq)

beforeEach(async () => {
  vi.clearAllMocks()
  database = await freshDatabase()
  await database.put('settings', verifier_key, 'verifier_key')
  hub = fakeHub()
  box = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))!, locks: undefined })
  asked = []
  says = { size: '9' }
  mine = open()
})

test('a first comparison finds nothing and keeps the checkpoint', async () => {
  await mine.compare()
  expect(asked).toEqual([{ size: 0, root: '', last: 0, acknowledged: 0 }])
  expect(found()).toEqual([])
  expect(mine.memory).toMatchObject({ compared: 1_000, checkpoint: { size: 9, origin } })
})

test('it tells the hub what it has seen, also after the page was opened again', async () => {
  await acknowledged(2)
  says = { size: '9', last: 2 }
  await mine.compare()
  mine = open()
  await mine.load()
  expect(mine.memory.checkpoint?.size).toBe(9)
  says = { size: '12', last: 2, same: true }
  await mine.compare()
  expect(asked.at(-1)).toEqual({ size: 9, root: root('9'), last: 2, acknowledged: 2 })
  expect(found()).toEqual([])
})

test('a hub that has fewer records than it had shown went back in time', async () => {
  await acknowledged(5)
  says = { size: '12', last: 5 }
  await mine.compare()
  says = { size: '7', last: 2 }
  await mine.compare()
  expect(found()).toEqual(['hub-older'])
  expect(mine.memory.findings[0]).toMatchObject({ size: 12, root: root('12'), hub: 7, back: 3, note: notes['12'] })
  expect(await back()).toEqual([3, 4, 5])
  expect(await stated()).toEqual([{ found: 'hub-older', size: 12, root: root('12'), last: 5, hub: 7, back: 3 }])
  expect(startOver).toHaveBeenCalledOnce()
  expect(queued).toHaveBeenCalledOnce()
})

test('it is found once: the older hub is the one that counts from then on', async () => {
  await acknowledged(3)
  says = { size: '12', last: 3 }
  await mine.compare()
  says = { size: '7', last: 1 }
  await mine.compare()
  await mine.compare()
  says = { size: '9', last: 3, same: true }
  await mine.compare()
  expect(found()).toEqual(['hub-older'])
  expect(await back()).toEqual([2, 3])
})

test('what it lost comes again exactly once, as it was, said to have happened', async () => {
  const ids = await acknowledged(3)
  const first = hub.batches.flat()
  says = { size: '12', last: 3 }
  await mine.compare()
  says = { size: '7', last: 1 }
  await mine.compare()
  await box.flush()
  const again = hub.batches.flat().slice(first.length).filter(({ fact }) => fact.kind === 'duty.check_in')
  expect(again.map(({ fact }) => fact.id)).toEqual(ids.slice(1))
  expect(again.map(({ sig, acted }) => [sig, acted])).toEqual(first.slice(1).map(({ sig }) => [sig, true]))
  expect(await box.waiting()).toEqual([])
})

test('another history at a size it has seen is found, whoever grew it since', async () => {
  await acknowledged(2)
  says = { size: '9', last: 2 }
  await mine.compare()
  says = { size: '12', last: 2, missing: [[1, 1]], same: false }
  await mine.compare()
  expect(found()).toEqual(['hub-forked'])
  expect(await back()).toEqual([1])
})

test('what it lacks of what it acknowledged is found and comes again', async () => {
  await acknowledged(6)
  says = { size: '9', last: 6, missing: [[2, 3], [5, 5]], same: null }
  await mine.compare()
  expect(found()).toEqual(['facts-lacking'])
  expect(await back()).toEqual([2, 3, 5])
  expect(startOver).not.toHaveBeenCalled()
})

test('what was refused is not stated again: judged anew it might pass', async () => {
  hub.refuses = ({ fact }) => (fact.body.n === 2 ? refusal : null)
  await acknowledged(3)
  says = { size: '9', last: 0 }
  await mine.compare()
  expect(await back()).toEqual([1, 3])
})

test('what still waits is not lacking', async () => {
  hub.reachable = false
  await acknowledged(2)
  await mine.compare()
  expect(found()).toEqual([])
})

test('a device that remembers fewer of its own records than the hub has lost its storage', async () => {
  says = { size: '9', last: 8 }
  await mine.compare()
  expect(found()).toEqual(['device-emptied'])
  expect(await stated()).toMatchObject([{ found: 'device-emptied', last: 0, hub: 8 }])
  // The numbers the hub has are not used again.
  expect((await box.waiting()).map(({ device_seq }) => device_seq)).toEqual([9])
})

test('numbers another tab used while the hub was answering are remembered', async () => {
  const { compare } = mine
  let used = () => {}
  says = { size: '9', last: 1, after: new Promise<void>((resolve) => (used = resolve)) }
  const done = compare()
  await box.put('duty.check_in', { n: 1 })
  used()
  await done
  expect(found()).toEqual([])
})

test('an unsigned word is not believed, not kept, and named once', async () => {
  await mine.compare()
  for (let n = 0; n < 2; n += 1) {
    says = { size: '12', note: notes['12'].replace('\n12\n', '\n13\n') }
    await mine.compare()
  }
  expect(found()).toEqual(['unsigned'])
  expect(mine.memory.checkpoint?.size).toBe(9)
  expect(await stated()).toEqual([])
})

test('without an answer nothing is found and nothing forgotten', async () => {
  await mine.compare()
  says = null
  await mine.compare()
  expect(found()).toEqual([])
  expect(mine.memory.checkpoint?.size).toBe(9)
})

test('a larger checkpoint with receipts is kept, a smaller one makes it compare at once', async () => {
  says = null
  await mine.listen()(notes['9'])
  await mine.listen()(notes['12'])
  expect(mine.memory.checkpoint?.size).toBe(12)
  expect(asked).toEqual([])
  await mine.listen()(notes['7'])
  expect(asked).toHaveLength(1)
})

test('an answer that was on its way while a larger one came is no going back', async () => {
  says = null
  const slow = mine.listen()
  await mine.listen()(notes['12'])
  await slow(notes['9'])
  expect(asked).toEqual([])
  expect(mine.memory.checkpoint?.size).toBe(12)
})

test('whatever stands in place of a checkpoint is named as unsigned', async () => {
  await mine.listen()('<!doctype html>')
  expect(found()).toEqual(['unsigned'])
})

test('read once, a finding is no longer shown', async () => {
  says = { size: '9', last: 8 }
  await mine.compare()
  await mine.read()
  mine = open()
  await mine.load()
  expect(found()).toEqual([])
})

test('an enrolment whose storage was emptied is told to the hub under its name', async () => {
  await mine.report({ device: 'd3', name: '东门手机', records: 7 })
  expect(await stated()).toEqual([{ found: 'device-emptied', size: 0, root: '', last: 0, hub: 7, back: 0, lost: 'd3' }])
})

test('another hub begins anew', async () => {
  await mine.compare()
  const other = { ...(await database.get('settings', 'checkpoint') as object), origin: 'kaowu/other', size: 99 }
  await database.put('settings', other, 'checkpoint')
  await mine.load()
  says = { size: '12' }
  await mine.compare()
  expect(found()).toEqual([])
  expect(mine.memory.checkpoint).toMatchObject({ origin, size: 12 })
})
