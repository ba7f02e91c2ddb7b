import { expect, test } from 'vitest'
import { printable, selected } from '../../../../src/screens/office/print/selection'
import { badge, person } from '../../../fakes'

const people = new Map([
  ['1/17', person()],
  ['1/18', person({ person: 18, listed: false })],
])
const badges = [
  badge({ badge: 'b', number: '00002-X', prints: 1 }),
  badge({ badge: 'a', number: '00001-X', person: 0, role: 16, spare: true }),
  badge({ badge: 'c', person: 18 }),
  badge({ badge: 'd', state: 'revoked' }),
  badge({ badge: 'e', plan: 2 }),
]
const ids = (list: { badge: string }[]) => list.map((one) => one.badge)

test('badges in force of listed people and spares can be printed, by number', () => {
  expect(ids(printable(badges, people, 1))).toEqual(['a', 'b'])
})

test('each choice takes its own', () => {
  const all = printable(badges, people, 1)
  const none = new Set<string>()
  expect(ids(selected(all, 'new', null, none))).toEqual(['a'])
  expect(ids(selected(all, 'all', null, none))).toEqual(['b'])
  expect(ids(selected(all, 'role', 8, none))).toEqual(['b'])
  expect(ids(selected(all, 'role', 9, none))).toEqual([])
  expect(ids(selected(all, 'spare', null, none))).toEqual(['a'])
  expect(ids(selected(all, 'spare', 8, none))).toEqual([])
  expect(ids(selected(all, 'chosen', null, new Set(['b', 'd'])))).toEqual(['b'])
})
