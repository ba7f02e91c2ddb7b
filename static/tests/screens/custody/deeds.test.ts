import { expect, test } from 'vitest'
import { toTell } from '../../../src/custody/correction'
import { labelNumber } from '../../../src/custody/label'
import { joined, lookAt, looked } from '../../../src/custody/seen'
import type { CustodyAct, Item } from '../../../src/rows'
import { backIn, stripsUsed } from '../../../src/screens/custody/closing'
import { deedsFor, deedWords } from '../../../src/screens/custody/deeds'

const [SET, BAG, SPARE] = [labelNumber('RSET', 1), labelNumber('PP', 1), labelNumber('SP', 1)]
const STRIP = labelNumber('ST', 1)

function item(label: string, kind: string, state: string, over: Partial<Item> = {}): Item {
  const holder = { stage: 'site', people: [], room: null }
  return {
    label, kind, plan: 1, session: 'S1', room: '101', state, holder, inside: null, seal: null, broken: false,
    counts: {}, packed: {}, aside: {}, at: null, act: null, ...over,
  }
}

const act = (over: Partial<CustodyAct>): CustodyAct => ({
  fact: 'f1', seq: 1, plan: 1, kind: 'custody.correct', leg: null, session: 'S1', room: '101', place: null, objects: [BAG], moved: [BAG], givers: [],
  receivers: [], monitors: [], people: [], reason: null, paper: null, amends: 'f0', amended: [], undone: null, told: [], holder: 1, device: 'd1',
  at: '2026-11-22T08:31:00+08:00', received: '2026-11-22T08:31:00+08:00', acted: false, ...over,
})

test.each([
  [item(BAG, 'PP', 'issued'), ['open', 'supply']],
  [item(BAG, 'PP', 'received'), ['strip']],
  [item(BAG, 'PP', 'sealed'), ['strip']],
  [item(BAG, 'PP', 'received', { seal: STRIP }), []],
  [item(BAG, 'PP', 'received', { inside: SET }), []],
  [item(BAG, 'PP', 'opened'), ['supply']],
  [item(BAG, 'PP', 'returned'), ['supply', 'seal']],
  [item(BAG, 'PP', 'returned', { seal: STRIP }), ['open', 'supply', 'seal']],
  [item(BAG, 'PP', 'verified'), []],
  [item(SPARE, 'SP', 'received'), ['strip', 'open']],
  [item(SPARE, 'SP', 'received', { seal: STRIP }), ['open']],
  [item(SPARE, 'SP', 'opened'), ['supply', 'seal']],
])('$kind, $state: what can be done to it next is offered, nothing else', (one, deeds) => {
  expect(deedsFor(one, new Map([[one.label, one]]))).toEqual(deeds)
})

test('a set that stands at the site with something in it can be unpacked, in its room it cannot', () => {
  const bag = item(BAG, 'PP', 'received', { inside: SET })
  const of = (stage: string) => item(SET, 'RSET', 'received', { holder: { stage, people: [], room: null } })
  for (const [stage, deeds] of [['site', ['unpack']], ['vault', ['unpack']], ['room', []]] as const) {
    expect(deedsFor(of(stage), new Map([[SET, of(stage)], [BAG, bag]]))).toEqual(deeds)
  }
  expect(deedsFor(of('site'), new Map([[SET, of('site')]]))).toEqual([])
})

test('a spare is put to use, a room’s bag is opened', () => {
  expect([deedWords('open', { kind: 'SP' }), deedWords('open', { kind: 'PP' })]).toEqual(['deeds.do.openSpare', 'deeds.do.open'])
})

test('what goes into a bag and what lies elsewhere follows from the room’s counts, the chief’s before others’', () => {
  const counts = { chief: { cards_bag: 30, cards_blank: 2 }, proctor: { cards_bag: 29, cards_void: 1, papers_returned: 31 } }
  const rows = new Map([['1/S1/101', { plan: 1, session: 'S1', room: '101', counts, last: {} }]])
  expect(backIn(rows, item('K', 'CP', 'returned'), { void_to: 'paper' })).toEqual({ cards: { number: 30, aside: 3 } })
  expect(backIn(rows, item('K', 'CP', 'returned'), { void_to: 'card' })).toEqual({ cards: { number: 30, aside: 2 } })
  expect(backIn(rows, item(BAG, 'PP', 'returned'), { void_to: 'paper' })).toEqual({ papers: { number: 31, aside: 0 } })
  expect(backIn(new Map(), item(BAG, 'PP', 'returned'), { void_to: 'paper' })).toEqual({})
})

test('a strip that is or was on something is used; one whose closing was taken back is free again', () => {
  const items = new Map([[BAG, item(BAG, 'PP', 'sealed', { seal: 'S1' })]])
  const acts = [act({ seal: STRIP }), act({ fact: 'f2', seal: 'S3', undone: 'u1' }), act({ fact: 'f3', plan: 2, seal: 'S4' })]
  expect([...stripsUsed(acts, items, 1)]).toEqual(['S1', STRIP])
})

test('a correction is told to those it names, on its day, at the site’s own midnight', () => {
  const plan = { plan: 1, zone: 'Asia/Shanghai' }
  const acts = [act({ tell: [2, 3] }), act({ fact: 'f2', seq: 2, tell: [4] }), act({ fact: 'f3', tell: [2], undone: 'u' })]
  const at = (time: string) => toTell(acts, plan, [2, 5], Date.parse(time)).map((one) => [one.act.fact, one.people])
  expect(at('2026-11-22T23:59:00+08:00')).toEqual([['f1', [2]]])
  expect(at('2026-11-23T00:01:00+08:00')).toEqual([])
})

test('exceptions noted one after another all go on record; what is said anew of a label stands', () => {
  const seal = (label: string, words: string) => looked({ seals: [{ label, number: null, broken: true, words }] })
  const look = joined(joined(looked({ intact: true }), seal('A', '旧')), joined(seal('B', '裂'), seal('A', '新')))
  expect(look.seals.map(({ label, words }) => label + words).sort()).toEqual(['A新', 'B裂'])
  expect(lookAt(look, 'B')).toMatchObject({ intact: true, seals: [{ label: 'B' }] })
})
