import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { fromBase64url } from '../src/keys'
import { badgeIn, base45, read, verifiesInScript } from '../src/token'
import vectors from './vectors.json'

const keys = [vectors.badge_key]
const good = vectors.tokens[0]!.text

test.each(vectors.tokens)('$says reads as $outcome', async ({ text, outcome, token }) => {
  const reading = await read(text, keys)
  expect(reading.outcome).toBe(outcome)
  if (token !== undefined) expect(reading).toMatchObject({ token })
})

test('a badge is found within what was scanned; a number or a label is none', () => {
  expect(badgeIn(` ${good}\n`)).toBe(good.trim())
  for (const text of ['B001-7', 'G9-M1-01', '']) expect(badgeIn(text)).toBeNull()
})

test('a browser without Ed25519 of its own reads the same', async () => {
  vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('unknown', 'NotSupportedError'))
  for (const { text, outcome } of vectors.tokens) expect((await read(text, keys)).outcome).toBe(outcome)
})

test('without the plan’s key a badge cannot be told from a forged one', async () => {
  expect((await read(good, [])).outcome).toBe('forged')
})

test('a badge with any one character changed is never good', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 5), fc.constantFrom(...'0123456789ABCXYZ $%*+-./:'), async (place, other) => {
      const changed = good.slice(0, 4 + place) + other + good.slice(5 + place)
      fc.pre(changed !== good)
      expect((await read(changed, keys)).outcome).not.toBe('good')
    }),
    { numRuns: 200 },
  )
})

test('any text at all is read without an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.string().map((text) => `KW1:${text}`)), async (text) => {
      expect((await read(text, keys)).outcome).not.toBe('good')
    }),
  )
})

test('base45 reads the examples of RFC 9285', () => {
  const text = (encoded: string) => new TextDecoder().decode(base45(encoded))
  expect(text('BB8')).toBe('AB')
  expect(text('%69 VD92EX0')).toBe('Hello!!')
  expect(text('UJCLQE7W581')).toBe('base-45')
  expect(base45('FGW')).toEqual(Uint8Array.of(255, 255))
  expect(() => base45('GGW')).toThrow('not base45')
  expect(() => base45('A')).toThrow('not base45')
})

test('a key that is no key verifies nothing', async () => {
  expect(await verifiesInScript(new Uint8Array(32), fromBase64url('AAAA'), new Uint8Array())).toBe(false)
})
