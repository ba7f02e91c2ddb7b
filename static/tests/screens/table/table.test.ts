import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { computed, effectScope } from 'vue'
import { labelNumber } from '../../../src/custody/label'
import type { Papers } from '../../../src/custody/scene'
import type { Database } from '../../../src/database'
import { badgeNumber } from '../../../src/number'
import type { LiveQueue } from '../../../src/queue'
import type { Item } from '../../../src/rows'
import type { Table } from '../../../src/screens/table/answer'
import { keptOnTable } from '../../../src/screens/table/left'
import { mine, undoable } from '../../../src/screens/table/mine'
import { tableOf } from '../../../src/screens/table/table'
import type { Store } from '../../../src/store'
import { chiefsGrant } from '../../components'
import { shownOnceActed } from '../../acted'
import { refusal, type FakeHub } from '../../fakes'
import { CASE, number, SETS } from './day'
import { site, type Site } from './site'

let hub: FakeHub
let rows: Store
let papers: Papers
let table: Table
let tones: string[]
let live: LiveQueue
let database: Database
let leg: string
let app: Site['app']

function clock(at: string): void {
  vi.setSystemTime(Date.parse(`2026-11-22T${at}+08:00`))
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  clock('08:30:00')
  leg = 'L3'
  ;({ database, hub, rows, live, app, papers } = await site())
  tones = []
  table = tableOf(app, papers, { leg: () => leg, session: () => 'S1', place: () => '' }, (tone) => tones.push(tone))
})
afterEach(() => vi.useRealTimers())

/** The screen is opened anew on the same device: another table, with what the device kept. */
function opened(holder = 1) {
  const again = tableOf(app, papers, { leg: () => leg, session: () => 'S1', place: () => '' }, () => {})
  const scope = effectScope()
  const since = scope.run(() => keptOnTable(database, { draft: again.draft, place: () => ({ plan: 1, leg, session: null, holder }), restore: again.restore }))!
  return { again, since, labels: () => again.draft.value.objects.map(({ label }) => label), signed: () => again.draft.value.people.map(({ person }) => person?.person), leave: () => scope.stop() }
}
const left = (at = leg) => database.get('settings', `table/1/${at}/`)

const sent = () => hub.batches.flat().map(({ fact }) => fact)
const settledOn = (state: string) => vi.waitFor(() => expect(table.answer.value?.state).toBe(state))

async function issue(room: string, ...people: number[]): Promise<void> {
  await table.take(SETS[room]!)
  for (const one of people) await table.take(number(one))
}

test('set, badge, badge: handed over by whoever signed in, without a tap', async () => {
  await issue('101', 2, 3)
  await settledOn('accepted')
  expect(sent()).toHaveLength(1)
  expect(sent()[0]).toMatchObject({
    kind: 'custody.handoff',
    grant: chiefsGrant.grant,
    body: {
      plan: 1, leg: 'L3', session: 'S1', place: '一号台', objects: [SETS['101']], givers: [{ person: 1 }],
      receivers: [{ number: number(2) }, { number: number(3) }], monitors: [], missing: [],
    },
  })
  expect(tones).toEqual(['waiting', 'waiting', 'accepted'])
  expect(table.draft.value.objects).toEqual([])
})

test('whoever signed in and signs nothing of a leg is told so before the first scan, with who does', () => {
  expect(table.outsider.value).toBeNull()
  const reading = tableOf(app, papers, { leg: () => 'L7', session: () => 'S1', place: () => '' }, () => {})
  expect(reading.outsider.value).toContain('VK')
  expect(reading.outsider.value).not.toContain('CE')
})

test('badges may come before the set', async () => {
  await table.take(number(2))
  await table.take(number(3))
  await table.take(SETS['101']!)
  await settledOn('accepted')
})

