import type { Database } from './database'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const

/** The public half as RFC 7517 writes it. */
export interface PublicJwk {
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
}

/** Whether the browser lets a page make keys and use the camera: HTTPS, or the hub's own machine. */
export function secureContext(): boolean {
  return globalThis.isSecureContext !== false && globalThis.crypto?.subtle !== undefined
}

/** Make a new signing key whose private half can never leave this browser. */
export async function makeKey(): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])) as CryptoKeyPair
}

/** Keep the device's key; an older one is replaced, because the hub knows only the newest enrolment. */
export async function keepKey(database: Database, key: CryptoKeyPair): Promise<void> {
  await database.put('keys', key, 'device')
}

/** The device's key, or undefined before enrolment. */
export async function deviceKey(database: Database): Promise<CryptoKeyPair | undefined> {
  return database.get('keys', 'device')
}

/** The public half, as the enrolment sends it. */
export async function publicJwk(key: CryptoKeyPair): Promise<PublicJwk> {
  const { x, y } = await crypto.subtle.exportKey('jwk', key.publicKey)
  if (x === undefined || y === undefined) throw new Error('the browser exported a key without a point')
  return { kty: 'EC', crv: 'P-256', x, y }
}

/** Sign bytes: ES256, raw r||s, base64url without padding. */
export async function sign(key: CryptoKeyPair, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign(ES256, key.privateKey, bytes)))
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Decode base64url without padding; throws where the text is not that. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
