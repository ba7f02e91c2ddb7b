import { lengthOf as ofWebm } from '../../evidence/webm'

/** How long films are that keep no time of capture: told by few of their bytes, however large the file is. */

export const HEADER = 256 * 1024
/** Bytes at both ends of a stream in which pictures begin: most of a second at the highest rate of camcorders. */
export const ENDS = 2 * 1024 * 1024
const LONGEST = 24 * 3_600_000
/** Units of a stream's time in a millisecond, and where that time begins anew. */
const [UNITS, WRAP] = [90, 2 ** 33]
export const [SYNC, PACKET, STAMPED] = [0x47, 188, 192]

/** Milliseconds; null where the film does not say. */
export async function lengthOf(file: Blob, type: string): Promise<number | null> {
  let found: number | null = null
  if (type === 'video/webm') found = ofWebm(await bytes(file, 0, HEADER))
  else if (type === 'video/x-msvideo') found = ofAvi(await bytes(file, 0, HEADER), file.size)
  else if (type === 'video/mp2t') found = await ofStream(file)
  return found !== null && found > 0 && found < LONGEST ? Math.round(found) : null
}

/** An AVI's pictures times how long each is shown; a camera that lost its power has not counted them. */
function ofAvi(head: Uint8Array, size: number): number | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const name = (at: number) => nameAt(head, at)
  let [each, pictures, all] = [0, 0, 0]
  const walk = (from: number, to: number) => {
    for (let at = from; at + 8 <= to; ) {
      const [content, length] = [at + 8, view.getUint32(at + 4, true)]
      const has = (needed: number) => length >= needed && content + needed <= to
      if (name(at) === 'LIST' && has(4) && name(content) !== 'movi') walk(content + 4, Math.min(to, content + length))
      else if (name(at) === 'avih' && has(20)) {
        each = view.getUint32(content, true) / 1_000
        pictures = view.getUint32(content + 16, true)
      } else if (name(at) === 'strh' && has(36) && name(content) === 'vids') {
        const [scale, rate] = [view.getUint32(content + 20, true), view.getUint32(content + 24, true)]
        if (scale > 0 && rate > 0) each = (scale / rate) * 1_000
        pictures = Math.max(pictures, view.getUint32(content + 32, true))
      } else if (name(at) === 'dmlh' && has(4)) all = view.getUint32(content, true)
      at = content + length + (length % 2)
    }
  }
  if (head.length < 12) return null
  walk(12, head.length)
  // What goes on in further parts is counted by `dmlh` alone.
  const onePart = view.getUint32(4, true) + 8 >= size - STAMPED
  return (onePart ? Math.max(pictures, all) : all) * each
}

export const nameAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))

/** From the first picture shown to the last; null where the time jumps. */
async function ofStream(file: Blob): Promise<number | null> {
  const head = await bytes(file, 0, ENDS)
  const [first, step] = packetsOf(head)
  const begins = shown(head, first, step)
  const ends = shown(await bytes(file, Math.max(0, Math.floor((file.size - ENDS) / step) * step), ENDS + step), first, step)
  if (begins.length === 0 || ends.length === 0) return null
  const since = (time: number) => (time - begins[0]! + WRAP * 1.5) % WRAP - WRAP / 2
  return (Math.max(...ends.map(since)) - Math.min(...begins.map(since))) / UNITS
}

/** Where the first packet of a stream begins, and how far the next one is. */
export const packetsOf = (head: Uint8Array) => (head[0] === SYNC && head[PACKET] === SYNC ? [0, PACKET] : [STAMPED - PACKET, STAMPED]) as [number, number]

/** When the pictures that begin in these packets are shown. */
function shown(part: Uint8Array, first: number, step: number): number[] {
  const found: number[] = []
  for (let at = first; at + PACKET <= part.length; at += step) {
    if (part[at] !== SYNC || (part[at + 1]! & 0x40) === 0 || (part[at + 3]! & 0x10) === 0) continue
    const from = contentOf(part, at)
    if (from + 14 > at + PACKET) continue
    const [one, two, three, stream] = part.subarray(from, from + 4)
    if (one !== 0 || two !== 0 || three !== 1 || (stream! & 0xf0) !== 0xe0 || (part[from + 7]! & 0x80) === 0) continue
    const [a, b, c, d, e] = part.subarray(from + 9, from + 14) as unknown as [number, number, number, number, number]
    found.push(((a >> 1) & 7) * 2 ** 30 + (b << 22) + ((c >> 1) << 15) + (d << 7) + (e >> 1))
  }
  return found
}

/** Where what a packet carries begins. */
export const contentOf = (part: Uint8Array, at: number) => at + 4 + ((part[at + 3]! & 0x20) === 0 ? 0 : 1 + part[at + 4]!)

export async function bytes(file: Blob, from: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(from, from + length).arrayBuffer())
}
