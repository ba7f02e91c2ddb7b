import { expect, test } from 'vitest'
import { cut, find } from '../src/search'
import { person } from './fakes'

const people = [
  person({ person: 1, name: '王芳', tail: '1111', state: 'in' }),
  person({ person: 2, name: '王芳', tail: '2222' }),
  person({ person: 3, name: '王芳芳', tail: '3333', staff_no: 'A100' }),
  person({ person: 4, name: '李强', tail: '4444' }),
]
const found = (text: string) => find(people, text).map(({ person: { person } }) => person)

test('a part of the name finds everybody who has it, the exact name first, of two those expected', () => {
  expect(found('王芳')).toEqual([2, 1, 3])
  expect(found('强')).toEqual([4])
})

test('the staff number and the last digits of the phone find a person too', () => {
  expect(found('a100')).toEqual([3])
  expect(found('2222')).toEqual([2])
  expect(found('222')).toEqual([])
})

test('nothing typed finds nobody', () => {
  expect(found('  ')).toEqual([])
})

test('the Pinyin initials of a name find it', () => {
  expect(found('wff')).toEqual([3])
  expect(found('lq')).toEqual([4])
  expect(found('q')).toEqual([])
})

test('a unit tells namesakes apart', () => {
  const two = [person({ person: 1, name: '王芳', unit: '第一技校' }), person({ person: 2, name: '王芳', unit: '市第二技校' })]
  expect(find(two, '王芳 二技校').map((one) => one.person.person)).toEqual([2])
})

test('a badge number finds its holder however it is typed', () => {
  const holder = [person({ number: '00017-E', staff_no: 'AB' })]
  for (const typed of ['00017-E', '17', '00017', '17e', '00017-e']) expect(find(holder, typed), typed).toHaveLength(1)
  for (const typed of ['7', '1', '170', '0']) expect(find(holder, typed), typed).toEqual([])
})

test('the whole phone finds a person only where the device may know it', () => {
  const phone = () => '13800001234'
  expect(find(people.slice(3), '8000012', { phone })).toHaveLength(1)
  expect(find(people.slice(3), '8000012')).toEqual([])
})

test('a wish puts some first, however well others fit', () => {
  const first = ({ person: number }: { person: number }) => (number === 3 ? 0 : 1)
  expect(find(people, '王芳', { first }).map((one) => one.person.person)).toEqual([3, 2, 1])
})

test('what was searched is marked in the text, and the text stays whole', () => {
  expect(cut('南昌第一技校', ['第一'])).toEqual([
    { text: '南昌', marked: false },
    { text: '第一', marked: true },
    { text: '技校', marked: false },
  ])
  expect(cut('a100', ['A1']).map(({ text }) => text).join('')).toBe('a100')
  expect(cut('', ['A'])).toEqual([])
})
