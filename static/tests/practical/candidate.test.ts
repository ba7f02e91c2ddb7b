import { expect, test } from 'vitest'
import type { Queued } from '../../src/database'
import { hoursOf, mayBeAbsent, mayDraw, notBeginning, stateOf, turnDue, workpieceNumber, type Circumstances } from '../../src/practical/candidate'
import { draftFrom, scoredIn, told, type Draft, type Signed } from '../../src/practical/drafts'
import { candidatesHere, lotsHere } from '../../src/practical/here'
import { published } from '../../src/practical/lots'
import type { PracticalRow, SheetRow } from '../../src/practical/rows'
import type { Plan } from '../../src/rows'

const NINE = Date.parse('2026-11-22T09:00:00+08:00')
const PLACE = { plan: 1, session: 'E1', room: 'M1' }
const MARK = { at: '2026-11-22T01:00:00Z', by: 10, fact: 'f', device: 'd' }
const ONE: PracticalRow = {
  ...PLACE, candidate: 'c1', seat: 1, mask: '张**', trade: '电工', level: 4, listed: true, station: null, turn: null, drawn: null,
  identity: null, began: null, ended: null, absent: null, excused: false, workpiece: null, sealed: true, scores: {},
}
const drawn = { station: '3', turn: 1, drawn: { ...MARK, card: 1, lots: 1 } }
const identity = { ...MARK, outcome: 'ok' as const, evidence: null, reason: '' }
const circumstances = (minutes: number, over: Partial<Circumstances> = {}): Circumstances => ({
  hours: { starts: NINE, ends: NINE + 180 * 60_000, over: false, limit: NINE + 30 * 60_000 },
  now: NINE + minutes * 60_000, lots: true, workpiece: true, team: [10, 11], ...over,
})
const queued = (kind: string, body: Record<string, unknown>): Queued =>
  ({ id: `${kind}-1`, kind, device: 'd', device_seq: 1, fact: { at: MARK.at, body: { ...PLACE, ...body } }, state: 'waiting', acted: true }) as unknown as Queued

test('what comes next, from the door to the last signature', () => {
  const at = circumstances(0)
  expect(stateOf(ONE, at)).toBe('expected')
  expect(stateOf(ONE, circumstances(31))).toBe('late')
  expect(stateOf({ ...ONE, excused: true }, circumstances(31))).toBe('expected')
  expect(stateOf({ ...ONE, identity }, at)).toBe('undrawn')
  expect(stateOf({ ...ONE, ...drawn }, at)).toBe('unidentified')
  expect(stateOf({ ...ONE, ...drawn, identity }, at)).toBe('ready')
  expect(stateOf({ ...ONE, ...drawn, identity: { ...identity, outcome: 'not_person' } }, at)).toBe('stopped')
  const ended = { ...ONE, ...drawn, identity, began: MARK.at, ended: MARK.at }
  expect(stateOf({ ...ended, ended: null }, at)).toBe('working')
  expect(stateOf(ended, at)).toBe('workpiece')
  const sheet = { fact: 'f', at: MARK.at, version: 1, reason: '', total: null, failed: null, items: null }
  const handed = { ...ended, workpiece: { ...MARK, number: 'G1', reason: '' }, scores: { 10: sheet } }
  expect(stateOf(handed, at)).toBe('scoring')
  expect(stateOf({ ...handed, scores: { 10: sheet, 11: sheet } }, at)).toBe('scored')
})

test('nobody begins before the time, after it, or without what comes first', () => {
  const ready = { ...ONE, ...drawn, identity }
  expect(notBeginning(ready, circumstances(0))).toBeNull()
  expect(notBeginning(ready, circumstances(-1))).toBe('early')
  expect(notBeginning(ready, circumstances(180))).toBe('over')
  expect(notBeginning({ ...ready, identity: null }, circumstances(0))).toBe('unidentified')
  expect(notBeginning({ ...ready, drawn: null }, circumstances(0))).toBe('undrawn')
  expect(notBeginning({ ...ready, drawn: null }, circumstances(0, { lots: false }))).toBeNull()
  expect(mayBeAbsent(ONE, circumstances(30))).toBe(false)
  expect(mayBeAbsent(ONE, circumstances(31))).toBe(true)
  expect(mayBeAbsent({ ...ONE, scores: { 10: {} as SheetRow } }, circumstances(31))).toBe(false)
})

test('an extension by signal moves the end of its room alone', () => {
  const plan = { sessions: [{ id: 'E1', name: '', kind: 'practical', starts: '2026-11-22T09:00:00+08:00', ends: '2026-11-22T12:00:00+08:00' }] } as unknown as Plan
  const signal = { started: '2026-11-22T09:05:00+08:00', ended: null, ends: '2026-11-22T12:00:00+08:00', room_ends: { M1: '2026-11-22T12:20:00+08:00' } } as never
  expect(hoursOf(plan, 'E1', 'M1', signal, 30)).toEqual({ starts: NINE + 300_000, ends: NINE + 200 * 60_000, over: false, limit: NINE + 35 * 60_000 })
  expect(hoursOf(plan, 'E1', 'M2', signal, 30)?.ends).toBe(NINE + 180 * 60_000)
})