test('scans that come faster than they are stored are taken in their order', async () => {
  const texts = [SETS['101']!, number(2), number(3), SETS['102']!, number(4), number(5)]
  await Promise.all(texts.map((text) => table.take(text)))
  await vi.waitFor(() => expect(sent()).toHaveLength(2))
  expect(sent().map(({ body }) => body['objects'])).toEqual([[SETS['101']], [SETS['102']]])
})

test.each([
  ['an invigilator of another room', () => issue('101', 4), 'proctor-other-room'],
  ['somebody not checked in', () => issue('103', 6), 'person-not-in'],
  ['somebody of another role', () => issue('101', 7), 'role-not-for-leg'],
  ['the set of another session', () => table.take(labelNumber('RSET', 9)), 'object-wrong-session'],
  ['a bag that lies in its set', () => table.take(labelNumber('PP', 1)), 'object-inside-another'],
  ['a label of another site', () => table.take(`KL1:9999:1:${SETS['101']}`), 'object-wrong-site'],
  ['a label that nobody registered', () => table.take(labelNumber('RSET', 77)), 'object-unknown'],
  ['a revoked badge', async () => { await issue('101'); await table.take(badgeNumber(900)) }, 'badge-revoked'],
  ['a case that has not come yet', () => table.take(CASE), 'wrong-leg'],
  ['a revoked badge before anything to hand over', () => table.take(badgeNumber(900)), 'badge-revoked'],
])('%s is turned away in the hub’s words, and the attempt goes on its record', async (_, how, code) => {
  hub.refuses = () => ({ ...refusal, code })
  await how()
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code } })
  expect(table.answer.value!.refusal!.says).not.toMatch(/[{}]/)
  expect(tones.at(-1)).toBe('refused')
  await vi.waitFor(() => expect(sent()).toHaveLength(1))
  // Somebody has read it: nothing is left on this device's list.
  await vi.waitFor(() => expect([...live.queue.needsPerson, ...live.queue.waiting]).toEqual([]))
})

test('what was turned away leaves the set on the table for those who have its room', async () => {
  hub.refuses = ({ fact }) => ((fact.body['receivers'] as unknown[]).length < 2 ? { ...refusal, code: 'proctor-other-room' } : null)
  await issue('101', 4)
  await table.take(number(2))
  await table.take(number(3))
  await settledOn('accepted')
})

test('before the time nothing is given out, and the hour is told', async () => {
  clock('07:00:00')
  await table.take(SETS['101']!)
  expect(table.answer.value!.refusal).toMatchObject({ code: 'leg-not-open', says: expect.stringContaining('08:00') as string })
})

test('without somebody signed in nothing is taken, and nothing is sent', async () => {
  app.signIn.held.value = null
  await table.take(SETS['101']!)
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'grant-needed' } })
  expect(sent()).toEqual([])
})

test('that somebody acted is on the disk before the screen says that it is saved here', async () => {
  hub.reachable = false
  const then = shownOnceActed(app.outbox, () => table.answer.value?.state)
  await issue('101', 2, 3)
  await settledOn('waiting')
  expect([then, live.queue.waiting.map(({ acted }) => acted)]).toEqual([['sending'], [true]])
})

test('while the hub is away it is saved here, said so, and nobody gets the set twice at this table', async () => {
  hub.reachable = false
  await issue('101', 2, 3)
  await settledOn('waiting')
  expect(papers.items.value.get(SETS['101']!)).toMatchObject({ state: 'issued', holder: { stage: 'room', people: [2, 3], room: '101' } })
  expect(papers.items.value.get(labelNumber('PP', 1))!.holder.room).toBe('101')
  await issue('101')
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'already-moved' } })
})

test('an attempt that was turned away moves nothing while it waits', async () => {
  hub.reachable = false
  await issue('101', 2, 4)
  expect(table.answer.value).toMatchObject({ state: 'wrong' })
  await vi.waitFor(() => expect(live.queue.waiting).toHaveLength(1))
  expect(papers.items.value.get(SETS['101']!)!.holder.stage).toBe('site')
})

