import { verifies } from './token'

/** How long the hub's journal was and what was in it, as the hub signed it (a C2SP checkpoint). */
export interface Checkpoint {
  origin: string
  size: number
  /** The tree's root, base64. */
  root: string
  /** The signed note itself: it proves what this device has seen. */
  note: string
}

/** The length of the key's own name in a signature. */
const NAMED = 4

/** Read a note and check the hub's signature on it; null where it is not one that the hub signed. */
export async function readCheckpoint(note: unknown, verifierKey: string): Promise<Checkpoint | null> {
  if (typeof note !== 'string') return null
  const [text, signatures, ...more] = note.split('\n\n')
  if (text === undefined || signatures === undefined || more.length > 0) return null
  const [origin, size, root, ...rest] = text.split('\n')
  if (origin === undefined || root === undefined || rest.length > 0 || !/^\d{1,15}$/.test(size ?? '')) return null
  const [name, hash, key] = partsOf(verifierKey)
  if (name !== origin) return null
  for (const line of signatures.split('\n')) {
    const [dash, signer, encoded, ...extra] = line.split(' ')
    if (dash !== '—' || signer !== origin || encoded === undefined || extra.length > 0) continue
    if (await signedBy(encoded, hash, key, `${text}\n`)) return { origin, size: Number(size), root, note }
  }
  return null
}

/** Name, key hash and key of a verifier key `name+hash+key`; base64 may hold a plus, too. */
function partsOf(verifierKey: string): [string, string, string] {
  const [name = '', hash = '', ...key] = verifierKey.split('+')
  return [name, hash, key.join('+')]
}

async function signedBy(encoded: string, hash: string, key: string, text: string): Promise<boolean> {
  try {
    const [signature, raw] = [bytesOf(encoded), bytesOf(key)]
    const named = Array.from(signature.slice(0, NAMED), (byte) => byte.toString(16).padStart(2, '0')).join('')
    if (named !== hash) return false
    // The first byte says that it is Ed25519.
    return raw[0] === 1 && (await verifies(raw.slice(1), signature.slice(NAMED), new TextEncoder().encode(text)))
  } catch {
    return false
  }
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
