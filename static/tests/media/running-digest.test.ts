import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carried, finished, nothingYet } from '../../src/media/running-digest'

test('carried from slice to slice through a database, the digest is that of the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
      const state = pieces.reduce((before, piece) => structuredClone(carried(before, piece)), nothingYet())
      expect(finished(state)).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'))
    }),
  )
})

test('a digest that was read can be gone on with', () => {
  const state = carried(nothingYet(), new TextEncoder().encode('a'))
  expect(finished(state)).toBe(finished(state))
  expect(finished(carried(state, new TextEncoder().encode('bc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
