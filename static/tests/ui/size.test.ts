import { expect, test } from 'vitest'
import { sizeOf } from '../../src/ui/size'

test.each([
  [0, '0 KB'],
  [-1, '0 KB'],
  [1, '1 KB'],
  [1_400, '1 KB'],
  [512_000, '512 KB'],
  [999_499, '999 KB'],
  [999_500, '1.0 MB'],
  [1_500_000, '1.5 MB'],
  [9_960_000, '10 MB'],
  [200_000_000, '200 MB'],
  [12_300_000_000, '12 GB'],
  [3_000_000_000_000, '3.0 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeOf(bytes)).toBe(words)
})
