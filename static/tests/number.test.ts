import fc from 'fast-check'
import { expect, test } from 'vitest'
import { badgeNumber, readTyped } from '../src/number'
import vectors from './vectors.json'

test.each(vectors.numbers)('serial $serial is written $number', ({ serial, number }) => {
  expect(badgeNumber(serial)).toBe(number)
})

test.each(['00017-E', '17e', ' 0 0 0 1 7 - e ', '00017—E', '17-E', '00017－E'])('%s is read', (typed) => {
  expect(readTyped(typed)).toBe('00017-E')
})

test.each(['', '00017', '00018-E', '00017-F', 'E', '1234567890-A', '０００17-E', '00017-é'])('%s is no badge number', (typed) => {
  expect(readTyped(typed)).toBeNull()
})

test('one wrong digit never passes', () => {
  fc.assert(
    fc.property(fc.nat(99_999), fc.nat(4), fc.nat(9), (serial, place, digit) => {
      const number = badgeNumber(serial)
      const wrong = number.slice(0, place) + String(digit) + number.slice(place + 1)
      fc.pre(wrong !== number && !/[OI]$/.test(number)) // no badge is given a number that ends in O or I
      expect(readTyped(wrong)).toBeNull()
    }),
  )
})

test('letters typed for digits are the digits', () => {
  expect(readTyped('OOO17-E')).toBe('00017-E')
  expect(readTyped('000I7e')).toBe('00017-E')
})
