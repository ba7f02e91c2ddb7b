import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { badgeNumber } from '../../../src/number'
import type { Table } from '../../../src/screens/table/answer'
import { tableOf } from '../../../src/screens/table/table'
import { actedIsNotKept, slow } from '../../acted'
import { refusal, type FakeHub } from '../../fakes'
import { number, SETS } from './day'
import { site, type Site } from './site'

let hub: FakeHub
let table: Table
let tones: string[]
let at: Site

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.parse('2026-11-22T08:30:00+08:00'))
  at = await site()
  hub = at.hub
  tones = []
  table = tableOf(at.app, at.papers, { leg: () => 'L3', session: () => 'S1', place: () => '' }, (tone) => tones.push(tone))
})
afterEach(() => vi.useRealTimers())

const settledOn = (state: string) => vi.waitFor(() => expect(table.answer.value?.state).toBe(state))
const late = () => table.late.value.map(({ state, objects }) => [state, objects[0]?.room])
/** The hub's no to the set of a room. */
const noTo = (room: string) => ({ fact }: { fact: { body: Record<string, unknown> } }) => ((fact.body['objects'] as string[]).includes(SETS[room]!) ? refusal : null)

async function issue(room: string, ...people: number[]): Promise<void> {
  await table.take(SETS[room]!)
  for (const one of people) await table.take(number(one))
}

test('where it cannot be kept that a set went it is out all the same, and the late yes of a slow hub puts it right', async () => {
  const free = slow(hub)
  actedIsNotKept()
  await issue('101', 2, 3)
  await settledOn('unmarked')
  expect(at.papers.items.value.get(SETS['101']!)).toMatchObject({ state: 'issued', holder: { room: '101' } })
  free()
  await settledOn('accepted')
  expect(tones.slice(-1)).toEqual(['refused'])
})

test('without the hub it is told as done when the hub is there, and nobody gets the set twice at this table', async () => {
  hub.reachable = false
  actedIsNotKept()
  await issue('101', 2, 3)
  await settledOn('unmarked')
  await issue('101')
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'already-moved' } })
  hub.refuses = noTo('101')
  hub.reachable = true
  await at.app.outbox.flush()
  expect(hub.batches.flat().map(({ acted }) => acted)).toEqual([true, false])
})

test('that it could not be kept stays to be read beside the next set, until the hub has it', async () => {
  const free = slow(hub)
  actedIsNotKept()
  await issue('101', 2, 3)
  await settledOn('unmarked')
  await table.take(SETS['102']!)
  expect(late()).toEqual([['unmarked', '101']])
  free()
  await vi.waitFor(() => expect(late()).toEqual([]))
})

test('a no that comes after the next set was begun stays until it is read', async () => {
  const answer = slow(hub)
  hub.refuses = ({ fact }) => ((fact.body['objects'] as string[])[0] === SETS['101'] ? refusal : null)
  await issue('101', 2, 3)
  await issue('102')
  answer()
  await vi.waitFor(() => expect(table.late.value).toMatchObject([{ state: 'wrong', refusal: { says: refusal.says }, objects: [{ room: '101' }] }]))
  expect(table.draft.value.objects).toMatchObject([{ label: SETS['102'] }])
  table.read(table.late.value[0]!)
  expect(table.late.value).toEqual([])
})

test('a no that was told before the next set was scanned stays until it is read', async () => {
  hub.refuses = noTo('101')
  await issue('101', 2, 3)
  await settledOn('wrong')
  await issue('102', 4, 5)
  await settledOn('accepted')
  expect(late()).toEqual([['wrong', '101']])
  await issue('103')
  expect(late()).toEqual([['wrong', '101']])
  table.clear()
  expect(late()).toEqual([['wrong', '101']])
  table.read(table.late.value[0]!)
  expect(late()).toEqual([])
})

test('a no that comes while the next set is being stored is not written over by that set’s answer', async () => {
  const answer = slow(hub)
  hub.refuses = noTo('101')
  await issue('101', 2, 3)
  await settledOn('waiting')
  const put = at.app.outbox.put
  at.app.outbox.put = async (...of) => {
    answer()
    await vi.waitFor(() => expect([...late(), [table.answer.value?.state]].flat()).toContain('wrong'))
    return put(...of)
  }
  await issue('102', 4, 5)
  await settledOn('accepted')
  expect(table.answer.value?.objects).toMatchObject([{ room: '102' }])
  expect(late()).toEqual([['wrong', '101']])
})

test('what this table turned away stays while another set goes, and is gone once that set is scanned again', async () => {
  hub.refuses = () => refusal
  await table.take(labelNumber('RSET', 9))
  expect(table.answer.value).toMatchObject({ state: 'wrong', refusal: { code: 'object-wrong-session' } })
  await table.take(SETS['102']!)
  expect(table.late.value).toMatchObject([{ refusal: { code: 'object-wrong-session' } }])
  await table.take(labelNumber('RSET', 9))
  expect([table.answer.value?.state, table.late.value]).toEqual(['wrong', []])
})

test('the right badge after a wrong one, and the same no said again, leave nothing to be read', async () => {
  hub.refuses = () => refusal
  await issue('101', 4)
  await table.take(number(2))
  expect(late()).toEqual([])
  table.clear()
  await table.take(badgeNumber(900))
  await table.take(badgeNumber(900))
  expect(late()).toEqual([])
})
