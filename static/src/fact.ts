import canonicalize from 'canonicalize'
import { sign } from './keys'

/** What a device says happened. `at` is the device's own clock with its offset; the hub never orders by it. */
export interface Fact {
  id: string
  kind: string
  at: string
  device: string
  /** Gapless per device, from 1. */
  device_seq: number
  grant: string | null
  body: Record<string, unknown>
}

export interface SignedFact {
  fact: Fact
  /** ES256, raw r||s, base64url. */
  sig: string
  /** The act already happened without the hub's answer: the hub then disputes instead of refusing. */
  acted: boolean
}

/** A fact as it is handed in. */
export interface HandedFact extends SignedFact {
  /** Personal details the fact names by digest only; the hub keeps them apart, so that they can be deleted one day. */
  beside?: string
}

const CONTEXT = 'kaowu-fact-v1\n'
const encoder = new TextEncoder()

/** RFC 8785 bytes. Throws where the value holds what a fact may not: fractions, undefined, lone surrogates. */
export function canonical(value: unknown): Uint8Array<ArrayBuffer> {
  refuseFractions(value)
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('a fact is a JSON object')
  return encoder.encode(text)
}

function refuseFractions(value: unknown): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`a fact holds whole numbers up to 2^53-1, not ${value}`)
  }
  if (value !== null && typeof value === 'object') Object.values(value).forEach(refuseFractions)
}

/** Lower-case hex SHA-256. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The device's signature over a fact's canonical bytes, bound to this use by a context line. */
export function signature(key: CryptoKeyPair, bytes: Uint8Array): Promise<string> {
  return sign(key, signedBytes(bytes))
}

/** What the signature covers. */
export function signedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const context = encoder.encode(CONTEXT)
  const whole = new Uint8Array(context.length + bytes.length)
  whole.set(context)
  whole.set(bytes, context.length)
  return whole
}

/** RFC 3339 with the device's own offset and milliseconds, as `at` is written. */
export function localTime(instant: Date): string {
  const offset = -instant.getTimezoneOffset()
  const sign = offset < 0 ? '-' : '+'
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0')
  const wall = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1)
  return `${wall}${sign}${two(offset / 60)}:${two(offset % 60)}`
}
