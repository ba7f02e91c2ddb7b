import { expect, test } from 'vitest'
import type { DeclaredRow, DrawRow, Person } from '../../../src/rows'
import { commitment, context, nextReserve, pages, pool, secret, toldApart, wallByName, wallByRoom } from '../../../src/screens/draw/draw'
import { person, plan, room } from '../../fakes'

const people = (...all: Person[]) => new Map(all.map((one) => [`${one.plan}/${one.person}`, one]))
const proctor = (number: number, over: Partial<Person> = {}) =>
  person({ person: number, name: `监考${number}`, unit: `单位${number}`, state: 'in', at: `2026-11-22T08:0${number % 10}:00+08:00`, ...over })

function drawn(over: Partial<DrawRow> = {}): DrawRow {
  return {
    plan: 1, session: 'S1', of: 'rooms', round: 1, open: null,
    drawn: { root: '', sealed: '', size: 9, seed: '', rules: ['avoid', 'apart', 'units', 'experience'], by: [1, 2], people: 5, left_out: {}, deviation: '', declared: { avoid: 0, apart: 0, new: 0 } },
    places: { '101': [1, 2], '102': [3, 4] }, reserve: [5, 6], redrawn: {}, zones: {}, log: [], ...over,
  }
}

test('a commitment is what the hub computes for the same value', async () => {
  expect(context(20261122, 'S1', 'rooms', null, 2)).toBe('20261122/S1/rooms/2')
  expect(context(1, 'S1', 'zones', 'Z1', 3)).toBe('1/S1/zones/Z1/3')
  const found = await commitment('20261122/S1/rooms/2', 17, 'ab'.repeat(32))
  expect(found).toBe('60b1eef1ac1927c29ce968a2281fe41cc30f47a821bda2856a7495a6f5af83a3')
})

test('the same word twice is another value each time', async () => {
  const [one, other] = [await secret('8'), await secret('8')]
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(one).not.toBe(other)
})

test('those who are in and wanted in the session take part', () => {
  const all = [proctor(1), proctor(2, { state: 'out' }), proctor(3, { sessions: ['S2'] }), proctor(4, { role: 7 }), proctor(5, { listed: false })]
  expect(pool(all, 1, 'S1', 'rooms').map(({ person }) => person)).toEqual([1])
  expect(pool(all, 1, 'S1', 'zones').map(({ person }) => person)).toEqual([4])
  expect(pool(all, 1, 'S1', 'rooms', false).map(({ person }) => person)).toEqual([1, 2])
})

test('the next of the reserve goes who is here and meets the rules', () => {
  const all = people(...[1, 2, 3, 4, 5, 6].map((one) => proctor(one)))
  const next = (row: DrawRow, declared: DeclaredRow[] = []) =>
    nextReserve(row, '101', 1, all, new Map(declared.map((one) => [`1/${one.person}`, one])))?.person
  const told = (number: number, over: Partial<DeclaredRow>): DeclaredRow => ({ plan: 1, person: number, new: false, rooms: [], apart: [], grounds: [], at: '', device: 'd3', by: 1, ...over })
  expect(next(drawn())).toBe(5)
  expect(next(drawn({ reserve: [6, 5] }))).toBe(6)
  expect(next(drawn(), [told(5, { rooms: ['101'] })])).toBe(6)
  expect(next(drawn(), [told(2, { apart: [5] })])).toBe(6)
  expect(next(drawn(), [told(5, { new: true }), told(2, { new: true })])).toBe(6)
  all.set('1/5', proctor(5, { unit: '单位2' }))
  expect(next(drawn())).toBe(6)
  all.set('1/6', proctor(6, { state: 'out' }))
  expect(next(drawn())).toBeUndefined()
})

test('who came late stands at the end; who was replaced is no reserve', () => {
  const all = people(...[1, 2, 3, 4, 7, 8].map((one) => proctor(one)))
  const gone = { what: 'substitute' as const, at: '', seq: 1, by: [], place: '101', out: [7], into: [1], reason: '' }
  expect(nextReserve(drawn({ reserve: [] }), '101', 1, all, new Map())?.person).toBe(7)
  expect(nextReserve(drawn({ reserve: [], log: [gone] }), '101', 1, all, new Map())?.person).toBe(8)
})

test('the wall list shows people where they are, also those moved by hand', () => {
  const all = [proctor(2, { rooms: { S1: '102' } }), proctor(1, { rooms: { S1: '101' } }), proctor(3, { rooms: { S2: '101' } })]
  const rooms = [room('102'), room('101'), room('P1', ['S2'])]
  expect(wallByRoom(rooms, all, plan(), 'S1').map((line) => [line.room, line.people.map(({ person }) => person)])).toEqual([['101', [1]], ['102', [2]]])
  expect(wallByName(rooms, all, plan(), 'S1').map(({ person }) => person)).toEqual([1, 2])
})

test('a workshop in which nobody sits is on no wall list and no slip, whoever was put down for it', () => {
  const all = [proctor(1, { rooms: { S1: '101', S2: '101' } }), proctor(2, { rooms: { S1: 'P1', S2: 'P1' } })]
  const rooms = [room('101'), room('P1', ['S2'])]
  expect(wallByRoom(rooms, all, plan(), 'S1').map((line) => line.room)).toEqual(['101'])
  expect(wallByName(rooms, all, plan(), 'S1').map(({ person }) => person)).toEqual([1])
  expect(wallByName(rooms, all, plan(), 'S2').map(({ person }) => person)).toEqual([2])
})

test('pages hold what fits and lose nobody', () => {
  expect(pages([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(pages([], 2)).toEqual([])
})

test('namesakes are told apart by the last digits of the phone, by their unit where these agree too', () => {
  const all = [
    proctor(1, { name: '李静', tail: '8262' }),
    proctor(2, { name: '李静', tail: '0417' }),
    proctor(3, { name: '王芳', tail: '1111' }),
    proctor(4, { name: '陈晨', tail: '', unit: '一职校' }),
    proctor(5, { name: '陈晨', tail: '', unit: '二职校' }),
    proctor(6, { name: '王芳', plan: 2 }),
    proctor(7, { name: '王芳', listed: false }),
  ]
  expect([...toldApart(all, 1).values()]).toEqual(['李静（8262）', '李静（0417）', '王芳', '陈晨（一职校）', '陈晨（二职校）'])
})
