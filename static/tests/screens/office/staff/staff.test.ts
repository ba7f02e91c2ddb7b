import { expect, test } from 'vitest'
import type { FeedRow } from '../../../../src/rows'
import { historyOf, shownStaff, undoable, unconfirmed, type StaffFilter } from '../../../../src/screens/office/staff/staff'
import { at, person } from '../../../fakes'

const wang = person({ person: 17, name: '王芳', role: 8, number: '00017-E', badge: 'aa', state: 'in' })
const li = person({ person: 18, name: '李强', role: 5, staff_no: 'S018', unit: '省第二技师学院', tail: '8888' })
const chen = person({ person: 19, name: '陈临', role: 8, confirmed: false, staff_no: 'L01', added: 'f1' })
const gone = person({ person: 20, name: '赵离', listed: false })
const other = person({ plan: 2, person: 21, name: '别的计划' })
const everyone = [gone, chen, wang, li, other]
const contacts = new Map([['1/18', { plan: 1, person: 18, phone: '13907918888' }]])
const all: StaffFilter = { text: '', role: null, state: 'all' }
const names = (filter: Partial<StaffFilter>) => shownStaff(everyone, contacts, 1, { ...all, ...filter }).map(({ name }) => name)

test('the list is of this plan, by role, without those taken off', () => {
  expect(names({})).toEqual(['李强', '王芳', '陈临'])
})

test.each([
  ['芳', ['王芳']],
  ['第二技师', ['李强']],
  ['S018', ['李强']],
  ['7918888', ['李强']],
  ['00017-E', ['王芳']],
  ['17', ['王芳']],
  ['监考', ['王芳', '陈临']],
  ['监考 陈', ['陈临']],
  ['陈 主考', []],
])('“%s” finds %j', (text, found) => {
  expect(names({ text })).toEqual(found)
})

test.each([
  ['in', ['王芳']],
  ['expected', ['李强', '陈临']],
  ['noBadge', ['李强', '陈临']],
  ['unconfirmed', ['陈临']],
  ['off', ['赵离']],
] as const)('the filter %s shows %j', (state, found) => {
  expect(names({ state })).toEqual(found)
})

test('whoever was taken off the list needs no confirming', () => {
  expect(unconfirmed([chen, { ...chen, person: 30, listed: false }], 1)).toEqual([chen])
})

test('the record of a person is theirs alone, the newest first', () => {
  const row = (seq: number, number: number, plan = 1) => ({ seq, plan, person: number }) as FeedRow
  expect(historyOf([row(1, 17), row(2, 18), row(3, 17), row(4, 17, 2)], 1, 17).map(({ seq }) => seq)).toEqual([3, 1])
})

test('after fifteen minutes nothing can be taken back', () => {
  const scan = { fact: 'f', kind: 'duty.check_in', device: 'd1', at: '2026-11-22T08:00:00+08:00' }
  expect(undoable({ ...wang, scan }, at('08:14:59'))).toEqual(scan)
  expect(undoable({ ...wang, scan }, at('08:15:00'))).toBeNull()
  expect(undoable(wang, at('08:00:01'))).toBeNull()
})
