import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kindOf } from '../../../src/screens/media-import/kind'
import { notesOf } from '../../../src/screens/media-import/notes'
import { noteTime, saidTime, timeOf } from '../../../src/screens/media-import/times'

const at = (path: string) => new URL(`../../../../tests/imaging/${path}`, import.meta.url)
const recorded = (name: string) => new Uint8Array(readFileSync(at(`recordings/${name}`)))
/** What the hub's own readers are held to as well (`tests/imaging/test_taken.py`). */
const times = JSON.parse(readFileSync(at('times.json'), 'utf-8')) as Record<'idit' | 'mdpm', [string, string | null][]>
const ascii = (text: string) => [...new TextEncoder().encode(text)]
const little = (...numbers: number[]) => [...new Uint8Array(new Uint32Array(numbers).buffer)]
const big = (number: number, bytes = 4) => Array.from({ length: bytes }, (_, place) => Math.floor(number / 256 ** (bytes - 1 - place)) % 256)
const hex = (text: string) => text.split(' ').filter(Boolean).map((one) => parseInt(one, 16))
const blob = (...parts: Iterable<number>[]) => new Blob([new Uint8Array(parts.flatMap((part) => [...part]))])

/** Numbers that come the same each time. */
function* numbers(seed: number): Generator<number> {
  for (let one = seed; ; ) yield (one = (one * 1_103_515_245 + 12_345) % 2_147_483_648) >> 8
}

test.each(times.idit)('a camera’s words %j are the time %j', (said, meant) => {
  expect(saidTime(said.replace(/\0/g, ' '))).toBe(meant)
})

test.each(times.mdpm)('a camcorder’s tags %j are the time %j', (told, meant) => {
  expect(noteTime(new Uint8Array([...hex(told), 0x80]))).toBe(meant)
})

const chunk = (name: string, content: number[]) => [...ascii(name), ...little(content.length), ...content, ...(content.length % 2 ? [0] : [])]
const dated = (said: string) => chunk('RIFF', [...ascii('AVI '), ...chunk('LIST', [...ascii('hdrl'), ...chunk('avih', Array<number>(56).fill(0)), ...chunk('IDIT', ascii(said))])])

test('an AVI tells when it was filmed in its description, and nothing where it says nothing', async () => {
  expect(await timeOf(blob(dated('Mon Nov 23 10:15:09 2026\n\0')), 'video/x-msvideo')).toBe('2026-11-23T10:15:09')
  expect(await timeOf(blob(dated('never')), 'video/x-msvideo')).toBeNull()
  expect(await timeOf(blob(ascii('RIFF')), 'video/x-msvideo')).toBeNull()
})

const MARK = hex('17 ee 8c 60 f8 4d 11 d9 8c d6 08 00 20 0c 9a 66 4d 44 50 4d')
const TEN = hex('02 18 10 20 26 11 19 23 10 15 09')

/** A stream in whose first picture a camcorder notes the time; the note goes on in the next packet. */
function stream(): number[] {
  const note = [...MARK, ...TEN, 0x80]
  const head = [0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1, 0, 0, 0, 1, 6, 5, note.length]
  const packet = (begins: boolean, from: number[]) => [0, 0, 0, 0, 0x47, begins ? 0x41 : 0x01, 0, 0x10, ...from]
  const other = [0, 0, 0, 0, 0x47, 0x01, 0x11, 0x10, ...Array<number>(184).fill(0x5a)]
  const cut = 184 - head.length - 12
  const fill = Array<number>(cut).fill(0xaa)
  const rest = [...note.slice(12), 0, 0, 0, 1, 0x65]
  return [...packet(true, [...head.slice(0, 14), ...fill, ...head.slice(14), ...note.slice(0, 12)]), ...other, ...packet(false, [...rest, ...Array<number>(184 - rest.length).fill(0xbb)])]
}

test('a camcorder’s stream tells it with its first picture, over the packets that carry it', async () => {
  expect(await timeOf(blob(stream()), 'video/mp2t')).toBe('2026-11-23T10:15:09+08:00')
  expect(await timeOf(blob(recorded('camcorder.mts')), 'video/mp2t')).toBeNull()
})

test('films whose bytes were changed tell a time or nothing, and never break', async () => {
  const random = numbers(11)
  const next = () => random.next().value as number
  for (const [type, whole] of [['video/mp2t', stream()], ['video/x-msvideo', dated('Mon Nov 23 10:15:09 2026')]] as const) {
    for (let turn = 0; turn < 300; turn++) {
      const changed = [...whole]
      for (let n = next() % 12; n >= 0; n--) changed[next() % changed.length] = next() % 256
      expect(await timeOf(blob(changed.slice(0, next() % (changed.length + 1))), type)).toSatisfy((one: string | null) => one === null || !Number.isNaN(Date.parse(one)))
    }
  }
})

test('a phone’s photo (HEIC) tells when it was taken and by what, as the hub reads it', async () => {
  const bytes = recorded('phone.heic')
  expect(kindOf(bytes)).toMatchObject({ type: 'image/heic', told: 'exif' })
  expect(await notesOf(blob(bytes), 'image/heic')).toMatchObject({ taken: '2026-11-21T09:30:15+08:00', make: 'Kaowu' })
})

/** Notes (TIFF) that say when a photo was taken. */
function tiff(taken: string): number[] {
  const said = ascii(`${taken}\0`)
  return [...ascii('MM'), 0, 42, ...big(8), 0, 1, ...big(0x8769, 2), 0, 4, ...big(1), ...big(26), ...big(0), 0, 1, ...big(0x9003, 2), 0, 2, ...big(said.length), ...big(44), ...big(0), ...said]
}

test('a WebP and a PNG tell it in a chunk of their own', async () => {
  const notes = tiff('2026:11:23 10:15:09')
  const meant = '2026-11-23T10:15:09'
  const webp = (exif: number[]) => chunk('RIFF', [...ascii('WEBP'), ...chunk('VP8X', Array<number>(10).fill(8)), ...chunk('VP8 ', [1, 2, 3]), ...chunk('EXIF', exif)])
  expect((await notesOf(blob(webp(notes)), 'image/webp')).taken).toBe(meant)
  expect((await notesOf(blob(webp([...ascii('Exif'), 0, 0, ...notes])), 'image/webp')).taken).toBe(meant)
  const block = (name: string, content: number[]) => [...big(content.length), ...ascii(name), ...content, 0, 0, 0, 0]
  const png = (...blocks: number[][]) => blob([0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a], ...blocks)
  expect((await notesOf(png(block('IHDR', Array<number>(13).fill(0)), block('eXIf', notes), block('IDAT', [1])), 'image/png')).taken).toBe(meant)
  expect((await notesOf(png(block('IDAT', [1]), block('eXIf', notes)), 'image/png')).taken).toBeNull()
})

test('photos whose bytes were changed or cut tell a time or nothing, and never break', async () => {
  const whole = recorded('phone.heic')
  const random = numbers(7)
  const next = () => random.next().value as number
  for (let turn = 0; turn < 400; turn++) {
    const changed = Uint8Array.from(whole)
    for (let n = next() % 8; n >= 0; n--) changed[next() % 470] = next() % 256
    const { taken } = await notesOf(blob(changed.subarray(0, next() % 2 ? whole.length : next() % whole.length)), 'image/heic')
    expect(taken === null || /^\d{4}-\d\d-\d\dT/.test(taken)).toBe(true)
  }
})
