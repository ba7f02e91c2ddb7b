import { expect, test } from 'vitest'
import { find } from '../../../src/screens/check-in/search'
import { person } from '../../fakes'

const people = [
  person({ person: 1, name: '王芳', tail: '1111', state: 'in' }),
  person({ person: 2, name: '王芳', tail: '2222' }),
  person({ person: 3, name: '王芳芳', tail: '3333', staff_no: 'A100' }),
  person({ person: 4, name: '李强', tail: '4444' }),
]
const found = (text: string) => find(people, text).map((one) => one.person)

test('a part of the name finds everybody who has it, the exact name first', () => {
  expect(found('王芳')).toEqual([1, 2, 3])
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
