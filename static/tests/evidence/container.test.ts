import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openingOf, type Opening } from '../../src/evidence/container'

const recorded = (name: string) => new Uint8Array(readFileSync(new URL(`../../../tests/imaging/recordings/${name}`, import.meta.url)))
const FILMS = [
  ['browser.webm', /^video\/webm; codecs="vp(8|09\.00\.10\.08)(,opus)?"$/],
  ['browser.mp4', /^video\/mp4; codecs="(avc1\.[0-9a-f]{6}|vp09[.\d]+|av01[.\dMH]+)(,opus)?"$/],
] as const

test.each(FILMS)('%s is opened by its own bytes, with the codecs a player wants to be told', (name, type) => {
  const film = recorded(name)
  const opening = openingOf(film) as Opening
  expect(opening.type).toMatch(type)
  expect(opening.length).toBeGreaterThan(100)
  const entries = opening.entries(film, 0)
  expect(entries[0]!.at).toBe(opening.length)
  expect(entries[0]!.time).toBeLessThan(1)
  expect(entries.map(({ time }) => time)).toEqual(entries.map(({ time }) => time).sort((a, b) => a - b))
})

test.each(FILMS)('of %s too few bytes are not enough, and no beginning is taken for a whole one', (name) => {
  const film = recorded(name)
  const { length } = openingOf(film) as Opening
  for (let few = 0; few < length; few += 7) expect(openingOf(film.subarray(0, few)), `${few}`).toBeNull()
})

test.each(FILMS)('an entry of %s is found from the middle, at its place in the whole file', (name) => {
  const film = recorded(name)
  const opening = openingOf(film) as Opening
  const [first] = opening.entries(film, 0)
  const from = first!.at - 50
  expect(opening.entries(film.subarray(from), from)[0]).toEqual(first)
})

/** A box of MP4 around others, or around bytes. */
function box(type: string, ...inside: (Uint8Array | number[])[]): Uint8Array {
  const bytes = inside.flatMap((one) => [...one])
  return Uint8Array.from([...size(bytes.length + 8), ...new TextEncoder().encode(type), ...bytes])
}
const size = (of: number) => [of >>> 24, (of >>> 16) & 255, (of >>> 8) & 255, of & 255]
const zeros = (count: number) => new Array<number>(count).fill(0)

test.each([
  [0, 'vp09.00.10.08'],
  [31, 'vp09.00.31.08'],
])('VP9 in MP4 whose record says level %i is told as %s: browsers that record say none, and play none such', (level, codec) => {
  const described = box('stsd', zeros(8), box('vp09', zeros(78), box('vpcC', [1, 0, 0, 0, 0, level, 0x81, 1, 13, 1, 0, 0])))
  const track = box('trak', box('tkhd', zeros(84)), box('mdia', box('mdhd', zeros(24)), box('minf', box('stbl', described))))
  const head = Uint8Array.from([...box('ftyp', zeros(8)), ...box('moov', track, box('mvex', [])), ...box('moof', zeros(8))])
  expect((openingOf(head) as Opening).type).toBe(`video/mp4; codecs="${codec}"`)
})

test('what cannot be played while it grows is said to be so', () => {
  expect(openingOf(new TextEncoder().encode('<!doctype html><title>no film</title>'))).toBe('unknown')
  const indexed = new Uint8Array([0, 0, 0, 12, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d, 0, 0, 0, 9, 0x6d, 0x64, 0x61, 0x74, 1])
  expect(openingOf(indexed)).toBe('unknown')
})

test('four bytes in a picture that look like a cluster are no entry', () => {
  const film = recorded('browser.webm')
  const opening = openingOf(film) as Opening
  const noise = new Uint8Array(64).fill(0x55)
  noise.set([0x1f, 0x43, 0xb6, 0x75, 0x84, 0xa3, 0x81, 0, 0], 10)
  expect(opening.entries(noise, 0)).toEqual([])
})
