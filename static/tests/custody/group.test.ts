import { afterEach, expect, test } from 'vitest'
import { correctable, type Recorded } from '../../src/custody/correction'
import { beside, lackingOf, nameOf, subjectsOf, thingOf, type Subject } from '../../src/custody/group'
import type { Scene } from '../../src/custody/handoff'
import { compared, plausible } from '../../src/custody/seen'
import { summed } from '../../src/custody/summed'
import { labelsLike } from '../../src/custody/whereabouts'
import { language } from '../../src/i18n'
import { ROLES } from '../../src/roles'
import type { Item } from '../../src/rows'
import { room } from '../fakes'

const [ELECTRICIAN, WELDER]: Subject[] = [{ trade: '电工', level: 4 }, { trade: '焊工', level: 5 }] as [Subject, Subject]
const bag = (label: string, group: Subject | null, papers = 13, over: Partial<Item> = {}): Item => ({
  label, kind: 'PP', plan: 1, session: 'S1', room: '101', group, state: 'returned', holder: { stage: 'site', people: [], room: null }, inside: null,
  seal: null, broken: false, counts: { papers }, packed: { papers }, aside: {}, at: null, act: null, ...over,
})
const [OF_E, OF_W, WHOLE] = [bag('B001-7', ELECTRICIAN), bag('B002-5', WELDER, 19), bag('B003-3', null, 31)]
const OF_WELDERS = bag('B004-1', null, 19, { made_for: [WELDER] })
const items = (...all: Item[]) => new Map(all.map((one) => [one.label, one]))

afterEach(() => (language.value = 'zh'))

test('a bag of one trade is called by it, in both languages, and any other as before', () => {
  expect(nameOf(OF_E)).toEqual(['试卷袋（电工 四级）', 'paper bag (电工 level 4)'])
  expect(thingOf({ kind: 'CP' })).toBe('答题卡袋')
  language.value = 'en'
  expect(thingOf(OF_W)).toBe('paper bag (焊工 level 5)')
})

test('who sits in a room is known from its row, whatever an older one wrote a level as', () => {
  const groups = [{ trade: '电工', level: '4', count: 12 }, { trade: '焊工', level: 5, count: 18 }, { trade: '钳工', level: 3, count: 0 }]
  const mixed = { ...room('101'), sessions: { S1: { expected: 30, groups } } }
  expect(subjectsOf(mixed, 'S1')).toEqual([ELECTRICIAN, WELDER])
  expect(subjectsOf(mixed, 'S2')).toEqual([])
  expect(subjectsOf(undefined, 'S1')).toEqual([])
})

test.each<[string, Subject[], Item[], Item[], (Subject | null)[]]>([
  ['two trades, both bags in', [ELECTRICIAN, WELDER], [OF_E, OF_W], [OF_E, OF_W], []],
  ['two trades, one bag in', [ELECTRICIAN, WELDER], [OF_E, OF_W], [OF_W], [ELECTRICIAN]],
  ['two trades, one of them without a label', [ELECTRICIAN, WELDER], [OF_E], [OF_E], [WELDER]],
  ['two trades, one bag made for the whole room', [ELECTRICIAN, WELDER], [WHOLE], [WHOLE], []],
  ['two trades, that one not in', [ELECTRICIAN, WELDER], [WHOLE], [], [null]],
  ['two trades, of which one came after a bag was made for the whole room', [ELECTRICIAN, WELDER], [OF_WELDERS], [OF_WELDERS], [ELECTRICIAN]],
  ['two trades, the later one with a bag of its own', [ELECTRICIAN, WELDER], [OF_WELDERS, OF_E], [OF_WELDERS, OF_E], []],
  ['two trades, that one alone', [ELECTRICIAN, WELDER], [OF_WELDERS, OF_E], [OF_E], [null]],
  ['one trade, its bag in', [WELDER], [OF_E, OF_W], [OF_W], []],
  ['one trade, the other’s bag in', [WELDER], [OF_E, OF_W], [OF_E], [WELDER]],
  ['one trade, a bag for the whole room', [WELDER], [WHOLE], [WHOLE], []],
  ['nobody knows who sits there', [], [OF_E, OF_W], [OF_E], []],
])('what a set lacks: %s', (_, sat, registered, there, lacks) => {
  expect(lackingOf('PP', sat, registered, there).map(({ group }) => group)).toEqual(lacks)
})

