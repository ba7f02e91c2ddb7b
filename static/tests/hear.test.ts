import { beforeEach, expect, test, vi } from 'vitest'
import { alone, firstWord, isDone } from '../src/hear'
import { deviceKey } from '../src/keys'
import { outbox, type Outbox } from '../src/outbox'
import { store, type Store } from '../src/store'
import { actedIsNotKept, shownOnceActed, slow } from './acted'
import { fakeHub, freshDatabase, refusal, type FakeHub } from './fakes'

let hub: FakeHub
let box: Outbox
let rows: Store
const TIMES = { patience: 0, slow: 45_000 }

beforeEach(async () => {
  const database = await freshDatabase()
  hub = fakeHub()
  rows = store(database, hub)
  box = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))!, turnedAway: () => rows.turnedAway(), locks: undefined })
})

const put = async () => (await box.put('custody.count', { plan: 1, session: 'S1', room: '101' })).id
const first = (id: string, patience = 45_000) => firstWord({ outbox: box, store: rows }, id, { ...TIMES, patience })

test('a yes in time is the word, once it is shown', async () => {
  const shown = vi.fn(async () => {})
  expect(await firstWord({ outbox: box, store: rows }, await put(), { ...TIMES, patience: 45_000 }, shown)).toEqual({ state: 'accepted', refusal: null })
  expect(shown).toHaveBeenCalledOnce()
})

test('a no in time is the word, and is dealt with where it is read', async () => {
  hub.refuses = () => refusal
  expect(await first(await put())).toEqual({ state: 'refused', refusal })
  await vi.waitFor(async () => expect(await box.needsPerson()).toEqual([]))
})

test('a slow hub’s yes puts right what was said, wherever it is shown by then', async () => {
  const free = slow(hub)
  const ended = await first(await put(), 0)
  expect([ended.state, isDone(ended)]).toEqual(['waiting', true])
  free()
  await vi.waitFor(() => expect(ended.state).toBe('accepted'))
})

test('a slow hub’s no puts it right, too, and stays on this device’s list', async () => {
  const free = slow(hub)
  hub.refuses = () => refusal
  const ended = await first(await put(), 0)
  free()
  await vi.waitFor(() => expect(ended).toEqual({ state: 'refused', refusal }))
  expect(await box.needsPerson()).toMatchObject([{ acted: true }])
})

test('that it was done is on the disk before it is said that it waits', async () => {
  hub.reachable = false
  let said: string | null = null
  const then = shownOnceActed(box, () => said)
  said = (await first(await put())).state
  expect([then, said]).toEqual([[null], 'waiting'])
})

test('where the disk has no room for that it is done all the same, and said', async () => {
  hub.reachable = false
  const id = await put()
  actedIsNotKept()
  const ended = await first(id)
  expect([ended.state, isDone(ended)]).toEqual(['unmarked', true])
})

test('of several acts each is told as done, also where the first could not be kept so', async () => {
  hub.reachable = false
  const ids = [await put(), await put()]
  actedIsNotKept()
  expect(await alone(box, ids)).toBe('unmarked')
  expect([...box.unkept]).toEqual(ids)
})

test('a device that the hub has turned away is told so, and nothing is promised', async () => {
  hub.knows = false
  const ended = await first(await put())
  expect([ended.state, isDone(ended)]).toEqual(['notEnrolled', false])
})
