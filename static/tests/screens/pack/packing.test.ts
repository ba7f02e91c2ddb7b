import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { papersHere, type Papers } from '../../../src/custody/scene'
import { deviceKey } from '../../../src/keys'
import { outbox, type Outbox } from '../../../src/outbox'
import { liveQueue, type LiveQueue } from '../../../src/queue'
import type { Item } from '../../../src/rows'
import { packedOf, packing, type PackingTable } from '../../../src/screens/pack/packing'
import { store, type Store } from '../../../src/store'
import { chiefsGrant, fakeSignIn } from '../../components'
import { actedIsNotKept, shownOnceActed, slow } from '../../acted'
import { fakeHub, freshDatabase, person, plan, refusal, type FakeHub } from '../../fakes'

const label = (kind: string, room: string) => labelNumber(kind, Number(room) - 100)
const KINDS = ['PP', 'CP', 'SL', 'RS'] as const

let hub: FakeHub
let papers: Papers
let table: PackingTable
let live: LiveQueue
let rows: Store
let box: Outbox

function item(kind: string, room: string): Item {
  return {
    label: label(kind, room), kind, plan: 1, session: 'S1', room, state: 'received', holder: { stage: 'site', people: [], room: null },
    inside: null, seal: null, broken: false, counts: {}, packed: {}, aside: {}, at: null, act: null,
  }
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.parse('2026-11-22T08:00:00+08:00'))
  const database = await freshDatabase()
  hub = fakeHub()
  const items = ['101', '102'].flatMap((room) => ['RSET', ...KINDS, ...(room === '102' ? ['SC'] : [])].map((kind) => item(kind, room)))
  const values: [string, string, unknown][] = [
    ['plan', '1', plan()],
    ['person', '1/1', person({ person: 1, name: '赵甲', role: 5, state: 'in' })],
    ...items.map((one): [string, string, unknown] => ['item', `1/${one.label}`, one]),
  ]
  const through = values.length
  hub.pages = [{ rows: values.map(([kind, key, value], index) => ({ kind, key, seq: index + 1, value })), through, more: false, size: through, now: new Date().toISOString() }]
  rows = store(database, hub)
  await rows.sync()
  live = liveQueue()
  box = outbox({ database, hub, changed: live.moved, device: () => 'd7', key: async () => (await deviceKey(database))!, locks: undefined })
  const app = { store: rows, outbox: box, queue: live.queue, signIn: fakeSignIn({ ...chiefsGrant, acts: ['custody'] }) }
  papers = papersHere(app)
  table = packing(app, papers, () => '一号台', () => {})
})
afterEach(() => vi.useRealTimers())

const sent = () => hub.batches.flat().map(({ fact }) => fact)
const pack = async (room: string, kinds: readonly string[]) => {
  for (const kind of ['RSET', ...kinds]) await table.take(label(kind, room))
}

test('the set, then its bags in any order: whole, it closes by itself', async () => {
  await pack('101', ['RS', 'CP', 'SL'])
  expect(table.lacks.value.map(({ kind }) => kind)).toEqual(['PP'])
  expect(sent()).toEqual([])
  await table.take(label('PP', '101'))
  await vi.waitFor(() => expect(table.answer.value?.state).toBe('accepted'))
  expect(sent().map(({ kind, body }) => [kind, body])).toEqual([
    ['custody.pack', { plan: 1, container: label('RSET', '101'), objects: ['RS', 'CP', 'SL', 'PP'].map((kind) => label(kind, '101')), people: [{ person: 1 }], place: '一号台' }],
  ])
})

test('a bag of another room is told at once, goes on record, and the set goes on', async () => {
  hub.refuses = ({ fact }) => ((fact.body['objects'] as string[]).includes(label('CP', '102')) ? refusal : null)
  await pack('101', ['PP'])
  await table.take(label('CP', '102'))
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'object-wrong-room' } })
  await vi.waitFor(() => expect(sent()).toHaveLength(1))
  for (const kind of ['CP', 'SL', 'RS']) await table.take(label(kind, '101'))
  await vi.waitFor(() => expect(table.answer.value?.state).toBe('accepted'))
})

test('what else is for the room is asked for before it closes, and may stay outside', async () => {
  await pack('102', KINDS)
  expect(sent()).toEqual([])
  expect(table.outside.value.map(({ kind }) => kind)).toEqual(['SC'])
  await table.close()
  await vi.waitFor(() => expect(sent()).toHaveLength(1))
})

