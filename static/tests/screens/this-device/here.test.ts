import { expect, test } from 'vitest'
import type { Kept } from '../../../src/database'
import { settledOf, shortRoot } from '../../../src/screens/this-device/here'

const kept = (id: string, seq: number | null) => ({ id, receipt: { seq } }) as unknown as Kept

test('what the hub has is listed with its newest first, without what still needs somebody', () => {
  const all = [kept('a', 3), kept('b', 9), kept('c', 5), kept('d', null)]
  expect(settledOf(all, [{ id: 'c' }]).map(({ id }) => id)).toEqual(['b', 'a', 'd'])
})

test('a root is shown as the hub’s own command prints it, in fours', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index)
  expect(shortRoot(btoa(String.fromCharCode(...bytes)))).toBe('0001 0203 0405 0607')
})