test('workpieces of rooms with Chinese names have numbers of their own, the same wherever the rooms are listed', () => {
  const plan = { sessions: [{ id: 'E1' }] } as unknown as Plan
  const [rooms, turned] = [['101', '钳工A', '车工A'], ['车工A', '钳工A', '101']]
  expect(workpieceNumber(plan, 'E1', 'M1', 7, rooms)).toMatch(/^G1-M1-07-[0-9A-Z]$/)
  const made = ['钳工A', '车工A'].map((room) => workpieceNumber(plan, 'E1', room, 3, rooms))
  expect(made).toEqual(['钳工A', '车工A'].map((room) => workpieceNumber(plan, 'E1', room, 3, turned)))
  expect(made.map((one) => one.slice(0, -2))).toEqual(['G1-R3-03', 'G1-R2-03'])
})

test('what was done here stands before the hub has answered, and only in its own room', () => {
  const rows = new Map([['1/E1/M1/c1', ONE]])
  const waiting = [
    queued('practical.lots', { number: 1, stations: ['1', '2'], turns: 1, hash: 'h' }),
    queued('practical.draw', { candidate: 'c1', lots: 1, card: 2, station: '1', turn: 1 }),
    queued('practical.identify', { candidate: 'c1', outcome: 'ok' }),
    queued('practical.begin', { candidates: ['c1', 'c9'] }),
    queued('evidence.score', { candidate: 'c1', items: [], total: 5 }),
  ]
  const here = candidatesHere(rows, waiting, 10).get('1/E1/M1/c1')!
  expect([here.station, here.identity?.outcome, here.began]).toEqual(['1', 'ok', MARK.at])
  expect(here.scores[10]?.total).toBeNull()
  expect(lotsHere(undefined, waiting, PLACE)?.cards.map(({ card }) => card)).toEqual([2])
  expect(lotsHere(undefined, waiting, { ...PLACE, room: 'M2' })).toBeUndefined()
  expect(candidatesHere(rows, [], 10)).toBe(rows)
})

test('lots that others lie in place of are revealed like the newest', () => {
  const laid = (number: number, reason = '') => queued('practical.lots', { number, stations: ['1', '2'], turns: 1, hash: `h${number}`, reason })
  const waiting = [laid(1), queued('practical.draw', { candidate: 'c1', lots: 1, card: 2, station: '1', turn: 1 }), laid(2, '手机坏了'), queued('practical.reveal', { lots: 1, seed: 's1' })]
  const found = lotsHere(undefined, waiting, PLACE)!
  expect([found.number, found.revealed]).toEqual([2, null])
  expect(found.earlier.map(({ number, revealed }) => [number, revealed?.seed])).toEqual([[1, 's1']])
  expect(published(found.earlier[0]!)).toMatchObject({ number: 1, seed: 's1', cards: [{ card: 2, station: '1', turn: 1 }] })
  expect(published(found)).toBeNull()
})

test('a station stays out when cards are laid out without it, and is good again where it is named', () => {
  const laid = (number: number, stations: string[]) => queued('practical.lots', { number, stations, turns: 1, hash: `h${number}`, reason: '' })
  const broken = [laid(1, ['1', '2']), queued('practical.take_out', { station: '1', reason: '电机烧毁' }), laid(2, ['2', '3'])]
  expect(lotsHere(undefined, broken, PLACE)?.out.map(({ station }) => station)).toEqual(['1'])
  expect(lotsHere(undefined, [...broken, laid(3, ['1', '2'])], PLACE)?.out).toEqual([])
})

test('who is through without a station is not waited for', () => {
  const sheet = { fact: 'f', at: MARK.at, version: 1, reason: '', total: null, failed: null, items: null }
  expect([ONE, { ...ONE, began: MARK.at }].map(mayDraw)).toEqual([true, true])
  const through = [{ ...ONE, ...drawn }, { ...ONE, ended: MARK.at }, { ...ONE, scores: { 10: sheet } }, { ...ONE, absent: { ...MARK, reason: '' } }, { ...ONE, identity: { ...identity, outcome: 'not_person' as const } }]
  expect(through.map(mayDraw)).toEqual([false, false, false, false, false])
})

test('what a sealed sheet came to is told on the device it was signed on alone, and never as 0', () => {
  const here: Signed = { version: 1, total: 9_000, items: {} }
  const sealed = { total: null, items: null }
  expect([here, null].map((signed) => told({ ...sealed, version: 1 }, signed, [])?.total)).toEqual([9_000, undefined])
  expect(told({ ...sealed, version: 2 }, here, [])).toBeNull() // corrected on another device since
  expect([here, null].map((signed) => told({ total: 0, items: [], version: 2 }, signed, [])?.total)).toEqual([0, 0])
})

test('the next turn waits for nobody who was stopped, is absent or came too late', () => {
  const at = (turn: number | null, state: string, began: string | null = null) => ({ row: { began, turn }, state })
  expect(turnDue([at(1, 'stopped'), at(null, 'late'), at(1, 'absent'), at(1, 'working', MARK.at), at(2, 'ready')])).toBe(2)
  expect(turnDue([at(1, 'unidentified'), at(2, 'ready')])).toBe(1)
  expect(turnDue([at(null, 'expected'), at(2, 'ready')])).toBe(1)
})

test('what nobody has scored is no 0, and a draft of a signed sheet is that sheet', () => {
  const items = [
    { id: 'a', question: '一', name: '', full: 1000, criterion: '', failing: false },
    { id: 'b', question: '一', name: '', full: 0, criterion: '', failing: true },
  ]
  const draft: Draft = { items: { a: { found: '', score: null, failed: null } }, signed: null }
  expect(scoredIn(items, draft)).toEqual([])
  const scored = [
    { item: 'a', found: '松动', deducted: 500, score: 500, failed: false },
    { item: 'b', found: '', deducted: 0, score: 0, failed: false },
  ]
  expect(scoredIn(items, { items: draftFrom(scored, items) })).toEqual(scored)
})