test('a bag before its set is told which set to scan first', async () => {
  await table.take(label('PP', '101'))
  expect(table.answer.value!.refusal).toMatchObject({ code: 'set-first', says: expect.stringContaining('101 号考场') as string })
  expect(sent()).toEqual([])
})

test('that somebody acted is on the disk before the screen says that it is saved here', async () => {
  hub.reachable = false
  const then = shownOnceActed(box, () => table.answer.value?.state)
  await pack('101', KINDS)
  await vi.waitFor(() => expect(table.answer.value?.state).toBe('waiting'))
  expect(then).toEqual(['sending'])
})

test('where that cannot be kept the set is packed all the same and it is to be read, until the late yes of a slow hub puts it right', async () => {
  const free = slow(hub)
  actedIsNotKept()
  await pack('101', KINDS)
  await vi.waitFor(() => expect(table.answer.value?.state).toBe('unmarked'))
  expect(packedOf(papers, 'S1')).toMatchObject({ done: 1 })
  await table.take(label('RSET', '102'))
  expect([table.answer.value, table.late.value]).toMatchObject([{ state: 'part' }, [{ state: 'unmarked', container: { room: '101' } }]])
  free()
  await vi.waitFor(() => expect(table.late.value).toEqual([]))
})

test('the hub’s no to a set stays to be read beside the next set', async () => {
  const free = slow(hub)
  hub.refuses = ({ fact }) => (fact.body['container'] === label('RSET', '101') ? refusal : null)
  await pack('101', KINDS)
  await table.take(label('RSET', '102'))
  free()
  await vi.waitFor(() => expect(table.late.value).toMatchObject([{ state: 'wrong', refusal, container: { room: '101' } }]))
  expect(table.answer.value).toMatchObject({ state: 'part', container: { room: '102' } })
  table.read(table.late.value[0]!)
  expect(table.late.value).toEqual([])
})

test('a wrong bag stays told while the right ones go in; what only says what comes first does not', async () => {
  hub.refuses = () => refusal
  await table.take(label('PP', '101'))
  await table.take(label('RSET', '101'))
  expect([table.answer.value?.state, table.late.value]).toEqual(['part', []])
  await table.take(label('CP', '102'))
  await table.take(label('CP', '102'))
  await table.take(label('PP', '101'))
  expect([table.answer.value?.state, table.late.value.map(({ about }) => about?.label)]).toEqual(['part', [label('CP', '102')]])
})

test('while the hub is away a packed set counts as packed here', async () => {
  hub.reachable = false
  await pack('101', KINDS)
  await vi.waitFor(() => expect(table.answer.value?.state).toBe('waiting'))
  expect(packedOf(papers, 'S1')).toMatchObject({ done: 1, total: 2, due: [{ room: '102' }] })
})

test('the same bag scanned twice is no matter', async () => {
  await pack('101', ['PP', 'PP', 'CP'])
  expect(table.open.value.objects).toHaveLength(2)
})

test('a bag that has not come yet is no wrong bag: what it is and where is at hand', async () => {
  const bag = { ...item('CP', '101'), holder: { stage: 'vault', people: [1], room: null } }
  hub.pages.push({ rows: [{ kind: 'item', key: `1/${bag.label}`, seq: 900, value: bag }], through: 900, more: false, size: 900, now: new Date().toISOString() })
  await rows.sync()
  hub.refuses = () => refusal
  await pack('101', ['CP'])
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'pack-elsewhere' }, about: { label: bag.label, holder: { stage: 'vault' } } })
})

test('what is no part of a set yet is on record too: a bag before its set, a label nobody knows, a badge; each once', async () => {
  const steps: [string, string][] = [
    [label('PP', '101'), 'set-first'],
    [labelNumber('PP', 77), 'object-unknown'],
    ['KW1:NOBODY', 'label-expected'],
  ]
  for (const [text, code] of steps) {
    await table.take(text)
    await table.take(text)
    expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code } })
  }
  await vi.waitFor(() => expect(sent().map(({ kind, body }) => [kind, body['step'], body['code']])).toEqual(steps.map(([, code]) => ['custody.attempt', 'pack', code])))
})
