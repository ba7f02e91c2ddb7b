import { expect, test } from 'vitest'
import { barOf, shareShown } from '../../src/reading/analysis'

test('a bar begins at zero and reaches to the left for what is below', () => {
  expect(barOf(0.25)).toEqual({ from: 0, width: 0.25 })
  expect(barOf(0.5, -0.5).from).toBeCloseTo(1 / 3)
  expect(barOf(0.5, -0.5).width).toBeCloseTo(1 / 3)
  expect(barOf(-0.25, -0.5).from).toBeCloseTo(1 / 6)
  expect(barOf(-0.25, -0.5).width).toBeCloseTo(1 / 6)
  expect(barOf(-0.9, -0.5)).toEqual({ from: 0, width: 1 / 3 })
})

test('a share that could not be worked out is a dash, not 0', () => {
  expect([shareShown(null), shareShown(0), shareShown(0.456)]).toEqual(['—', '0.00', '0.46'])
})
