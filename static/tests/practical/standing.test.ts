import { expect, test } from 'vitest'
import type { AssessorRow, PracticalRoomRow, ResultRow } from '../../src/practical/results'
import { cardFault, faultsOf, filtered, fits, lacks, ofRoom, open, plain, waitingOf } from '../../src/practical/standing'

const lack = { code: 'media', zh: '录像', en: 'film', need: 1, have: 0, coming: 0 }

function row(over: Partial<ResultRow>): ResultRow {
  return {
    plan: 1, session: 'P1', room: '901', candidate: `n${over.seat ?? 1}`, seat: 1, mask: '张**', trade: '焊工', level: 4, station: null, state: 'unscored',
    score: null, passed: null, spread: null, failed: [], split: [], totals: {}, needed: 3, signed: 0, again: 0, confirmed: null, sent_back: null, lacks: [], ...over,
  }
}

const room = (over: Partial<PracticalRoomRow>): PracticalRoomRow => ({
  plan: 1, session: 'P1', room: '901', candidates: 3, absent: 0, scored: 0, sent_back: 0, confirmed: 0, lacking: 0, lacks: [], ...over,
})

const card = (person: number, over: Partial<AssessorRow> = {}): [number, AssessorRow] => [
  person,
  { plan: 1, person, card: `C${person}`, trade: '焊工', level: 3, until: '2027-12-31', running: 0, at: '', ...over },
]

test('a candidate lacks nothing any more once the leader has let it pass', () => {
  expect(lacks(row({ lacks: [lack] }))).toBe(true)
  expect(lacks(row({ lacks: [lack], state: 'confirmed' }))).toBe(false)
})

test('one tap confirms scores that agree, of candidates who lack nothing', () => {
  const rows = [row({ seat: 1, state: 'ready' }), row({ seat: 2, state: 'ready', lacks: [lack] }), row({ seat: 3, state: 'sent_back' }), row({ seat: 4, state: 'partial' })]
  expect(plain(rows).map(({ seat }) => seat)).toEqual([1])
  expect(plain([row({ state: 'ready', notes: [lack] })])).toEqual([]) // somebody has to watch a film first
})

test('results stand in the order of seats, those of other rooms apart', () => {
  const rows = [row({ seat: 10 }), row({ seat: 2 }), row({ seat: 1, room: '902' }), row({ seat: 3, session: 'P2' })]
  expect(ofRoom(rows, 1, 'P1', '901').map(({ seat }) => seat)).toEqual([2, 10])
})

test('each filter shows what its name says', () => {
  const rows = [row({ state: 'ready' }), row({ state: 'sent_back' }), row({ state: 'confirmed', lacks: [lack] }), row({ lacks: [lack] })]
  const counts = (['all', 'lacking', 'ready', 'sentBack', 'confirmed'] as const).map((one) => filtered(rows, one).length)
  expect(counts).toEqual([4, 1, 1, 1, 1])
})

test('a room is open while anything lacks or a score waits', () => {
  expect(open(room({ confirmed: 2, absent: 1 }))).toBe(false)
  expect(open(room({ confirmed: 1, absent: 1, stopped: 1 }))).toBe(false)
  expect(open(room({ confirmed: 2 }))).toBe(true)
  expect(open(room({ confirmed: 3, lacks: [lack] }))).toBe(true)
  expect(waitingOf(room({ scored: 3, confirmed: 1, sent_back: 1 }))).toBe(1)
})

test('a card counts until its last day and so many times running', () => {
  const [, good] = card(1)
  expect(cardFault(undefined, '2026-11-22', 3)).toBe('none')
  expect(cardFault({ ...good, until: '2026-11-21' }, '2026-11-22', 3)).toBe('expired')
  expect(cardFault({ ...good, until: '2026-11-22' }, '2026-11-22', 3)).toBeNull()
  expect(cardFault({ ...good, running: 3 }, '2026-11-22', 3)).toBe('running')
  expect(cardFault({ ...good, recorded: 3 }, '2026-11-22', 3)).toBe('running') // by the hub's own records
  expect(cardFault({ ...good, running: 2, recorded: 1 }, '2026-11-22', 3)).toBeNull()
})

test('what a team does not keep of the usual rules is named before it is sent', () => {
  const cards = new Map([card(1), card(2), card(3), card(4), card(5, { running: 3 }), card(6, { trade: '电工' })])
  const needs = [{ trade: '焊工', level: 4, scheme: null }]
  expect(faultsOf([1, 2, 3], cards, needs)).toEqual([])
  expect(faultsOf([1, 2], cards, needs)).toEqual(['few', 'even'])
  expect(faultsOf([1, 2, 6], cards, needs)).toEqual(['few'])
  expect(faultsOf([1, 2, 3, 4], cards, needs)).toEqual(['even'])
  expect(faultsOf([1, 2, 5], cards, needs)).toEqual(['running'])
  expect(faultsOf([1, 2, 3], new Map([...cards, card(3, { recorded: 3 })]), needs)).toEqual(['running'])
})

test('who holds cards of two trades is good for either, by the card that is for it', () => {
  const both = { others: [{ card: 'D1', trade: '电工', level: 4, until: '2026-11-21' }] }
  const [, held] = card(1, both)
  const welding = [{ trade: '焊工', level: 4, scheme: null }]
  const wiring = [{ trade: '电工', level: 4, scheme: null }]
  expect([fits(held, welding[0]!), fits(held, wiring[0]!), fits(held, { trade: '电工', level: 3 })]).toEqual([true, true, false])
  expect(cardFault(held, '2026-11-22', 3)).toBeNull()
  expect([cardFault(held, '2026-11-22', 3, welding), cardFault(held, '2026-11-22', 3, wiring)]).toEqual([null, 'expired'])
  expect(faultsOf([1, 2, 3], new Map([card(1, both), card(2, both), card(3, both)]), [...welding, ...wiring])).toEqual([])
})
