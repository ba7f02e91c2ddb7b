import { beforeEach, expect, test } from 'vitest'
import { acts, type Acts } from '../../../src/acts'
import { digest } from '../../../src/fact'
import { deviceKey } from '../../../src/keys'
import { outbox, type Outbox } from '../../../src/outbox'
import { liveQueue } from '../../../src/queue'
import { checkIn, type CheckIn, type WalkIn } from '../../../src/screens/check-in/check-in'
import type { Spare } from '../../../src/screens/check-in/judge'
import { takeBack, undoable } from '../../../src/screens/check-in/undo'
import { undoing } from '../../../src/screens/check-in/undoing'
import { whoOf } from '../../../src/screens/check-in/who'
import { store, type Store } from '../../../src/store'
import { badge, fakeHub, freshDatabase, person, plan, refusal, type FakeHub } from '../../fakes'

let hub: FakeHub
let rows: Store
let box: Outbox
let done: Acts
let flow: CheckIn
const li = person({ person: 18, name: '李强' })
const wang = person({ badge: '00112233445566ff', number: '00017-E' })
const shown = { by: 'number', number: '00200-A' } as const
const spare: Spare = { shown, plan: 1, role: 8, number: '00200-A' }
const ouyang: WalkIn = { plan: 1, role: 8, replaces: null, name: '欧阳安', unit: '三校', phone: '13800005678', note: '' }

beforeEach(async () => {
  const database = await freshDatabase()
  hub = fakeHub()
  const values: [string, string, unknown][] = [
    ['plan', '1', plan()],
    ['person', '1/17', wang],
    ['person', '1/18', li],
    ['badge', '00112233445566ff', badge()],
    ['badge', 'b200', badge({ badge: 'b200', person: 0, spare: true, number: '00200-A' })],
  ]
  hub.pages = [{ rows: values.map(([kind, key, value], index) => ({ kind, key, seq: index + 1, value })), through: 5, more: false, size: 5, now: '2026-11-22T00:00:00Z' }]
  rows = store(database, hub)
  await rows.sync()
  const { queue, moved: changed } = liveQueue()
  box = outbox({ database, hub, changed, device: () => 'd7', key: async () => (await deviceKey(database))!, turnedAway: () => rows.turnedAway(), locks: undefined })
  done = await acts(database)
  flow = checkIn({ store: rows, outbox: box, queue, acts: done }, () => {})
})

const sent = () => hub.batches.flat().map(({ fact }) => [fact.kind, fact.body])
const refuse = (kind: string) => {
  hub.refuses = ({ fact }) => (fact.kind === kind ? refusal : null)
}

test('a spare badge nobody has is given back instead of being checked in', async () => {
  expect(await flow.take(shown, 'in', '东门')).toEqual(spare)
  expect(flow.verdict.value).toBeNull()
  expect(hub.batches).toEqual([])
})

test('on the way out it is the hub that says whose it is not', async () => {
  hub.refuses = () => refusal
  expect(await flow.take(shown, 'out', '东门')).toBeNull()
  expect(flow.verdict.value).toMatchObject({ state: 'refused', doubt: 'unbound', refusal })
})

test('binding checks in with the badge in one go', async () => {
  await flow.bind(spare, li, '东门', null)
  expect(sent()).toEqual([
    ['badge.bind', { plan: 1, person: 18, number: '00200-A' }],
    ['duty.check_in', { place: '东门', number: '00200-A' }],
  ])
  expect(flow.verdict.value).toMatchObject({ state: 'accepted', deed: 'bindIn', passed: 2, bound: { number: '00200-A', stops: null } })
})

test('a new badge for somebody who had one says why and which one stops, and that cannot be taken back', async () => {
  await flow.bind(spare, wang, '东门', 'lost')
  expect(hub.batches[0]?.[0]?.fact.body).toMatchObject({ person: 17, reason: 'lost' })
  expect(flow.verdict.value?.bound).toEqual({ number: '00200-A', stops: '00017-E' })
  expect(done.last.value[0]?.undoable).toEqual([done.last.value[0]?.facts[1]])
})

test('somebody who is in already, or is only handed a badge, is not checked in again', async () => {
  await flow.bind(spare, { ...li, state: 'in' }, '东门', null)
  flow.dismiss()
  await flow.bind(spare, li, '东门', null, true)
  expect(hub.batches.flat().map(({ fact }) => fact.kind)).toEqual(['badge.bind', 'badge.bind'])
  expect(flow.verdict.value?.deed).toBe('bind')
})

