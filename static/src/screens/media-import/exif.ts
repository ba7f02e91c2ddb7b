import { instant, type Instant } from './times'

/** What a photo's own notes say; times are those of the camera's clock. */
export interface Noted {
  /** `2026-11-23T09:10:00`, with an offset where the camera knew its zone. */
  taken: string | null
  make: string | null
  model: string | null
  serial: string | null
}

/** Bytes in which the notes of a JPEG stand: they come before the picture. */
export const NOTES = 128 * 1024
const [MAKE, MODEL, MORE] = [0x010f, 0x0110, 0x8769]
const [TAKEN, OFFSET, SERIAL] = [0x9003, 0x9011, 0xa431]
const APP1 = 0xe1
const WHEN = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/

export const NOTHING: Noted = { taken: null, make: null, model: null, serial: null }

/** Read the notes of a JPEG; what does not stand there, or is nonsense, is null. */
export function exif(head: Uint8Array): Noted {
  const notes = notesOf(head)
  return notes === null ? NOTHING : noted(notes)
}

/** Read notes by themselves (TIFF), as photos of other kinds hold them. */
export function noted(notes: DataView): Noted {
  try {
    return read(notes)
  } catch (error) {
    if (error instanceof RangeError) return NOTHING
    throw error
  }
}

/** The TIFF part: a JPEG is a row of segments, each with its length. */
function notesOf(head: Uint8Array): DataView | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  for (let at = 2; at + 10 <= head.length && head[at] === 0xff; ) {
    const length = view.getUint16(at + 2)
    const begins = String.fromCharCode(...head.subarray(at + 4, at + 8))
    if (head[at + 1] === APP1 && begins === 'Exif') return new DataView(head.buffer, head.byteOffset + at + 10, Math.max(0, Math.min(length - 8, head.length - at - 10)))
    at += 2 + length
  }
  return null
}

function read(view: DataView): Noted {
  const little = view.getUint16(0) === 0x4949
  const first = list(view, view.getUint32(4, little), little)
  const more = first.get(MORE)
  const second = more === undefined ? new Map<number, number>() : list(view, view.getUint32(more + 8, little), little)
  const said = (entries: Map<number, number>, tag: number) => {
    const at = entries.get(tag)
    return at === undefined ? null : text(view, at, little)
  }
  const when = WHEN.exec(said(second, TAKEN) ?? '')
  const offset = /^[+-]\d\d:\d\d$/.exec(said(second, OFFSET) ?? '')
  return {
    taken: when === null ? null : instant(...(when.slice(1, 7).map(Number) as Instant), offset?.[0]),
    make: said(first, MAKE),
    model: said(first, MODEL),
    serial: said(second, SERIAL),
  }
}

/** Where each tag's entry stands. */
function list(view: DataView, at: number, little: boolean): Map<number, number> {
  const entries = new Map<number, number>()
  const count = view.getUint16(at, little)
  for (let index = 0; index < Math.min(count, 200); index++) {
    const entry = at + 2 + 12 * index
    entries.set(view.getUint16(entry, little), entry)
  }
  return entries
}

function text(view: DataView, entry: number, little: boolean): string | null {
  const length = view.getUint32(entry + 4, little)
  if (length === 0 || length > 200) return null
  const at = length <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
  const bytes = Array.from({ length }, (_, index) => view.getUint8(at + index))
  return String.fromCharCode(...bytes).replace(/\0.*$/s, '').trim() || null
}
