import { expect, test } from 'vitest'
import { byQuestion, itemKept, itemName, itemsAt, itemsDiffer, keepItem, lastItem } from '../../src/practical/items'
import type { SchemeRow } from '../../src/practical/results'
import { fakeApp } from '../components'
import { sitting } from '../evidence/given'

const item = (id: string, name: string, question = '') => ({ id, question, name, full: 100, criterion: '', failing: false })
const scheme = (trade: string, items: SchemeRow['items']) => ({ plan: 1, trade, level: 4, items }) as unknown as SchemeRow
const one = sitting(1)
const other = { ...sitting(2), trade: '焊工' }
const { store } = fakeApp({
  practical: Object.fromEntries([one, other].map((row) => [`1/P1/901/${row.candidate}`, row])),
  scheme: { '1/电工/4': scheme('电工', [item('a', '接线', '第一题'), item('b', '检修', '第二题')]), '1/焊工/4': scheme('焊工', [item('w', '平焊')]) },
})
const at = (over = {}) => ({ plan: 1, session: 'P1', room: '901', candidate: one.candidate, ...over })

test('a candidate has the items of their own trade and level; a room those that everybody in it has', () => {
  expect([...itemsAt(store, at()).keys()]).toEqual(['a', 'b'])
  expect([...itemsAt(store, at({ candidate: null })).keys()]).toEqual([])
  expect(itemsAt(store, at({ room: '902', candidate: null })).size).toBe(0)
})

test('items stand under their questions', () => {
  expect(byQuestion(itemsAt(store, at())).map(([question, own]) => [question, own.map(({ name }) => name)])).toEqual([['第一题', ['接线']], ['第二题', ['检修']]])
})

test('an item is called by its name, and by its id where no scheme has it any more', () => {
  expect(itemName(store, { ...at(), item: 'b' })).toBe('检修')
  expect(itemName(store, { ...at(), item: 'z' })).toBe('z')
  expect(itemName(store, { ...at(), item: null })).toBe('')
})

test('the next photo of the same candidate shows the item of the last one, another candidate’s does not', () => {
  keepItem(at(), 'b')
  expect(lastItem(at())).toBe('b')
  expect(lastItem(at({ candidate: other.candidate }))).toBeNull()
  keepItem(at(), null)
  expect(lastItem(at())).toBeNull()
})

const welder = { ...other, room: '903', candidate: 'w3' }
/** Two trades in one room whose schemes number their items alike; the first item of both is the same. */
const alike = fakeApp({
  practical: Object.fromEntries([one, other, welder].map((row) => [`1/P1/${row.room}/${row.candidate}`, row])),
  scheme: {
    '1/电工/4': scheme('电工', [item('1.1', '安全'), item('1.2', '接线')]),
    '1/焊工/4': scheme('焊工', [item('1.1', '安全'), item('1.2', '坡口清理'), item('1.3', '平焊')]),
  },
}).store
const room = at({ candidate: null })

test('where trades number their items alike, only what is the same to all may be told of everybody', () => {
  expect([...itemsAt(alike, room).values()].map(({ name }) => name)).toEqual(['安全'])
  expect(itemsDiffer(alike, room)).toBe(true)
  expect([...itemsAt(alike, at({ room: '903', candidate: null })).values()].map(({ name }) => name)).toEqual(['安全', '坡口清理', '平焊'])
  expect(itemsDiffer(alike, at({ room: '903', candidate: null }))).toBe(false)
})

test('an item of nobody in particular is not called by the name that another trade has for its id', () => {
  expect(itemName(alike, { ...room, item: '1.2' })).toBe('1.2')
  expect(itemName(alike, { ...room, item: '1.1' })).toBe('安全')
  expect(itemName(alike, { ...room, item: '1.3' })).toBe('平焊')
  expect(itemName(alike, { ...at({ candidate: other.candidate }), item: '1.2' })).toBe('坡口清理')
})

test('an item goes along to somebody else only where it means the same', () => {
  const [electrician, theWelder] = [at(), at({ candidate: other.candidate })]
  const kept = (before: typeof room, id: string, after: typeof room) => itemKept(alike, { ...before, item: id }, after)
  expect(kept(electrician, '1.1', theWelder)).toBe('1.1')
  expect(kept(electrician, '1.2', theWelder)).toBeNull()
  expect(kept(theWelder, '1.3', electrician)).toBeNull()
  expect(kept(theWelder, '1.2', at({ room: '903', candidate: 'w3' }))).toBe('1.2')
  expect(kept(room, '1.2', theWelder)).toBeNull()
  expect(kept(room, '1.2', room)).toBe('1.2')
  expect(kept(room, '1.1', theWelder)).toBe('1.1')
})
