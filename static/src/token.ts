import { decode, encode, type TagDecoder } from 'cborg'
import { fromBase64url } from './keys'

/** What a badge says. `badge` is its id in hex; `person` is 0 on a spare badge; `notBefore` and `expires` are Unix seconds. */
export interface Token {
  badge: string
  person: number
  role: number
  site: number
  plan: number
  notBefore: number
  expires: number
}

/** `unreadable`: no badge of this product. `forged`: written as one, but no key of the plan signed it. */
export type Reading = { outcome: 'good' | 'forged'; token: Token } | { outcome: 'unreadable' }

export interface BadgeKey {
  kid: number
  /** base64url Ed25519 public key. */
  x: string
}

const PREFIX = 'KW1:'
const MAX_LENGTH = 400
const [EDDSA, ALGORITHM, KEY_ID, SIGN1] = [-8, 1, 4, 18]
export const [EXPIRES, NOT_BEFORE, TOKEN_ID] = [4, 5, 7]
const HOLDER = -70001
const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Read a badge's QR text and check its signature; needs no hub. Time, site and revocation are judged elsewhere. */
export async function read(text: string, keys: readonly BadgeKey[]): Promise<Reading> {
  let sealed: Sealed
  let token: Token
  try {
    sealed = unsealText(text, PREFIX, MAX_LENGTH)
    token = tokenOf(sealed.payload)
  } catch {
    return { outcome: 'unreadable' }
  }
  return { outcome: (await genuine(sealed, keys)) ? 'good' : 'forged', token }
}

/** The text of a badge within what was scanned; null where it is no badge, but a number or a label. */
export function badgeIn(text: string): string | null {
  const at = text.lastIndexOf(PREFIX)
  return at === -1 ? null : text.slice(at).trim()
}

/** A COSE_Sign1 as it was read; `signed` is what its signature must fit. */
export interface Sealed {
  kid: number
  payload: Map<unknown, unknown>
  signature: Uint8Array<ArrayBuffer>
  signed: Uint8Array<ArrayBuffer>
}

/** Read a COSE_Sign1 without verifying it; `context` is what this use adds to the signed bytes. Throws where it is none. */
export function unseal(data: Uint8Array, context: Uint8Array = new Uint8Array()): Sealed {
  const tags: TagDecoder[] = []
  tags[SIGN1] = (inner: () => unknown) => new Sign1(inner())
  const tagged: unknown = decode(data, { tags, useMaps: true })
  if (!(tagged instanceof Sign1) || !Array.isArray(tagged.parts) || tagged.parts.length !== 4) {
    throw new Error('no COSE_Sign1')
  }
  const [protectedBytes, unprotected, payload, signature] = tagged.parts as unknown[]
  // Nobody signed what stands there, and a badge has but one text: the hub refuses it, too.
  if (!(unprotected instanceof Map) || unprotected.size > 0) throw new Error('not a COSE_Sign1 as badges have it')
  if (!isBytes(protectedBytes) || !isBytes(payload) || !isBytes(signature)) throw new Error('no COSE_Sign1')
  const header = mapOf(protectedBytes)
  const kid = header.get(KEY_ID)
  if (header.get(ALGORITHM) !== EDDSA || !isBytes(kid) || kid.length !== 1) throw new Error('not signed as a badge is')
  const signed = encode(['Signature1', protectedBytes, context, payload])
  return { kid: kid[0]!, payload: mapOf(payload), signature: plain(signature), signed: plain(signed) }
}

/** Whether one of the keys signed it. */
export async function genuine({ kid, signature, signed }: Sealed, keys: readonly BadgeKey[]): Promise<boolean> {
  const key = keys.find((one) => one.kid === kid)
  return key !== undefined && (await verifies(fromBase64url(key.x), signature, signed))
}

/** Badge texts already taken apart: a queue of thousands is looked through at every scan. */
const opened = new Map<string, Token | null>()
const REMEMBERED = 10_000

/** What a text says that this device has read and judged before; null where it is no badge. Nothing is verified. */
export function claimed(text: string): Token | null {
  const before = opened.get(text)
  if (before !== undefined) return before
  let token: Token | null = null
  try {
    token = tokenOf(unsealText(text, PREFIX, MAX_LENGTH).payload)
  } catch {
    // No badge.
  }
  if (opened.size >= REMEMBERED) opened.clear()
  opened.set(text, token)
  return token
}

/** Take the text of a code with this prefix apart; throws where it is not written as the hub writes them. */
export function unsealText(text: string, prefix: string, longest: number): Sealed {
  if (!text.startsWith(prefix) || text.length > longest) throw new Error(`does not begin with ${prefix}`)
  return unseal(base45(text.slice(prefix.length)))
}

class Sign1 {
  constructor(readonly parts: unknown) {}
}

export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

/** Web Crypto wants bytes over a plain buffer; slices of a larger one are copied out. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function mapOf(bytes: Uint8Array): Map<unknown, unknown> {
  const value: unknown = decode(bytes, { useMaps: true })
  if (!(value instanceof Map)) throw new Error('no map of claims')
  return value
}

function tokenOf(claims: Map<unknown, unknown>): Token {
  const [badge, holder] = [claims.get(TOKEN_ID), claims.get(HOLDER)]
  if (!isBytes(badge) || badge.length !== 8 || !Array.isArray(holder) || holder.length !== 4) {
    throw new Error('claims are missing')
  }
  const numbers = [...(holder as unknown[]), claims.get(NOT_BEFORE), claims.get(EXPIRES)]
  if (!numbers.every((value): value is number => Number.isSafeInteger(value) && (value as number) >= 0)) {
    throw new Error('claims are not whole numbers')
  }
  const [person, role, site, plan, notBefore, expires] = numbers as [number, number, number, number, number, number]
  return { badge: hex(badge), person, role, site, plan, notBefore, expires }
}

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** RFC 9285; throws where the text is not base45. */
export function base45(text: string): Uint8Array {
  const bytes: number[] = []
  for (let start = 0; start < text.length; start += 3) {
    const digits = Array.from(text.slice(start, start + 3), (character) => BASE45.indexOf(character))
    if (digits.length === 1 || digits.includes(-1)) throw new Error('not base45')
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (value >= (digits.length === 3 ? 65_536 : 256)) throw new Error('not base45')
    if (digits.length === 3) bytes.push(value >> 8)
    bytes.push(value & 255)
  }
  return Uint8Array.from(bytes)
}

type Bytes = Uint8Array<ArrayBuffer>

/** The keys as the browser's own cryptography has them, by their bytes: a plan has but one or two. */
const imported = new Map<string, CryptoKey>()

/** Check an Ed25519 signature. */
export async function verifies(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const name = key.join()
  try {
    const known = imported.get(name) ?? (await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']))
    imported.set(name, known)
    return await crypto.subtle.verify('Ed25519', known, signature, message)
  } catch {
    // Browsers before 2025 have no Ed25519 of their own.
    return verifiesInScript(key, signature, message)
  }
}

/** The same check without the browser's help. */
export async function verifiesInScript(key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  try {
    return ed25519.verify(signature, message, key)
  } catch {
    return false
  }
}
