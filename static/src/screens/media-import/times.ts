import { bytes, contentOf, ENDS, HEADER, nameAt, packetsOf, PACKET, SYNC } from './length'

/**
 * When a film was taken, by the note of the camera that took it (the same as `imaging/avi.py` and `imaging/mdpm.py`): told by
 * its first bytes, without an offset where the camera told no zone.
 */
export async function timeOf(file: Blob, type: string): Promise<string | null> {
  if (type === 'video/x-msvideo') return ofAvi(await bytes(file, 0, HEADER))
  return type === 'video/mp2t' ? ofStream(await bytes(file, 0, ENDS)) : null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** `Mon Nov 23 10:15:00 2026`, as C writes it; `2026/11/23 10:15:00` and the like. */
const WORDS = /^(?:[a-z]{3},? +)?([a-z]{3}) +(\d{1,2}) +(\d{1,2}):(\d\d):(\d\d) +(\d{4})/i
const NUMBERS = /^(\d{4})[-/:] ?(\d{1,2})[-/:] ?(\d{1,2})\/? +(\d{1,2}):(\d\d)(?::(\d\d))? ?([ap]m)?/i
/** Lists in lists, and bytes of a time, at most. */
const [DEEPEST, LONGEST] = [4, 64]
/** A clock that was never set writes its beginning. */
const SINCE = 1980

function ofAvi(head: Uint8Array): string | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const walk = (from: number, to: number, depth: number): string | null => {
    for (let at = from; at + 8 <= to; ) {
      const [content, length] = [at + 8, view.getUint32(at + 4, true)]
      let found: string | null = null
      if (nameAt(head, at) === 'IDIT') found = saidTime(String.fromCharCode(...head.subarray(content, Math.min(to, content + length, content + LONGEST))))
      else if (nameAt(head, at) === 'LIST' && depth < DEEPEST && nameAt(head, content) !== 'movi') found = walk(content + 4, Math.min(to, content + length), depth + 1)
      if (found !== null) return found
      at = content + length + (length % 2)
    }
    return null
  }
  return walk(12, head.length, 0)
}

/** A time in the words of whoever made the camera; null where it is none. */
export function saidTime(said: string): string | null {
  const words = WORDS.exec(said.trim())
  if (words !== null) return instant(Number(words[6]), MONTHS.indexOf(words[1]!.toLowerCase()) + 1, Number(words[2]), Number(words[3]), Number(words[4]), Number(words[5]))
  const numbers = NUMBERS.exec(said.trim())
  if (numbers === null) return null
  const [year, month, day, hour, minute, second] = numbers.slice(1, 7).map((one) => Number(one ?? 0)) as Instant
  return instant(year, month, day, ofTwelve(hour, numbers[7]), minute, second)
}

/** The hour of the day; 24, which is none, where a clock of twelve hours shows no such hour. */
function ofTwelve(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : 24
}

/** Year, month, day, hour, minute, second. */
export type Instant = [number, number, number, number, number, number]

/** A time as RFC 3339 has it; null where there is no such time. */
export function instant(year: number, month: number, day: number, hour: number, minute: number, second: number, offset = ''): string | null {
  const two = (number: number) => String(number).padStart(2, '0')
  if (year < SINCE || hour > 23 || minute > 59 || second > 59) return null
  const meant = new Date(Date.UTC(year, month - 1, day))
  if (meant.getUTCFullYear() !== year || meant.getUTCMonth() !== month - 1 || meant.getUTCDate() !== day) return null
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${offset}`
}

/** What a camcorder puts before its tags, of one byte and four bytes each. */
const MARK = [0x17, 0xee, 0x8c, 0x60, 0xf8, 0x4d, 0x11, 0xd9, 0x8c, 0xd6, 0x08, 0x00, 0x20, 0x0c, 0x9a, 0x66, 0x4d, 0x44, 0x50, 0x4d]
const [DATE, CLOCK, TAG] = [0x18, 0x19, 5]
/** Bytes of a note at most. */
const NOTE = 2_048

function ofStream(head: Uint8Array): string | null {
  const pictures = picturesOf(head)
  for (let at = pictures.indexOf(MARK[0]!); at >= 0; at = pictures.indexOf(MARK[0]!, at + 1)) {
    if (!MARK.every((one, place) => pictures[at + place] === one)) continue
    const found = noteTime(pictures.subarray(at + MARK.length, at + MARK.length + NOTE))
    if (found !== null) return found
  }
  return null
}

/** What the packets of the first pictures carry, one after the other. */
function picturesOf(head: Uint8Array): Uint8Array {
  const [first, step] = packetsOf(head)
  const parts: Uint8Array[] = []
  let number: number | null = null
  for (let at = first; at + PACKET <= head.length; at += step) {
    if (head[at] !== SYNC || (head[at + 3]! & 0x10) === 0) continue
    const from = contentOf(head, at)
    const mine = ((head[at + 1]! & 0x1f) << 8) | head[at + 2]!
    const begins = (head[at + 1]! & 0x40) !== 0 && from + 4 <= at + PACKET && head[from] === 0 && head[from + 1] === 0 && head[from + 2] === 1 && (head[from + 3]! & 0xf0) === 0xe0
    if (number === null && begins) number = mine
    if (number === mine && from < at + PACKET) parts.push(head.subarray(from, at + PACKET))
  }
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** What the tags of a note say; its unit ends where another begins. */
export function noteTime(coded: Uint8Array): string | null {
  const told: number[] = []
  for (let at = 0; at < coded.length; at++) {
    const zeros = at >= 2 && coded[at - 1] === 0 && coded[at - 2] === 0
    if (zeros && coded[at] === 1) break
    // Where two zeros are not to be taken for the beginning of a unit, the coder puts a three behind them.
    if (zeros && coded[at] === 3) continue
    told.push(coded[at]!)
  }
  const tags = new Map<number, number[]>()
  for (let n = 0; n < Math.min(told[0] ?? 0, Math.floor((told.length - 1) / TAG)); n++) tags.set(told[1 + TAG * n]!, told.slice(2 + TAG * n, 1 + TAG * (n + 1)))
  const [date, clock] = [tags.get(DATE), tags.get(CLOCK)]
  if (date === undefined || clock === undefined) return null
  const [century, year, month, day, hour, minute, second] = [...date.slice(1), ...clock].map(digits) as [number, number, number, number, number, number, number]
  if ([century, year, month, day, hour, minute, second].some((one) => one < 0)) return null
  return instant(century * 100 + year, month, day, hour, minute, second, zone(date[0]!))
}

/** The two decimal digits of a byte; -1 where it holds others. */
const digits = (packed: number) => (packed >> 4 < 10 && (packed & 15) < 10 ? (packed >> 4) * 10 + (packed & 15) : -1)

/** Nothing where nobody set it, or where it is summer time, of which no camera says whether it is counted in. */
function zone(told: number): string {
  if ((told & 0xc0) !== 0) return ''
  return `${(told & 0x20) !== 0 ? '-' : '+'}${String((told >> 1) & 15).padStart(2, '0')}:${(told & 1) !== 0 ? '30' : '00'}`
}
