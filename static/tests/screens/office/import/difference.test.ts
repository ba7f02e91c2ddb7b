import { expect, test } from 'vitest'
import { difference, picture } from '../../../../src/screens/office/import/difference'
import { person } from '../../../fakes'

const told = (...people: ReturnType<typeof person>[]) =>
  picture(people.map((one) => [String(one.person), one] as [string, typeof one]), new Set([1]), ({ name }) => name)

test('whoever is new, different or gone is counted', () => {
  const before = told(person({ person: 1 }), person({ person: 2 }), person({ person: 3 }))
  const after = told(person({ person: 1 }), person({ person: 2, name: '王方' }), person({ person: 4 }))
  expect(difference(before, after)).toEqual({ added: 1, changed: 1, gone: 1, same: 1 })
})

test('whoever is no longer listed is gone, and other plans do not count', () => {
  const before = told(person({ person: 1 }))
  const after = told(person({ person: 1, listed: false }), person({ person: 9, plan: 2 }))
  expect(difference(before, after)).toEqual({ added: 0, changed: 0, gone: 1, same: 0 })
})
