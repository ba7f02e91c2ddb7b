import { expect, test } from 'vitest'
import { changes, NOWHERE } from '../../../src/screens/media/placing'

test('telling what nobody had told needs no reason; telling it otherwise does', () => {
  const there = { session: 'P1', room: '901', station: '3', candidate: null, item: null }
  expect(changes(NOWHERE, NOWHERE)).toBe('same')
  expect(changes(NOWHERE, there)).toBe('given')
  expect(changes(there, { ...there, candidate: '26' })).toBe('given')
  expect(changes(there, { ...there, station: '4' })).toBe('moved')
  expect(changes(there, { ...there, station: null })).toBe('moved')
  expect(changes(there, { ...there, item: '2' })).toBe('given')
  expect(changes({ ...there, item: '1' }, { ...there, item: '2' })).toBe('moved')
})
