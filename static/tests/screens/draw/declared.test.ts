import { expect, test } from 'vitest'
import { roomOfNumber, stands } from '../../../src/screens/draw/declared'
import { plan, room } from '../../fakes'

const parts = [{ part: 'year', digits: 2 }, { part: 'room', digits: 4 }, { part: 'seat', digits: 2 }]
const rooms = [room('101'), room('1102')]

test.each([
  ['26010103', '101'],
  [' 26 0101 03 ', '101'],
  ['26110230', '1102'],
  ['26010203', null], // no such room
  ['2601010', null],
  ['260101031', null],
  ['26O10103', null],
  ['', null],
])('the admission number %j names room %j', (number, found) => {
  expect(roomOfNumber(number, plan({ admission_no: parts }), rooms)).toBe(found)
})

test('a plan whose numbers do not tell the room finds none', () => {
  expect(roomOfNumber('26010103', plan(), rooms)).toBeNull()
  expect(roomOfNumber('26', plan({ admission_no: [parts[0]!] }), rooms)).toBeNull()
})

test('what declares nothing was taken back', () => {
  const row = { plan: 1, person: 2, new: false, rooms: [], apart: [], grounds: [], at: '', device: 'd3', by: null }
  expect([row, { ...row, new: true }, { ...row, rooms: ['101'] }, { ...row, apart: [3] }].map(stands)).toEqual([false, true, true, true])
})