test('cases from the vault: all are scanned, everyone shows a badge, one tap for the seals', async () => {
  leg = 'L1'
  await table.take(CASE)
  for (const one of [10, 1, 7]) await table.take(number(one))
  expect(table.ready.value).toBe(true)
  expect(sent()).toEqual([])
  await table.finish()
  await settledOn('accepted')
  expect(sent()[0]!.body).toMatchObject({
    leg: 'L1', objects: [CASE], givers: [{ number: number(10) }], receivers: [{ number: number(1) }, { number: number(7) }], look: { intact: true },
  })
  expect(sent()[0]!.body).not.toHaveProperty('session')
})

test('what was on the table when the screen was left is there again, with its signatures, until it is handed over', async () => {
  leg = 'L1'
  const before = opened()
  for (const text of [CASE, number(10), number(1)]) await before.again.take(text)
  before.leave()
  clock('08:31:00')
  const after = opened()
  await vi.waitFor(() => expect(after.labels()).toEqual([CASE]))
  expect(after.signed()).toEqual([10, 1])
  await vi.waitFor(() => expect(after.since.value).toBe(Date.parse('2026-11-22T08:30:00+08:00')))
  await after.again.take(number(7))
  await after.again.finish()
  await vi.waitFor(() => expect(sent()[0]).toMatchObject({ kind: 'custody.handoff', body: { objects: [CASE], givers: [{ number: number(10) }] } }))
  await vi.waitFor(async () => expect(await left()).toBeUndefined())
  expect(after.since.value).toBeNull()
})

test('whoever signs in next finds the things that were left, not the signatures', async () => {
  leg = 'L1'
  const before = opened()
  for (const text of [CASE, number(10)]) await before.again.take(text)
  before.leave()
  const after = opened(7)
  await vi.waitFor(() => expect(after.labels()).toEqual([CASE]))
  expect(after.signed()).toEqual([])
})

test('a badge shown long ago signs nothing any more, however often the screen was opened since', async () => {
  leg = 'L1'
  const before = opened()
  for (const text of [CASE, number(10)]) await before.again.take(text)
  before.leave()
  clock('08:34:00')
  const soon = opened()
  await vi.waitFor(() => expect(soon.signed()).toEqual([10]))
  soon.leave()
  clock('08:36:00')
  const late = opened()
  await vi.waitFor(() => expect(late.labels()).toEqual([CASE]))
  expect(late.signed()).toEqual([])
})

test('where not all of what was left is there, nobody has signed for the rest, and what was seen of the others is left out', async () => {
  const before = opened()
  leg = 'L1'
  await before.again.take(CASE)
  await before.again.take(number(10))
  before.again.except({ intact: true, seals: [], counts: [], reasons: [{ label: CASE, words: '角磨损' }] }, [])
  before.leave()
  const kept = (await vi.waitFor(async () => {
    const found = await left()
    expect(found).toMatchObject({ look: { intact: true } })
    return found
  })) as { objects: unknown[]; look: { reasons: unknown[] }; missing: string[] }
  const other = labelNumber('CS', 2)
  kept.objects.push({ text: other, label: other })
  kept.look.reasons.push({ label: other, words: '提手断' })
  await database.put('settings', { ...kept, missing: [other] }, 'table/1/L1/')
  const after = opened()
  await vi.waitFor(() => expect(after.labels()).toEqual([CASE]))
  expect(after.signed()).toEqual([])
  expect(after.again.draft.value).toMatchObject({ look: { intact: false, reasons: [{ label: CASE, words: '角磨损' }] }, missing: [] })
})

test('what lies at one leg is kept when something is scanned at another', async () => {
  leg = 'L1'
  const before = opened()
  await before.again.take(CASE)
  before.leave()
  leg = 'L3'
  const elsewhere = opened()
  await elsewhere.again.take(SETS['101']!)
  await vi.waitFor(async () => expect(await left('L3')).toBeDefined())
  elsewhere.leave()
  leg = 'L1'
  const after = opened()
  await vi.waitFor(() => expect(after.labels()).toEqual([CASE]))
  leg = 'L3'
  const back = opened()
  await vi.waitFor(() => expect(back.labels()).toEqual([SETS['101']]))
})

