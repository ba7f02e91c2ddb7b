import { expect, test } from 'vitest'
import { courseAfter, warier } from '../../src/evidence/nearness'

/** Pieces that came so many seconds apart, with these seconds to spare. */
const came = (apart: number, ...spare: number[]) => spare.map((one, index) => ({ spare: one, at: index * apart }))
const rate = (apart: number, ...spare: number[]) => courseAfter(came(apart, ...spare)).rate

test('of too few pieces nobody knows how late the next one may be', () => {
  expect(courseAfter([])).toEqual({ rate: 1, jumpTo: null })
  expect(rate(1, 5, 5)).toBe(1)
})

test('what is too much is gone when the next piece comes, and no more than that', () => {
  expect(rate(1, 0.3, 0.3, 0.1)).toBeCloseTo(1.06)
  expect(rate(1, 0.4, 0.4, 0.4)).toBeCloseTo(1.1)
  expect(rate(1, 0.3, 0.3, 0.06)).toBe(1)
})

test('pieces that come often keep more: one of them is late more often', () => {
  expect(rate(0.25, 0.14, 0.14, 0.14)).toBe(1)
  expect(rate(0.25, 0.2, 0.2, 0.2)).toBeCloseTo(1.1)
})

test('the piece that came latest of the last six counts, not those before', () => {
  expect(rate(1, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)).toBeCloseTo(1.1)
  expect(rate(1, 0.5, 0.02, 0.5, 0.5)).toBe(1)
})

test('a whole piece too much is made up for within a few', () => {
  expect(rate(1, 1, 1, 1)).toBeCloseTo(1.25)
})

test('where the picture stood still more is kept, but not ever more', () => {
  expect(courseAfter(came(1, 0.1, 0.1, 0.1), warier(0)).rate).toBe(1)
  expect(courseAfter(came(1, 0.1, 0.1, 0.1)).rate).toBeCloseTo(1.06)
  let wary = 0
  for (let times = 0; times < 100; times += 1) wary = warier(wary)
  expect(wary).toBeCloseTo(0.2)
})

test('far too much is left out', () => {
  expect(courseAfter(came(1, 2, 2, 2))).toEqual({ rate: 1, jumpTo: 0.04 })
  expect(courseAfter(came(0.25, 2, 2, 2))).toEqual({ rate: 1, jumpTo: 0.1 })
})
