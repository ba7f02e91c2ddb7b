import { startsWith, type Entry, type Opening } from './container'

/** Elements of WebM (Matroska) by their ids. */
const [SEGMENT, INFO, TRACKS, CLUSTER] = [0x18538067, 0x1549a966, 0x1654ae6b, 0x1f43b675]
const [ENTRY, CODEC, PRIVATE, SCALE, DURATION] = [0xae, 0x86, 0x63a2, 0x2ad7b1, 0x4489]
const CLUSTER_BYTES = [0x1f, 0x43, 0xb6, 0x75]
const TIMECODE = 0xe7
/** Nanoseconds of a timecode where the film says nothing else. */
const MILLISECOND = 1_000_000

interface Element {
  id: number
  /** First byte behind its head, and behind its content; infinite while it is written. */
  from: number
  to: number
}

/** Read the opening of a WebM; null while it has not wholly come. */
export function webm(head: Uint8Array): Opening | 'unknown' | null {
  let scale = MILLISECOND
  let type: string | null = null
  for (let at = 0; ; ) {
    const one = element(head, at)
    if (one === null) return null
    if (one.id === CLUSTER) return type === null ? 'unknown' : { type, length: at, entries: (part, from) => clusters(part, from, scale) }
    if (one.id === SEGMENT) {
      at = one.from
      continue
    }
    if (one.to > head.length) return null
    if (one.id === INFO) scale = scaleOf(head, one)
    if (one.id === TRACKS) type = typeOf(head, one)
    at = one.to
  }
}

const scaleOf = (head: Uint8Array, info: Element) => find(head, info, SCALE).map((of) => natural(head, of.from, of.to))[0] ?? MILLISECOND

/** Milliseconds a film says it lasts; null where it does not, as those do that were never finished. */
export function lengthOf(head: Uint8Array): number | null {
  for (let at = 0; ; ) {
    const one = element(head, at)
    if (one === null || one.id === CLUSTER) return null
    if (one.id === INFO && one.to <= head.length) {
      const [said] = find(head, one, DURATION)
      if (said === undefined) return null
      const view = new DataView(head.buffer, head.byteOffset + said.from, said.to - said.from)
      const units = view.byteLength === 8 ? view.getFloat64(0) : view.byteLength === 4 ? view.getFloat32(0) : 0
      return (units * scaleOf(head, one)) / MILLISECOND
    }
    at = one.id === SEGMENT ? one.from : one.to
  }
}

function typeOf(head: Uint8Array, tracks: Element): string | null {
  const codecs = find(head, tracks, ENTRY).map((track) => {
    const [codec] = find(head, track, CODEC)
    const [setup] = find(head, track, PRIVATE)
    return codec === undefined ? null : named(text(head, codec), setup === undefined ? null : head.subarray(setup.from, setup.to))
  })
  return codecs.length === 0 || codecs.includes(null) ? null : `video/webm; codecs="${codecs.join(',')}"`
}

function named(codec: string, setup: Uint8Array | null): string | null {
  if (codec === 'V_VP8') return 'vp8'
  if (codec === 'V_VP9') return 'vp09.00.10.08'
  if (codec === 'V_AV1' && setup !== null && setup.length >= 4) return av1(setup)
  return { A_OPUS: 'opus', A_VORBIS: 'vorbis' }[codec] ?? null
}

/** AV1 by its configuration record: profile, level, tier, depth. */
export function av1(setup: Uint8Array): string {
  const [second, third] = [setup[1]!, setup[2]!]
  const level = String(second & 0x1f).padStart(2, '0')
  const depth = (third & 0x40) === 0 ? '08' : (third & 0x20) === 0 ? '10' : '12'
  return `av01.${second >> 5}.${level}${(third & 0x80) === 0 ? 'M' : 'H'}.${depth}`
}

/** Where clusters begin in a part of the file, and at which second: each opens with a key frame. */
function clusters(part: Uint8Array, from: number, scale: number): Entry[] {
  const found: Entry[] = []
  for (let at = part.indexOf(CLUSTER_BYTES[0]!); at >= 0; at = part.indexOf(CLUSTER_BYTES[0]!, at + 1)) {
    if (!startsWith(part, CLUSTER_BYTES, at)) continue
    const cluster = element(part, at)
    const first = cluster === null ? null : element(part, cluster.from)
    // The same four bytes may stand in a picture; there no timecode follows.
    if (first === null || first.id !== TIMECODE || first.to - first.from > 8 || first.to > part.length) continue
    found.push({ at: from + at, time: (natural(part, first.from, first.to) * scale) / 1e9 })
  }
  return found
}

function find(bytes: Uint8Array, { from, to }: Element, id: number): Element[] {
  const found: Element[] = []
  for (let at = from; at < to; ) {
    const one = element(bytes, at)
    if (one === null || one.to > to) break
    if (one.id === id) found.push(one)
    at = one.to
  }
  return found
}

function element(bytes: Uint8Array, at: number): Element | null {
  const id = number(bytes, at, true)
  if (id === null) return null
  const size = number(bytes, id.to, false)
  return size === null ? null : { id: id.value, from: size.to, to: size.value === Infinity ? Infinity : size.to + size.value }
}

/** A number whose first byte tells how long it is; all ones: not known yet. */
function number(bytes: Uint8Array, at: number, marked: boolean): { value: number; to: number } | null {
  const first = bytes[at]
  if (first === undefined || first === 0) return null
  const length = Math.clz32(first) - 23
  if (at + length > bytes.length) return null
  if (marked) return { value: natural(bytes, at, at + length), to: at + length }
  // Without its mark first: with it, the longest numbers are more than can be told apart.
  const bare = (first - 2 ** (8 - length)) * 2 ** (8 * (length - 1)) + natural(bytes, at + 1, at + length)
  return { value: bare === 2 ** (7 * length) - 1 || bare >= Number.MAX_SAFE_INTEGER ? Infinity : bare, to: at + length }
}

function natural(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 256 + bytes[at]!
  return value
}

function text(bytes: Uint8Array, { from, to }: Element): string {
  return new TextDecoder().decode(bytes.subarray(from, to)).replace(/\0+$/, '')
}
