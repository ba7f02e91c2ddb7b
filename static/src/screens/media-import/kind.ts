import { startsWith } from '../../evidence/container'
import { brands } from './beside.json'

/** What a file is, by its first bytes. */
export interface Kind {
  media: 'photo' | 'video'
  type: string
  /** Where it keeps the time of capture. */
  told: 'exif' | 'movie' | null
}

/** Bytes that are enough to tell. */
export const HEAD = 4_096
const text = (head: Uint8Array, from: number, to: number) => String.fromCharCode(...head.subarray(from, to))
const [HEIC, AVIF, MP4] = [brands.heic, brands.avif, brands.mp4].map((codes) => new Set(codes)) as [Set<string>, Set<string>, Set<string>]
/** A packet of a transport stream begins with this; camcorders put four bytes before each. */
const [SYNC, PACKET, STAMPED] = [0x47, 188, 192]

/** Tell what a file is; null: neither a photo nor a film that the hub takes (the same as `sniff` of `imaging/kind.py`). */
export function kindOf(head: Uint8Array): Kind | null {
  const photo = (type: string): Kind => ({ media: 'photo', type, told: 'exif' })
  const film = (type: string, told: Kind['told'] = null): Kind => ({ media: 'video', type, told })
  if (startsWith(head, [0xff, 0xd8, 0xff], 0)) return photo('image/jpeg')
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0)) return photo('image/png')
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3], 0)) return doctype(head) === 'webm' ? film('video/webm') : null
  if (text(head, 0, 4) === 'RIFF') return { 'WEBP': photo('image/webp'), 'AVI ': film('video/x-msvideo', 'movie') }[text(head, 8, 12)] ?? null
  if (text(head, 4, 8) === 'ftyp') return { heic: photo('image/heic'), avif: photo('image/avif'), mp4: film('video/mp4', 'movie'), mov: film('video/quicktime', 'movie'), none: null }[branded(head)]
  if (['moov', 'mdat', 'wide'].includes(text(head, 4, 8))) return film('video/quicktime', 'movie')
  const stream = [[0, PACKET], [4, STAMPED]].some(([first, step]) => [0, 1, 2, 3, 4].every((n) => head[first! + n * step!] === SYNC))
  return stream ? film('video/mp2t', 'movie') : null
}

/** What an EBML header says it is; matroska of other makers is not WebM. */
function doctype(head: Uint8Array): string {
  const at = head.findIndex((byte, place) => place >= 5 && byte === 0x42 && head[place + 1] === 0x82)
  return at < 0 || at > 62 || at + 2 >= head.length ? '' : text(head, at + 3, at + 3 + (head[at + 2]! & 0x7f)).replace(/\0+$/, '')
}

/** Tell files of the ISO family apart by their main brand, then by those they are compatible with: sound and raw photos are of it, too. */
function branded(head: Uint8Array): 'mov' | 'heic' | 'avif' | 'mp4' | 'none' {
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0)
  if (size < 16 || size % 4) return 'none'
  const main = text(head, 8, 12)
  const others = Array.from({ length: Math.max(0, Math.ceil((Math.min(size, head.length - 3) - 16) / 4)) }, (_, n) => text(head, 16 + n * 4, 20 + n * 4))
  const still = ['mif1', 'msf1'].includes(main)
  if (main === 'qt  ') return 'mov'
  if (AVIF.has(main) || (still && others.some((one) => AVIF.has(one)))) return 'avif'
  if (HEIC.has(main) || (still && others.some((one) => HEIC.has(one)))) return 'heic'
  return MP4.has(main) ? 'mp4' : 'none'
}
