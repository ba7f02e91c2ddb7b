import { beforeEach, expect, test, vi } from 'vitest'
import { acts, type Acts } from '../../../src/acts'
import { deviceKey } from '../../../src/keys'
import { outbox, type Outbox } from '../../../src/outbox'
import { liveQueue } from '../../../src/queue'
import { checkIn } from '../../../src/screens/check-in/check-in'
import { collecting, type Collecting } from '../../../src/screens/collect/collecting'
import { store, type Store } from '../../../src/store'
import { actedIsNotKept, shownOnceActed, slow } from '../../acted'
import { badge, fakeHub, freshDatabase, person, plan, refusal, type FakeHub } from '../../fakes'

let hub: FakeHub
let box: Outbox
let rows: Store
let done: Acts
let tones: string[]
let flow: Collecting
const WHEN = '2026-11-22T11:00:00+08:00'
const wangs = { by: 'number', number: '00017-E' } as const
const lis = { by: 'number', number: '00018-C' } as const
const spare = { by: 'number', number: '00200-A' } as const

beforeEach(async () => {
  const database = await freshDatabase()
  hub = fakeHub()
  const values: [string, string, unknown][] = [
    ['plan', '1', plan()],
    ['person', '1/17', person({ badge: '00112233445566ff', number: '00017-E' })],
    ['person', '1/18', person({ person: 18, name: '李强', state: 'in', badge: 'b18', number: '00018-C' })],
    ['person', '1/19', person({ person: 19, name: '赵无', badge: null })],
    ['badge', '00112233445566ff', badge()],
    ['badge', 'b18', badge({ badge: 'b18', person: 18, number: '00018-C' })],
    ['badge', 'b20', badge({ badge: 'b20', person: 17, number: '00020-8', returned: WHEN })],
    ['badge', 'b21', badge({ badge: 'b21', person: 17, number: '00021-6', state: 'revoked' })],
    ['badge', 'b200', badge({ badge: 'b200', person: 0, spare: true, number: '00200-A' })],
  ]
  hub.pages = [{ rows: values.map(([kind, key, value], index) => ({ kind, key, seq: index + 1, value })), through: 9, more: false, size: 9, now: '2026-11-22T04:00:00Z' }]
  rows = store(database, hub)
  await rows.sync()
  const { queue, moved: changed } = liveQueue()
  box = outbox({ database, hub, changed, device: () => 'd7', key: async () => (await deviceKey(database))!, turnedAway: () => rows.turnedAway(), locks: undefined })
  done = await acts(database)
  tones = []
  const app = { store: rows, outbox: box, queue, acts: done }
  flow = collecting(app, checkIn(app).see, (tone) => tones.push(tone))
})

const sent = () => hub.batches.flat().map(({ fact }) => [fact.kind, fact.body])

test('a badge collected is said at once and noted', async () => {
  await flow.take(wangs, 'collect', '东门')
  expect(flow.answer.value).toMatchObject({ state: 'accepted', onDuty: false, seen: { holder: { person: { name: '王芳' } } } })
  expect(sent()).toEqual([['badge.return', { place: '东门', number: '00017-E' }]])
  expect(done.last.value).toMatchObject([{ deed: 'collect', person: 17, number: '00017-E' }])
  expect(tones).toEqual(['accepted'])
})

test('a badge of somebody still on duty is told', async () => {
  await flow.take(lis, 'collect', '东门')
  expect(flow.answer.value).toMatchObject({ state: 'accepted', onDuty: true })
  expect(tones).toEqual(['waiting'])
})

test('a badge that came back before is not noted again', async () => {
  await flow.take({ by: 'number', number: '00020-8' }, 'collect', '东门')
  expect(flow.answer.value).toMatchObject({ state: 'already', before: WHEN })
  expect(hub.batches).toEqual([])
})

test('a revoked badge that turns up is collected, but never handed out', async () => {
  const revoked = { by: 'number', number: '00021-6' } as const
  await flow.take(revoked, 'handOut', '东门')
  expect(flow.answer.value).toMatchObject({ state: 'refused', doubt: 'revoked' })
  expect(hub.batches).toEqual([])
  await flow.take(revoked, 'collect', '东门')
  expect(flow.answer.value?.state).toBe('accepted')
})

test('handing out names the badge by its id', async () => {
  await flow.take(wangs, 'handOut', '东门')
  expect(sent()).toEqual([['badge.hand_out', { plan: 1, badges: ['00112233445566ff'] }]])
})

test('a spare badge to be handed out asks whose it shall be; one collected is just collected', async () => {
  expect(await flow.take(spare, 'handOut', '东门')).toMatchObject({ role: 8, number: '00200-A' })
  expect(flow.answer.value).toBeNull()
  expect(await flow.take(spare, 'collect', '东门')).toBeNull()
  expect(flow.answer.value?.state).toBe('accepted')
})

