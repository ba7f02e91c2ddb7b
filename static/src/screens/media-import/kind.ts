import { startsWith } from '../../evidence/container'

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
const PHOTOS: Record<string, string> = { heic: 'image/heic', heix: 'image/heic', mif1: 'image/heic', msf1: 'image/heic', avif: 'image/avif' }
/** A packet of a transport stream begins with this; camcorders put four bytes before each. */
const [SYNC, PACKET, STAMPED] = [0x47, 188, 192]

/** Tell what a file is; null: neither a photo nor a film. */
export function kindOf(head: Uint8Array): Kind | null {
  const photo = (type: string): Kind => ({ media: 'photo', type, told: 'exif' })
  const film = (type: string, told: Kind['told'] = null): Kind => ({ media: 'video', type, told })
  if (startsWith(head, [0xff, 0xd8, 0xff], 0)) return photo('image/jpeg')
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47], 0)) return photo('image/png')
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3], 0)) return film(text(head, 0, 64).includes('webm') ? 'video/webm' : 'video/x-matroska')
  if (text(head, 0, 4) === 'RIFF') return { 'WEBP': photo('image/webp'), 'AVI ': film('video/x-msvideo', 'movie') }[text(head, 8, 12)] ?? null
  if (text(head, 4, 8) === 'ftyp') {
    const brand = text(head, 8, 12)
    return brand in PHOTOS ? photo(PHOTOS[brand]!) : film(brand === 'qt  ' ? 'video/quicktime' : 'video/mp4', 'movie')
  }
  if (['moov', 'mdat', 'wide'].includes(text(head, 4, 8))) return film('video/quicktime', 'movie')
  const stream = [[0, PACKET], [4, STAMPED]].some(([first, step]) => [0, 1, 2].every((n) => head[first! + n * step!] === SYNC))
  return stream ? film('video/mp2t', 'movie') : null
}
