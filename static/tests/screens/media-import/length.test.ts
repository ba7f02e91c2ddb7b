import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lengthOf } from '../../../src/screens/media-import/length'
import { described } from '../../../src/screens/media-import/movie'

const recorded = (name: string) => new Uint8Array(readFileSync(new URL(`../../../../tests/imaging/recordings/${name}`, import.meta.url)))
const ascii = (text: string) => new TextEncoder().encode(text)
const little = (...numbers: number[]) => new Uint8Array(new Uint32Array(numbers).buffer)
const blob = (...parts: (Uint8Array | number[])[]) => new Blob(parts.map((part) => new Uint8Array(part)))
const joined = (...parts: (Uint8Array | number[])[]) => new Uint8Array(parts.flatMap((part) => [...part]))

const chunk = (name: string, content: Uint8Array) => joined(ascii(name), little(content.length), content, content.length % 2 ? [0] : [])
const list = (name: string, ...content: Uint8Array[]) => chunk('LIST', joined(ascii(name), ...content))

/** An AVI of a camera: 15 pictures a second (66667 us each), `counted` of them in its head, `all` of every part. */
function avi(counted: number, all: number | null = null, parts = 1): Blob {
  const head = chunk('avih', little(66_667, 0, 0, 0, counted, ...Array<number>(9).fill(0)))
  const stream = list('strl', chunk('strh', joined(ascii('vidsMJPG'), little(0, 0, 0, 1, 15, 0, counted, 0, 0, 0, 0, 0))), chunk('strf', new Uint8Array(41)))
  const further = all === null ? [] : [list('odml', chunk('dmlh', little(all)))]
  const content = joined(ascii('AVI '), list('hdrl', head, stream, ...further), list('movi', new Uint8Array(1_000)))
  return blob(...Array.from({ length: parts }, (_, part) => chunk(part === 0 ? 'RIFF' : 'RIFX', content)))
}

test('an AVI lasts as long as its pictures are shown', async () => {
  expect(await lengthOf(avi(900), 'video/x-msvideo')).toBe(60_000)
  expect(await lengthOf(avi(900, 9_000, 3), 'video/x-msvideo')).toBe(600_000)
})

test('an AVI whose camera lost its power, or whose further parts nobody counted, does not say how long it is', async () => {
  expect(await lengthOf(avi(0), 'video/x-msvideo')).toBeNull()
  expect(await lengthOf(avi(900, null, 3), 'video/x-msvideo')).toBeNull()
  expect(await lengthOf(blob(ascii('RIFF')), 'video/x-msvideo')).toBeNull()
})

test('a camcorder’s stream lasts from its first picture to its last, also where its time begins anew', async () => {
  const stream = recorded('camcorder.mts')
  const lasts = (await lengthOf(blob(stream), 'video/mp2t'))!
  expect(Math.abs(lasts - 3_000)).toBeLessThanOrEqual(150)
  expect(await lengthOf(blob(packets([2 ** 33 - 90_000, 2 ** 33 - 45_000, 0, 90_000])), 'video/mp2t')).toBe(2_000)
  expect(await lengthOf(blob(packets([2 ** 31 + 90_000, 2 ** 31])), 'video/mp2t')).toBe(1_000)
  expect(await lengthOf(blob(packets([90_000])), 'video/mp2t')).toBeNull()
  expect(await lengthOf(blob(packets([])), 'video/mp2t')).toBeNull()
})

/** Packets in which pictures begin that are shown at these times. */
function packets(times: number[]): Uint8Array {
  const stamp = (time: number) => [0x21 | (Math.floor(time / 2 ** 30) << 1), (time >>> 22) & 0xff, 1 | ((time >>> 14) & 0xfe), (time >>> 7) & 0xff, 1 | ((time << 1) & 0xfe)]
  const begun = (time: number) => [0, 0, 0, 0, 0x47, 0x41, 0, 0x10, 0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, ...stamp(time)]
  return joined(...times.map((time) => [...begun(time), ...Array<number>(192 - 22).fill(0xff)]))
}

test('a WebM says its length where it was finished; what a browser records does not', async () => {
  const live = recorded('browser.webm')
  expect(await lengthOf(blob(live), 'video/webm')).toBeNull()
  const head = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
  const info = (...duration: number[]) => [...head, 0x15, 0x49, 0xa9, 0x66, 0x80 | (7 + duration.length), 0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40, ...duration]
  const [float, wide] = [new DataView(new ArrayBuffer(4)), new DataView(new ArrayBuffer(8))]
  float.setFloat32(0, 61_500)
  wide.setFloat64(0, 3_600_000)
  expect(await lengthOf(blob(info(0x44, 0x89, 0x84, ...new Uint8Array(float.buffer))), 'video/webm')).toBe(61_500)
  expect(await lengthOf(blob(info(0x44, 0x89, 0x88, ...new Uint8Array(wide.buffer))), 'video/webm')).toBe(3_600_000)
  // Programs that finish a film write every size in eight bytes.
  const finished = [...head, 0xec, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0x15, 0x49, 0xa9, 0x66, 1, 0, 0, 0, 0, 0, 0, 11, 0x44, 0x89, 0x88, ...new Uint8Array(wide.buffer)]
  expect(await lengthOf(blob(finished), 'video/webm')).toBe(3_600_000)
})

test('an MP4 in fragments, which says nothing of its length, is not taken for one of no length', async () => {
  expect((await described(blob(recorded('browser.mp4')))).lasts).toBeNull()
})

test('of films of other kinds nobody knows the length', async () => {
  expect(await lengthOf(blob([0x1a, 0x45, 0xdf, 0xa3]), 'video/x-matroska')).toBeNull()
})
