import { expect, test } from 'vitest'
import { byQuestion, itemName, itemsAt, keepItem, lastItem } from '../../src/practical/items'
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

test('a candidate has the items of their own trade and level; a room those of everybody in it', () => {
  expect([...itemsAt(store, at()).keys()]).toEqual(['a', 'b'])
  expect([...itemsAt(store, at({ candidate: null })).keys()].sort()).toEqual(['a', 'b', 'w'])
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