test('a walk-in is added, bound by the fact that added them, and checked in, in this order', async () => {
  await flow.add(ouyang, spare, '东门')
  const [add, bind, enter] = hub.batches.flat()
  expect([add?.fact.kind, bind?.fact.kind, enter?.fact.kind]).toEqual(['staff.add', 'badge.bind', 'duty.check_in'])
  expect(bind?.fact.body).toEqual({ plan: 1, added: add?.fact.id, number: '00200-A' })
  expect(add?.fact.body['details']).toBe(await digest(new TextEncoder().encode(add?.beside)))
  expect(JSON.parse(add?.beside ?? '')).toMatchObject({ name: '欧阳安', unit: '三校', phone: '13800005678', note: '' })
  expect(flow.verdict.value).toMatchObject({ state: 'accepted', deed: 'addIn', passed: 3, holder: { name: '欧阳安', role: 8 } })
})

test('no fact holds a name or a phone', async () => {
  await flow.add(ouyang, spare, '东门')
  const facts = JSON.stringify(hub.batches.flat().map(({ fact }) => fact))
  for (const words of ['欧阳安', '13800005678', '三校']) expect(facts).not.toContain(words)
})

test('a substitute names whom they stand in for', async () => {
  await flow.add({ ...ouyang, replaces: wang }, null, '东门')
  expect(sent()).toMatchObject([['staff.add', { replaces: 17, sessions: [] }]])
  expect(flow.verdict.value).toMatchObject({ deed: 'add', bound: null })
})

test('without the hub all three wait, in order, as done already, and the spare badge is bound here', async () => {
  hub.reachable = false
  await flow.add(ouyang, spare, '东门')
  expect(flow.verdict.value?.state).toBe('waiting')
  expect((await box.waiting()).map(({ kind, acted }) => [kind, acted])).toEqual([
    ['staff.add', true], ['badge.bind', true], ['duty.check_in', true],
  ])
  flow.dismiss()
  expect(await flow.take(shown, 'in', '东门')).toBeNull()
  expect(flow.verdict.value).toMatchObject({ state: 'refused', doubt: 'alreadyIn', holder: { person: { name: '欧阳安' } } })
})

test('when the badge is refused it is told how far it got, and the refusals leave the list once read', async () => {
  hub.refuses = ({ fact }) => (fact.kind === 'staff.add' ? null : refusal)
  await flow.add(ouyang, spare, '东门')
  expect(flow.verdict.value).toMatchObject({ state: 'refused', passed: 1, refusal })
  expect(done.last.value).toEqual([])
  flow.dismiss()
  await expect.poll(() => box.needsPerson()).toEqual([])
})

test('a walk-in is taken back badge and all, the newest first', async () => {
  await flow.add(ouyang, spare, '东门')
  const [act] = done.last.value
  expect(await takeBack({ outbox: box, acts: done }, act!)).toEqual({ state: 'accepted' })
  const [add, bind, enter, ...undos] = hub.batches.flat().map(({ fact }) => fact)
  expect(add?.kind).toBe('staff.add')
  expect(undos.map(({ kind, body }) => [kind, body['undoes']])).toEqual([
    ['duty.undo', enter?.id],
    ['duty.undo', bind?.id],
  ])
  expect(done.last.value[0]?.undone).toBe(true)
})

test('a check-in made without the hub can be taken back without it', async () => {
  hub.reachable = false
  await flow.take({ by: 'search', plan: 1, person: 18 }, 'in', '东门')
  const [act] = done.last.value
  expect(await takeBack({ outbox: box, acts: done }, act!)).toEqual({ state: 'waiting' })
  expect((await flow.see({ by: 'search', plan: 1, person: 18 })).holder.person?.state).toBe('expected')
})

test('a refused undo leaves the act as it was and says why', async () => {
  await flow.take({ by: 'search', plan: 1, person: 18 }, 'in', '东门')
  refuse('duty.undo')
  const { said, undo } = undoing({ outbox: box, acts: done })
  await undo(done.last.value[0]!)
  expect(said.value).toMatchObject({ outcome: { state: 'refused', refusal } })
  expect(done.last.value[0]?.undone).toBe(false)
  expect(await box.needsPerson()).toEqual([])
})

test('after a quarter of an hour it is too late, and nothing is sent', async () => {
  await flow.take({ by: 'search', plan: 1, person: 18 }, 'in', '东门')
  const [act] = done.last.value
  expect(undoable(act!, act!.at + 15 * 60_000)).toBe('yes')
  expect(undoable(act!, act!.at + 15 * 60_000 + 1)).toBe('late')
  const { said, undo } = undoing({ outbox: box, acts: done })
  await undo({ ...act!, at: act!.at - 16 * 60_000 })
  expect(said.value?.outcome.state).toBe('late')
  expect(hub.batches.flat()).toHaveLength(1)
})

test('the last acts name people from the rows, a walk-in from the queue until the rows show them', async () => {
  hub.reachable = false
  await flow.add(ouyang, spare, '东门')
  const queue = { waiting: [], needsPerson: [], ahead: await box.waiting() }
  expect(whoOf(done.last.value[0]!, { store: rows, queue })).toBe('欧阳安')
  expect(whoOf(done.last.value[0]!, { store: rows, queue: { waiting: [], needsPerson: [], ahead: [] } })).toBe('00200-A')
})
