import { beforeEach, expect, test, vi } from 'vitest'
import { No } from '../../../src/custody/rules'
import { deviceKey } from '../../../src/keys'
import { outbox, type Outbox } from '../../../src/outbox'
import { confirming } from '../../../src/screens/count/counting'
import { deedOf } from '../../../src/screens/custody/deed'
import { useActing } from '../../../src/screens/practical/stations'
import { store, type Store } from '../../../src/store'
import { shownOnceActed, slow } from '../../acted'
import { fakeHub, freshDatabase, refusal, type FakeHub } from '../../fakes'

let hub: FakeHub
let box: Outbox
let app: { outbox: Outbox; store: Store }
const BODY = { plan: 1, label: 'B001-X' }

beforeEach(async () => {
  const database = await freshDatabase()
  hub = fakeHub()
  const rows = store(database, hub)
  box = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))!, turnedAway: () => rows.turnedAway(), locks: undefined })
  app = { outbox: box, store: rows }
})

const ways = {
  'a deed on a bag': () => {
    const { ended, hand } = deedOf(app)
    return { ended, act: () => hand('custody.open', BODY, () => {}) }
  },
  'a count': () => {
    const { ended, confirm } = confirming(app)
    return { ended, act: () => confirm(BODY) }
  },
  'an act at a station': () => {
    const { ended, act } = useActing(app)
    return { ended, act: () => act('practical.begin', BODY) }
  },
}
const EACH = Object.entries(ways)

/** The hub lets them wait for longer than they do. */
async function impatient<T>(work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const done = work()
    await vi.waitFor(async () => expect(await box.waiting()).toHaveLength(1))
    await vi.advanceTimersByTimeAsync(3_000)
    return await done
  } finally {
    vi.useRealTimers()
  }
}

test.each(EACH)('%s: a hub that was only slow has its yes put right what was said', async (_, way) => {
  const free = slow(hub)
  const { ended, act } = way()
  const said = await impatient(act)
  expect([said.state, ended.value?.state]).toEqual(['waiting', 'waiting'])
  free()
  await vi.waitFor(() => expect([said.state, ended.value?.state]).toEqual(['accepted', 'accepted']))
})

test.each(EACH)('%s: the late no of a hub takes the place of what was said, and stays on this device’s list', async (_, way) => {
  const free = slow(hub)
  hub.refuses = () => refusal
  const { ended, act } = way()
  await impatient(act)
  free()
  await vi.waitFor(() => expect(ended.value).toEqual({ state: 'refused', refusal }))
  expect(await box.needsPerson()).toMatchObject([{ acted: true }])
})

test.each(EACH)('%s: that it was done is on the disk before it is said that it waits', async (_, way) => {
  hub.reachable = false
  const { ended, act } = way()
  const then = shownOnceActed(box, () => ended.value)
  expect(await act()).toMatchObject({ state: 'waiting' })
  expect(then).toEqual([null])
})

test.each(EACH)('%s: a device that the hub has turned away promises nothing', async (_, way) => {
  hub.knows = false
  const { act } = way()
  expect(await act()).toMatchObject({ state: 'notEnrolled' })
})

test.each(EACH)('%s: what was not stored is not said to be done', async (_, way) => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  box.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
  const { ended, act } = way()
  expect([(await act()).state, ended.value?.state]).toEqual(['notStored', 'notStored'])
})

test('what this device turned away is put right, too, where a slow hub takes it', async () => {
  const free = slow(hub)
  const { ended, hand } = deedOf(app)
  const said = await impatient(() => hand('custody.open', BODY, () => { throw new No('grant-needed') }))
  expect(said).toMatchObject({ state: 'refused', refusal: { code: 'grant-needed' } })
  free()
  await vi.waitFor(() => expect(ended.value).toEqual({ state: 'accepted', refusal: null }))
})