test('somebody picked who has no badge is told so', async () => {
  await flow.take({ by: 'search', plan: 1, person: 19 }, 'collect', '东门')
  expect(flow.answer.value).toMatchObject({ state: 'refused', doubt: 'noBadge' })
  expect(hub.batches).toEqual([])
})

test('the hub’s no is shown and read here', async () => {
  hub.refuses = () => refusal
  await flow.take(wangs, 'collect', '东门')
  expect(flow.answer.value).toMatchObject({ state: 'refused', refusal })
  expect(await box.needsPerson()).toEqual([])
  expect(done.last.value).toEqual([])
})

test('that somebody acted is on the disk before the screen says that it is saved here', async () => {
  hub.reachable = false
  const then = shownOnceActed(box, () => flow.answer.value?.state)
  await flow.take(wangs, 'collect', '东门')
  expect(then).toEqual(['sending'])
  expect(flow.answer.value?.state).toBe('waiting')
})

test('where that cannot be kept it is done all the same and to be read, also beside the next badge, until the hub has it', async () => {
  hub.reachable = false
  actedIsNotKept()
  await flow.take(wangs, 'collect', '东门')
  expect(flow.answer.value?.state).toBe('unmarked')
  expect(tones).toEqual(['refused'])
  expect(done.last.value).toMatchObject([{ deed: 'collect', person: 17 }])
  await flow.take({ by: 'number', number: '00020-8' }, 'collect', '东门')
  expect(flow.late.value).toMatchObject([{ state: 'unmarked', seen: { holder: { person: { name: '王芳' } } } }])
  flow.read(flow.late.value[0]!)
  expect(flow.late.value).toEqual([])
})

test('a no stays to be read beside the next badges', async () => {
  hub.refuses = ({ fact }) => (fact.body['number'] === '00017-E' ? refusal : null)
  await flow.take(wangs, 'collect', '东门')
  await flow.take(lis, 'collect', '东门')
  expect([flow.answer.value?.state, flow.late.value]).toMatchObject(['accepted', [{ state: 'refused', refusal }]])
  flow.clear()
  expect([flow.answer.value, flow.late.value.length]).toEqual([null, 1])
})

test('a late no is told beside the next badge’s answer, not over it', async () => {
  const free = slow(hub)
  hub.refuses = ({ fact }) => (fact.body['number'] === '00017-E' ? refusal : null)
  const first = flow.take(wangs, 'collect', '东门')
  await vi.waitFor(() => expect(flow.answer.value?.fact).not.toBeNull())
  const second = flow.take(lis, 'collect', '东门')
  await vi.waitFor(() => expect(flow.answer.value?.seen.holder.person?.name).toBe('李强'))
  free()
  await Promise.all([first, second])
  expect(flow.answer.value).toMatchObject({ state: 'accepted', seen: { holder: { person: { name: '李强' } } } })
  expect(flow.late.value).toMatchObject([{ state: 'refused', refusal }])
})

test('what this device turns away stays, too, unless the same badge is shown again', async () => {
  const revoked = { by: 'number', number: '00021-6' } as const
  await flow.take(revoked, 'handOut', '东门')
  await flow.take(revoked, 'handOut', '东门')
  expect(flow.late.value).toEqual([])
  await flow.take(wangs, 'handOut', '东门')
  expect(flow.late.value).toMatchObject([{ doubt: 'revoked' }])
  await flow.take(revoked, 'handOut', '东门')
  expect(flow.late.value).toEqual([])
})

test('without the hub it is stored, and the same badge is not taken twice on this device', async () => {
  hub.reachable = false
  await flow.take(wangs, 'collect', '东门')
  expect(flow.answer.value?.state).toBe('waiting')
  await flow.take(wangs, 'collect', '东门')
  expect(flow.answer.value?.state).toBe('already')
  expect(await box.waiting()).toHaveLength(1)
})

test('the answer of the next badge is not overwritten by a late yes of the one before', async () => {
  const free = slow(hub)
  const first = flow.take(wangs, 'collect', '东门')
  await vi.waitFor(() => expect(flow.answer.value?.state).toBe('sending'))
  const second = flow.take(lis, 'collect', '东门')
  free()
  await Promise.all([first, second])
  expect(flow.answer.value?.seen.holder.person?.name).toBe('李强')
})

test('a device turned away notes nothing', async () => {
  hub.knows = false
  await rows.sync()
  await flow.take(wangs, 'collect', '东门')
  expect(flow.answer.value?.state).toBe('notEnrolled')
  expect(await box.waiting()).toEqual([])
})
