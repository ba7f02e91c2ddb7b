import { expect, test } from 'vitest'
import { sizeOf } from '../../src/ui/size'

test.each([
  [0, '0 KB'],
  [-1, '0 KB'],
  [1, '1 KB'],
  [1.4 * 1024, '1 KB'],
  [512 * 1024, '512 KB'],
  [1.5 * 1024 ** 2, '1.5 MB'],
  [200 * 1024 ** 2, '200 MB'],
  [12.3 * 1024 ** 3, '12 GB'],
  [3 * 1024 ** 4, '3.0 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeOf(bytes)).toBe(words)
})
