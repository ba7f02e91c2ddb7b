import type { Database, Recording, Slice } from '../database'
import { carried, finished, nothingYet } from './running-digest'

/** The photos and films of this device that the hub does not have whole, on disk. */
export interface Slices {
  /** All that are here, oldest first. */
  all(): Promise<Recording[]>
  get(evidence: string): Promise<Recording | undefined>
  /** Begin a film, or put a photo with all its bytes. */
  begin(recording: Recording): Promise<void>
  whole(recording: Recording, bytes: ArrayBuffer): Promise<Recording>
  /** Append what was recorded next; it is on disk when this resolves. Throws where there is no room. */
  append(evidence: string, bytes: ArrayBuffer, at: string): Promise<Recording>
  /** It rests from then on, or goes on. */
  rest(evidence: string, at: string): Promise<Recording | null>
  goOn(evidence: string, at: string): Promise<Recording | null>
  /** Nothing more comes: the digest of the whole is known. `at` null: nobody ended it, it goes as far as its last slice. */
  end(evidence: string, at: string | null): Promise<Recording | null>
  /** What lies at this offset and directly behind it, at least one slice and no more than `most` bytes beyond it. */
  from(evidence: string, offset: number, most: number): Promise<Slice[]>
  /** The hub has these bytes on its disk: the slices they cover leave. */
  acknowledge(evidence: string, sent: number): Promise<Recording>
  change(evidence: string, how: (recording: Recording) => Recording): Promise<Recording | null>
  /** The hub has all of it and says so. */
  forget(evidence: string): Promise<void>
}

/** Bytes of a slice at most; a photo is cut into such. */
export const LARGEST = 2 * 1024 * 1024

const STRICT = { durability: 'strict' } as const

export function slices(database: Database): Slices {
  const key = (evidence: string) => IDBKeyRange.bound([evidence, 0], [evidence, Number.MAX_SAFE_INTEGER])

  async function change(evidence: string, how: (recording: Recording) => Recording): Promise<Recording | null> {
    const transaction = database.transaction('recordings', 'readwrite', STRICT)
    const before = await transaction.store.get(evidence)
    const after = before === undefined ? null : how(before)
    if (after !== null && after !== before) await transaction.store.put(after)
    await transaction.done
    return after
  }

  return {
    async all() {
      const found = await database.getAll('recordings')
      return found.sort((one, other) => Date.parse(one.begun) - Date.parse(other.begun))
    },
    get: (evidence) => database.get('recordings', evidence),
    async begin(recording) {
      const transaction = database.transaction('recordings', 'readwrite', STRICT)
      await Promise.all([transaction.store.add({ ...recording, running: nothingYet() }), transaction.done])
    },
    async whole(recording, bytes) {
      const pieces = cut(bytes)
      const sums = await Promise.all([bytes, ...pieces].map(sha256))
      const kept: Recording = { ...recording, size: bytes.byteLength, slices: pieces.length, held: pieces.length, sha256: sums[0]! }
      const transaction = database.transaction(['recordings', 'slices'], 'readwrite', STRICT)
      const table = transaction.objectStore('slices')
      await together(transaction, () => [
        ...pieces.map((piece, number) => table.add({ evidence: recording.evidence, number, offset: number * LARGEST, bytes: piece, sha256: sums[number + 1]! })),
        transaction.objectStore('recordings').add(kept),
      ])
      return kept
    },
    async append(evidence, bytes, at) {
      const sum = await sha256(bytes)
      const transaction = database.transaction(['recordings', 'slices'], 'readwrite', STRICT)
      const table = transaction.objectStore('recordings')
      const before = await table.get(evidence)
      if (before?.running == null || before.state !== 'running') throw new Error(`${evidence} is not being recorded`)
      const after: Recording = {
        ...before,
        size: before.size + bytes.byteLength, slices: before.slices + 1, held: before.held + 1, ended: at,
        running: carried(before.running, new Uint8Array(bytes)),
      }
      const slice: Slice = { evidence, number: before.slices, offset: before.size, bytes, sha256: sum }
      await together(transaction, () => [transaction.objectStore('slices').add(slice), table.put(after)])
      return after
    },
    rest: (evidence, at) => change(evidence, (one) => ({ ...one, pauses: [...(one.pauses ?? []), { begun: at, ended: null }] })),
    goOn: (evidence, at) => change(evidence, (one) => ({ ...one, pauses: (one.pauses ?? []).map((pause) => ({ ...pause, ended: pause.ended ?? at })) })),
    end: (evidence, at) =>
      change(evidence, (one) => {
        if (one.state !== 'running') return one
        return { ...one, state: 'ended', ended: at ?? one.ended, cut: at === null, sha256: finished(one.running ?? nothingYet()), running: null }
      }),
    async from(evidence, offset, most) {
      const found: Slice[] = []
      let end = offset
      for (let cursor = await database.transaction('slices').store.openCursor(key(evidence)); cursor !== null; cursor = await cursor.continue()) {
        const slice = cursor.value
        const behind = slice.offset + slice.bytes.byteLength
        if (behind <= offset) continue
        if (slice.offset > end || (found.length > 0 && behind - offset > most)) break
        found.push(slice)
        end = behind
      }
      return found
    },
    async acknowledge(evidence, sent) {
      const transaction = database.transaction(['recordings', 'slices'], 'readwrite', STRICT)
      const table = transaction.objectStore('recordings')
      const before = await table.get(evidence)
      if (before === undefined) throw new Error(`${evidence} is not here`)
      let held = before.held
      for (let cursor = await transaction.objectStore('slices').openCursor(key(evidence)); cursor !== null; cursor = await cursor.continue()) {
        if (cursor.value.offset + cursor.value.bytes.byteLength > sent) break
        await cursor.delete()
        held -= 1
      }
      const after: Recording = { ...before, sent: Math.max(before.sent, sent), held }
      await Promise.all([table.put(after), transaction.done])
      return after
    },
    change,
    async forget(evidence) {
      const transaction = database.transaction(['recordings', 'slices'], 'readwrite', STRICT)
      await Promise.all([transaction.objectStore('recordings').delete(evidence), transaction.objectStore('slices').delete(key(evidence)), transaction.done])
    },
  }
}

/** Both or none: a recording is never longer than its slices. */
async function together(transaction: { abort(): void; done: Promise<void> }, writes: () => Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all([...writes(), transaction.done])
  } catch (error) {
    // Where the browser ended it already, there is nothing left to end.
    if ((error as DOMException).name !== 'AbortError') attempt(() => transaction.abort())
    await transaction.done.catch(() => {})
    throw error
  }
}

function attempt(how: () => void): void {
  try {
    how()
  } catch {
    // It has ended.
  }
}

function cut(bytes: ArrayBuffer): ArrayBuffer[] {
  const pieces: ArrayBuffer[] = []
  for (let start = 0; start < bytes.byteLength; start += LARGEST) pieces.push(bytes.slice(start, start + LARGEST))
  return pieces
}

/** Lower-case hex. */
async function sha256(bytes: ArrayBuffer): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