test('a paper of one trade may lie in the other’s bag, and no more than the room has', () => {
  expect(beside([OF_E], items(OF_E, OF_W)).map(({ label }) => label)).toEqual([OF_W.label])
  expect(beside([WHOLE], items(OF_E, OF_W, WHOLE))).toEqual([])
  expect(beside([OF_WELDERS], items(OF_E, OF_WELDERS))).toEqual([OF_E])
  expect(() => plausible(OF_E, 'papers', 14, items(OF_E, OF_W))).not.toThrow()
  expect(() => plausible(OF_E, 'papers', 33, items(OF_E, OF_W))).toThrow('count-above-pack')
  expect(() => plausible(WHOLE, 'papers', 32, items(OF_E, OF_W, WHOLE))).toThrow('count-above-pack')
})

test('a set that comes back short is counted bag by bag', () => {
  const set: Item = { ...WHOLE, label: 'R001-A', kind: 'RSET', counts: {}, packed: {} }
  const all = items(set, { ...OF_E, inside: set.label }, { ...OF_W, inside: set.label })
  expect(() => compared(set, 'papers', 31, '少一份', all)).toThrow('count-by-bag')
  expect(() => compared(set, 'papers', 32, '', all)).not.toThrow()
  expect(() => compared(all.get(OF_E.label)!, 'papers', 12, '少一份', all)).not.toThrow()
})

test('so is a sum that is corrected afterwards', () => {
  const set: Item = { ...WHOLE, label: 'R001-A', kind: 'RSET', counts: {}, packed: {} }
  const all = items(set, { ...OF_E, inside: set.label }, { ...OF_W, inside: set.label })
  const office = (person: number, code: string) => ({ person, role: ROLES.find((role) => role.code === code)!.number, listed: true, rooms: {}, present: true, badge: true })
  const parties = new Map([[13, office(13, 'OP')], [1, office(1, 'CE')]])
  const scene = { plan: { zone: 'Asia/Shanghai', days: ['2026-11-22'] }, items: all, parties } as unknown as Scene
  const back = { fact: 'b', leg: 'L4', givers: [3, 4], receivers: [1], moved: [set.label, OF_E.label, OF_W.label], at: '2026-11-22T10:50:00+08:00' } as unknown as Recorded
  const fixed = (papers: number, label = set.label) => () =>
    correctable(back, { clerk: 13, chief: 1, reason: '点错', void: false, receivers: [], seals: {}, counts: { [label]: { papers } } }, scene, Date.parse('2026-11-22T11:30:00+08:00'))
  expect(fixed(31)).toThrow('count-by-bag')
  expect(fixed(32)).not.toThrow()
  expect(fixed(12, OF_E.label)).not.toThrow()
})

test('a set’s bags are named by trade; sixty of a case are one line', () => {
  expect(summed([OF_E, OF_W], items(OF_E, OF_W))).toEqual(['试卷袋（电工 四级） 13份', '试卷袋（焊工 五级） 19份'])
  const many = Array.from({ length: 60 }, (_, index) => bag(`B${index}`, index % 2 ? ELECTRICIAN : WELDER, 10))
  expect(summed(many, items(...many))).toEqual(['试卷袋 × 60（600份）'])
})

test('bags are found by their trade', () => {
  expect(labelsLike('焊工', items(OF_E, OF_W, WHOLE)).map(({ label }) => label)).toEqual([OF_W.label])
  expect(labelsLike('电工四级', items(OF_E, OF_W, WHOLE)).map(({ label }) => label)).toEqual([OF_E.label])
  expect(labelsLike('Level 4', items(OF_E, OF_W, WHOLE)).map(({ label }) => label)).toEqual([OF_E.label])
})

test.each(['4', '5', 'E', 'l', 'L4'])('“%s” is a number, a room or the beginning of a label, and no grade', (typed) => {
  const [ofRoom4, ofRoom5] = [bag('B020-1', null, 31, { room: '4' }), bag('B021-2', WELDER, 19, { room: '5' })]
  const own = { 4: [ofRoom4.label], 5: [ofRoom5.label] }[typed] ?? []
  expect(labelsLike(typed, items(OF_E, OF_W, WHOLE, ofRoom4, ofRoom5)).map(({ label }) => label)).toEqual(own)
})
