import { fragmented } from './mp4'
import { webm } from './webm'

/** A place in a film's bytes from which a player can go on. */
export interface Entry {
  /** Byte of the file. */
  at: number
  /** Seconds of the film. */
  time: number
}

/** What a player must have read before anything else. */
export interface Opening {
  /** With codecs, as a player wants to be told. */
  type: string
  /** Bytes of the opening: the first picture lies behind it. */
  length: number
  /** Finds the entries that lie whole in a part of the file. */
  entries(part: Uint8Array, from: number): Entry[]
}

/** Read the beginning of a film; null while there are too few bytes; `unknown`: nothing that can be played while it grows. */
export function openingOf(head: Uint8Array): Opening | 'unknown' | null {
  if (head.length < 12) return null
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3], 0)) return webm(head)
  if (startsWith(head, [0x66, 0x74, 0x79, 0x70], 4)) return fragmented(head)
  return 'unknown'
}

/** Whether these bytes stand at a place. */
export function startsWith(bytes: Uint8Array, wanted: readonly number[], at: number): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte)
}