test('what was put back, or went by another table meanwhile, does not come again', async () => {
  leg = 'L1'
  const before = opened()
  await before.again.take(CASE)
  await vi.waitFor(async () => expect(await left()).toBeDefined())
  before.again.clear()
  await vi.waitFor(async () => expect(await left()).toBeUndefined())
  await before.again.take(CASE)
  before.leave()
  const gone = { ...rows.rows('item').get(`1/${CASE}`)!, state: 'received', holder: { stage: 'site', people: [], room: null } }
  const seq = 1_000
  hub.pages.push({ rows: [{ kind: 'item', key: `1/${CASE}`, seq, value: gone }], through: seq, more: false, size: seq, now: new Date().toISOString() })
  await rows.sync()
  const after = opened()
  await vi.waitFor(async () => expect(await left()).toBeUndefined())
  expect(after.labels()).toEqual([])
})

test('another seal than on record stops the act', async () => {
  leg = 'L1'
  hub.refuses = () => refusal
  await table.take(CASE)
  table.except({ intact: false, seals: [{ label: CASE, number: labelNumber('ST', 5), broken: false, words: '编号不同' }], counts: [], reasons: [] }, [])
  for (const one of [10, 1, 7]) await table.take(number(one))
  await table.finish()
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'seal-differs' } })
})

test('a thing that is missing is named with its reason and goes on record', async () => {
  await table.take(SETS['101']!)
  const bag = labelNumber('PP', 1)
  table.except({ intact: false, seals: [], counts: [], reasons: [{ label: bag, words: '不在套里' }] }, [bag])
  await table.take(number(2))
  await table.take(number(3))
  expect(sent()).toEqual([])
  await table.finish()
  await settledOn('accepted')
  expect(sent()[0]!.body).toMatchObject({ missing: [bag], look: { reasons: [{ label: bag, words: '不在套里' }] } })
})

test('the newest act is taken back within a minute, also one that waits', async () => {
  hub.reachable = false
  const done = mine(app, papers)
  await issue('101', 2, 3)
  await settledOn('waiting')
  await vi.waitFor(() => expect(done.value).toMatchObject([{ room: '101', state: 'waiting', undone: false }]))
  const { fact } = done.value[0]!
  expect(undoable(done.value, fact, Date.now() + 59_000)).toBe(true)
  expect(undoable(done.value, fact, Date.now() + 61_000)).toBe(false)
  await table.undo(fact)
  expect(papers.items.value.get(SETS['101']!)!.holder.stage).toBe('site')
  expect(done.value).toMatchObject([{ undone: true }])
  hub.reachable = true
  await app.outbox.flush()
  expect(sent().map(({ kind }) => kind)).toEqual(['custody.handoff', 'custody.undo'])
  expect(sent()[1]!.body).toEqual({ plan: 1, undoes: fact })
})

test('a set that is given back comes from those who hold it', async () => {
  leg = 'L4'
  for (const label of [SETS['101']!, labelNumber('PP', 1)]) {
    const out = { state: 'issued', holder: { stage: 'room', people: [2, 3], room: '101' } }
    ;(rows.rows('item') as Map<string, Item>).set(`1/${label}`, { ...rows.rows('item').get(`1/${label}`)!, ...out })
  }
  clock('10:40:00')
  await issue('101', 2, 3)
  await settledOn('accepted')
  expect(sent()[0]!.body).toMatchObject({ leg: 'L4', givers: [{ number: number(2) }, { number: number(3) }], receivers: [{ person: 1 }] })
})

test('what is needed still is counted by side', async () => {
  leg = 'L1'
  await table.take(CASE)
  await table.take(number(1))
  const lacks = computed(() => table.lacks.value.map(({ side, there, needed }) => [side, there, needed]))
  expect(lacks.value).toEqual([['giver', 0, 1], ['receiver', 1, 2]])
})
