/** What a film's own header says. */
export interface Described {
  /** RFC 3339 in UTC; whether the camera meant UTC is another question. */
  taken: string | null
  /** Milliseconds; null where it does not say, as of films that a browser recorded. */
  lasts: number | null
}

/** Seconds from 1904, from which films count, to 1970. */
const SINCE_1904 = 2_082_844_800
const MOST_BOXES = 64
const MOST_HEADER = 1024 * 1024

/** Read the header of an MP4 or MOV, wherever in the file it stands: few bytes are read, however large it is. */
export async function described(file: Blob): Promise<Described> {
  let at = 0
  for (let boxes = 0; boxes < MOST_BOXES && at + 8 <= file.size; boxes++) {
    const { type, head, size } = boxAt(await view(file, at, 16))
    if (size < head) break
    if (type === 'moov') return header(await view(file, at + head, Math.min(size - head, MOST_HEADER)))
    at += size
  }
  return { taken: null, lasts: null }
}

function header(movie: DataView): Described {
  for (let at = 0; at + 8 <= movie.byteLength; ) {
    const { type, head, size } = boxAt(new DataView(movie.buffer, movie.byteOffset + at))
    if (type === 'mvhd' && at + head + 32 <= movie.byteLength) return times(new DataView(movie.buffer, movie.byteOffset + at + head))
    if (size < head) break
    at += size
  }
  return { taken: null, lasts: null }
}

function times(view: DataView): Described {
  const long = view.getUint8(0) === 1
  const created = long ? Number(view.getBigUint64(4)) : view.getUint32(4)
  const scale = view.getUint32(long ? 20 : 12)
  const duration = long ? Number(view.getBigUint64(24)) : view.getUint32(16)
  const taken = created > SINCE_1904 ? new Date((created - SINCE_1904) * 1_000).toISOString() : null
  return { taken, lasts: scale > 0 && duration > 0 && duration < 2 ** 32 - 1 ? Math.round((duration / scale) * 1_000) : null }
}

export function boxAt(view: DataView): { type: string; head: number; size: number } {
  const short = view.getUint32(0)
  const type = String.fromCharCode(...[4, 5, 6, 7].map((at) => view.getUint8(at)))
  return short === 1 && view.byteLength >= 16 ? { type, head: 16, size: Number(view.getBigUint64(8)) } : { type, head: 8, size: short }
}

export async function view(file: Blob, from: number, length: number): Promise<DataView> {
  return new DataView(await file.slice(from, from + length).arrayBuffer())
}
