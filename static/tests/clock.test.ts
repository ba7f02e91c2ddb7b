import { expect, test } from 'vitest'
import { estimate, learn, skew } from '../src/clock'
import { countdown, span } from '../src/ui/times'

test('the skew counts from the middle of asking and answering', () => {
  expect(estimate(10_000, 4_000, 5_000)).toBe(5_500)
})

test('the answer with the shortest way is believed', () => {
  learn('1970-01-01T00:00:10Z', 9_000, 9_100)
  expect(skew.value).toBe(950)
  learn('1970-01-01T00:00:12Z', 9_200, 11_200)
  expect(skew.value).toBe(950)
  learn('1970-01-01T00:00:11Z', 11_300, 11_340)
  expect(skew.value).toBe(-320)
})

test.each([86_400_000, -86_400_000])('a clock that somebody set by %i ms is noticed at the next answer, however long its way', (shift) => {
  const before = skew.value!
  const device = Date.now() + shift
  learn(new Date(device + before - shift).toISOString(), device - 300, device + 300)
  expect(skew.value).toBe(before - shift)
  learn(new Date(device + before).toISOString(), device - 1, device + 1)
  expect(skew.value).toBe(before)
})

test('an answer without a time teaches nothing', () => {
  const before = skew.value
  learn('soon', 0, 0)
  expect(skew.value).toBe(before)
})

test('a countdown ends at zero and shows hours only when there are some', () => {
  expect(countdown(299_001)).toBe('5 分 00 秒')
  expect(countdown(487_000)).toBe('8 分 07 秒')
  expect(countdown(47_000)).toBe('47 秒')
  expect(countdown(3_599_000)).toBe('59 分 59 秒')
  expect(countdown(3_600_000)).toBe('1 小时 00 分 00 秒')
  expect(countdown(-5)).toBe('0 秒')
})

test('an age is said in its largest sensible unit', () => {
  expect([span(12_000), span(120_000), span(7_200_000)]).toEqual(['12 秒', '2 分钟', '2 小时'])
})
