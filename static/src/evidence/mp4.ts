import { startsWith, type Entry, type Opening } from './container'
import { av1 } from './webm'

interface Box {
  type: string
  /** First byte of its content, and the one behind it. */
  from: number
  to: number
}

/** `moof`, then a box of 16 bytes that is called `mfhd`: what a fragment begins with. */
const FRAGMENT = [0x6d, 0x6f, 0x6f, 0x66, 0, 0, 0, 0x10, 0x6d, 0x66, 0x68, 0x64]
/** A level of VP9 that every player of it knows. */
const LOWEST = 10
/** Bytes of a sample entry before its own boxes. */
const [PICTURE, SOUND] = [78, 28]

/** Read the opening of an MP4 that was recorded in fragments; one that keeps its index at the end cannot be played yet. */
export function fragmented(head: Uint8Array): Opening | 'unknown' | null {
  const boxes = [...walk(head, 0, head.length, true)]
  const movie = boxes.find(({ type }) => type === 'moov')
  if (movie === undefined) return boxes.some(({ type }) => type === 'mdat') ? 'unknown' : null
  if (movie.to > head.length) return null
  const inside = [...walk(head, movie.from, movie.to)]
  if (!inside.some(({ type }) => type === 'mvex')) return 'unknown'
  const tracks = inside.filter(({ type }) => type === 'trak').map((track) => trackOf(head, track))
  const codecs = tracks.map(({ codec }) => codec)
  if (codecs.length === 0 || codecs.includes(null)) return 'unknown'
  const scales = new Map(tracks.map(({ id, scale }) => [id, scale]))
  return { type: `video/mp4; codecs="${codecs.join(',')}"`, length: movie.to, entries: (part, from) => fragments(part, from, scales) }
}

function trackOf(head: Uint8Array, track: Box): { id: number; scale: number; codec: string | null } {
  const [header] = inner(head, track, 'tkhd')
  const [media] = inner(head, track, 'mdia', 'mdhd')
  const [described] = inner(head, track, 'mdia', 'minf', 'stbl', 'stsd')
  const long = (box: Box) => head[box.from] === 1
  const [sample] = described === undefined ? [] : [...walk(head, described.from + 8, described.to)]
  return {
    id: header === undefined ? 0 : word(head, header.from + (long(header) ? 20 : 12)),
    scale: media === undefined ? 1_000 : word(head, media.from + (long(media) ? 20 : 12)),
    codec: sample === undefined ? null : codecOf(head, sample),
  }
}

function codecOf(head: Uint8Array, sample: Box): string | null {
  const setup = (type: string) => [...walk(head, sample.from + PICTURE, sample.to)].find((box) => box.type === type)
  const bytes = (box: Box) => head.subarray(box.from, box.to)
  const [avc, av, vp] = [setup('avcC'), setup('av1C'), setup('vpcC')]
  switch (sample.type) {
    case 'avc1':
    case 'avc3':
      return avc === undefined ? null : `${sample.type}.${[...bytes(avc).subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
    case 'av01':
      return av === undefined ? null : av1(bytes(av))
    case 'vp09':
      return vp === undefined ? null : vp9(bytes(vp))
    case 'Opus':
      return 'opus'
    case 'mp4a':
      return sample.to - sample.from > SOUND ? 'mp4a.40.2' : null
    default:
      return null
  }
}

/** VP9 by its configuration record (a full box): profile, level, depth. A browser that records says no level, and plays none. */
function vp9(setup: Uint8Array): string | null {
  const [profile, level, depth] = [setup[4], setup[5], (setup[6] ?? 0) >> 4]
  if (profile === undefined || level === undefined || depth === 0) return null
  return `vp09.${[profile, level || LOWEST, depth].map((part) => String(part).padStart(2, '0')).join('.')}`
}

function fragments(part: Uint8Array, from: number, scales: ReadonlyMap<number, number>): Entry[] {
  const found: Entry[] = []
  for (let at = part.indexOf(FRAGMENT[0]!); at >= 0; at = part.indexOf(FRAGMENT[0]!, at + 1)) {
    if (at < 4 || !startsWith(part, FRAGMENT, at)) continue
    const [moof] = walk(part, at - 4, part.length, true)
    if (moof === undefined || moof.to > part.length) continue
    const [track] = inner(part, moof, 'traf')
    const [header, decoded] = track === undefined ? [] : [inner(part, track, 'tfhd')[0], inner(part, track, 'tfdt')[0]]
    if (header === undefined || decoded === undefined) continue
    const scale = scales.get(word(part, header.from + 4)) ?? 1_000
    const ticks = part[decoded.from] === 1 ? word(part, decoded.from + 4) * 2 ** 32 + word(part, decoded.from + 8) : word(part, decoded.from + 4)
    found.push({ at: from + at - 4, time: ticks / scale })
  }
  return found
}

function inner(bytes: Uint8Array, box: Box, ...path: string[]): Box[] {
  return path.reduce<Box[]>((boxes, type) => boxes.flatMap(({ from, to }) => [...walk(bytes, from, to)].filter((one) => one.type === type)), [box])
}

/** Boxes one after the other; `open`: the last may reach beyond what there is. */
function* walk(bytes: Uint8Array, from: number, to: number, open = false): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const [short, type] = [word(bytes, at), String.fromCharCode(...bytes.subarray(at + 4, at + 8))]
    const long = short === 1 && at + 16 <= to
    const size = long ? word(bytes, at + 8) * 2 ** 32 + word(bytes, at + 12) : short
    if (size < 8 || (!open && at + size > to)) return
    yield { type, from: at + (long ? 16 : 8), to: at + size }
    at += size
  }
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24 | (bytes[at + 1] ?? 0) << 16 | (bytes[at + 2] ?? 0) << 8 | (bytes[at + 3] ?? 0)) >>> 0
}
