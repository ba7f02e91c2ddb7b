import { expect, test } from 'vitest'
import { canonical, digest, localTime, signedBytes } from '../src/fact'
import { base64url, fromBase64url, makeKey, publicJwk, sign } from '../src/keys'
import vectors from './vectors.json'

const ES256 = { name: 'ECDSA', hash: 'SHA-256' }
const { fact, canonical: text, digest: sum, jwk, sig } = vectors.fact

test('canonical bytes and digest are the hub’s', async () => {
  expect(new TextDecoder().decode(canonical(fact))).toBe(text)
  expect(await digest(canonical(fact))).toBe(sum)
})

test('a signature made by the hub’s library verifies here', async () => {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await crypto.subtle.importKey('jwk', jwk, curve, true, ['verify'])
  expect(await crypto.subtle.verify(ES256, key, fromBase64url(sig), signedBytes(canonical(fact)))).toBe(true)
})

test('a signature is 64 bytes, r and s', async () => {
  const key = await makeKey()
  expect(fromBase64url(await sign(key, signedBytes(canonical(fact))))).toHaveLength(64)
})

test('the private key cannot be taken out of the browser', async () => {
  const key = await makeKey()
  await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow()
  expect(Object.keys(await publicJwk(key)).sort()).toEqual(['crv', 'kty', 'x', 'y'])
})

test.each([0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('a fact cannot hold %d', (number) => {
  expect(() => canonical({ body: { list: [number] } })).toThrow('whole numbers')
})

test('a fact cannot hold half a character', () => {
  expect(() => canonical({ place: '\ud800' })).toThrow()
})

test('base64url has no padding and comes back', () => {
  const bytes = Uint8Array.from([251, 255, 254, 0, 1])
  expect(base64url(bytes)).toBe('-__-AAE')
  expect(fromBase64url('-__-AAE')).toEqual(bytes)
})

test('the time of a fact names its offset', () => {
  const written = localTime(new Date('2026-11-22T00:01:02.345Z'))
  expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.345[+-]\d\d:\d\d$/)
  expect(Date.parse(written)).toBe(Date.parse('2026-11-22T00:01:02.345Z'))
})
