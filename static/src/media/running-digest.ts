import { _SHA256 } from '@noble/hashes/sha2.js'

type Words = [number, number, number, number, number, number, number, number]

/** A SHA-256 that is not finished, as it can be kept in a database and gone on with in another page. */
export interface DigestState {
  words: Words
  /** The bytes behind the last whole block. */
  rest: Uint8Array<ArrayBuffer>
  /** Bytes so far. */
  length: number
}

/**
 * The browser's own SHA-256 wants all bytes at once, but slices leave this device while a film still runs. So the digest
 * of the whole is carried along and kept with each slice: a page that was killed goes on where it stood.
 */
class RunningDigest extends _SHA256 {
  state(): DigestState {
    return { words: this.get(), rest: this.buffer.slice(0, this.pos) as Uint8Array<ArrayBuffer>, length: this.length }
  }

  resume({ words, rest, length }: DigestState): this {
    this.set(...words)
    this.buffer.set(rest)
    this.pos = rest.length
    this.length = length
    return this
  }
}

export const nothingYet = (): DigestState => new RunningDigest().state()

/** The digest with these bytes behind it. */
export function carried(state: DigestState, bytes: Uint8Array): DigestState {
  return new RunningDigest().resume(state).update(bytes).state()
}

/** Bytes read at a time. */
const PIECE = 4 * 1024 * 1024

/** Lower-case hex of a whole file, which need not fit into memory. */
export async function digestOf(file: Blob): Promise<string> {
  let state = nothingYet()
  for (let at = 0; at < file.size; at += PIECE) state = carried(state, new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()))
  return finished(state)
}

/** Lower-case hex of all bytes so far. */
export function finished(state: DigestState): string {
  return Array.from(new RunningDigest().resume(state).digest(), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
