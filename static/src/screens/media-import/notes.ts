import { exif, noted, NOTES, NOTHING, type Noted } from './exif'
import { nameAt } from './length'
import { boxAt, view } from './movie'

/** Boxes or chunks that are looked at, and bytes of a description. */
const [MOST, MOST_META] = [64, 1024 * 1024]
const EXIF = 'Exif'

/** What a photo's own notes say, wherever its kind keeps them; the hub reads the same. Few bytes are read. */
export async function notesOf(file: Blob, type: string): Promise<Noted> {
  try {
    if (type === 'image/jpeg') return exif(new Uint8Array(await file.slice(0, NOTES).arrayBuffer()))
    const place = await (type === 'image/png' ? inPng(file) : type === 'image/webp' ? inWebp(file) : inHeif(file))
    return place === null ? NOTHING : noted(await view(file, place.at, Math.min(place.length, NOTES)))
  } catch (error) {
    if (error instanceof RangeError) return NOTHING
    throw error
  }
}

interface Place {
  at: number
  length: number
}

/** PNG: a chunk of its own before the picture. */
async function inPng(file: Blob): Promise<Place | null> {
  let at = 8
  for (let turn = 0; turn < MOST && at + 12 <= file.size; turn++) {
    const head = await view(file, at, 8)
    const name = nameAt(new Uint8Array(head.buffer), 4)
    if (name === 'eXIf') return { at: at + 8, length: head.getUint32(0) }
    if (name === 'IDAT') return null
    at += 12 + head.getUint32(0)
  }
  return null
}

/** WebP: a chunk of its own behind the picture. */
async function inWebp(file: Blob): Promise<Place | null> {
  let at = 12
  for (let turn = 0; turn < MOST && at + 8 <= file.size; turn++) {
    const head = await view(file, at, 14)
    const length = head.getUint32(4, true)
    const bytes = new Uint8Array(head.buffer)
    if (nameAt(bytes, 0) === 'EXIF') {
      const skipped = nameAt(bytes, 8) === EXIF ? 6 : 0
      return { at: at + 8 + skipped, length: length - skipped }
    }
    at += 8 + length + (length % 2)
  }
  return null
}

/** HEIC and AVIF: an item of the file's description, which tells where it lies. */
async function inHeif(file: Blob): Promise<Place | null> {
  let at = 0
  for (let turn = 0; turn < MOST && at + 8 <= file.size; turn++) {
    const { type, head, size } = boxAt(await view(file, at, 16))
    if (type === 'meta') return inMeta(file, await view(file, at + head + 4, Math.min(size - head - 4, MOST_META)))
    if (size < head) return null
    at += size
  }
  return null
}

async function inMeta(file: Blob, meta: DataView): Promise<Place | null> {
  const boxes = new Map<string, DataView>()
  for (let at = 0; at + 8 <= meta.byteLength; ) {
    const { type, head, size } = boxAt(new DataView(meta.buffer, meta.byteOffset + at))
    if (size < head || at + size > meta.byteLength) break
    boxes.set(type, new DataView(meta.buffer, meta.byteOffset + at + head, size - head))
    at += size
  }
  const [items, places] = [boxes.get('iinf'), boxes.get('iloc')]
  const item = items === undefined ? null : itemOf(items)
  const place = item === null || places === undefined ? null : placeOf(places, item)
  if (place === null || place.length <= 4) return null
  // Before the notes stands how far behind that number they begin.
  const skipped = 4 + (await view(file, place.at, 4)).getUint32(0)
  return skipped < place.length ? { at: place.at + skipped, length: place.length - skipped } : null
}

/** The number of the item that holds the notes. */
function itemOf(items: DataView): number | null {
  const wide = items.getUint8(0) > 0
  for (let at = wide ? 8 : 6; at + 8 <= items.byteLength; ) {
    const size = items.getUint32(at)
    const long = items.getUint8(at + 8) > 2
    const number = long ? items.getUint32(at + 12) : items.getUint16(at + 12)
    const kind = at + (long ? 18 : 16)
    if (nameAt(new Uint8Array(items.buffer, items.byteOffset, items.byteLength), kind) === EXIF) return number
    if (size < 8) return null
    at += size
  }
  return null
}

/** Where an item lies in the file; null where it lies elsewhere, or in parts. */
function placeOf(places: DataView, item: number): Place | null {
  let at = 4
  const take = (length: number) => {
    let found = 0
    for (let end = at + length; at < end; at++) found = found * 256 + places.getUint8(at)
    return found
  }
  const version = places.getUint8(0)
  const sizes = take(2)
  const [forOffset, forLength, forBase, forIndex] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version > 0 ? sizes & 15 : 0]
  const count = take(version < 2 ? 2 : 4)
  for (let turn = 0; turn < count; turn++) {
    const number = take(version < 2 ? 2 : 4)
    const inFile = version === 0 || (take(2) & 15) === 0
    take(2)
    const base = take(forBase)
    const parts = take(2)
    if (parts > MOST) return null
    let place: Place | null = null
    for (let part = 0; part < parts; part++) {
      take(forIndex)
      const offset = base + take(forOffset)
      place = { at: offset, length: take(forLength) }
    }
    if (number === item) return inFile && parts === 1 ? place : null
  }
  return null
}
