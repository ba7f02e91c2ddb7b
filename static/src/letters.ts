import { everyWord } from './i18n'
import type { Store } from './store'

/** Characters asked for at a time, with a pause (milliseconds) between, so that nothing else waits for them. */
const CHUNK = 300
const SIDE = 32
const PAUSE = 100
const FONT = '400 1em "Noto Sans SC Variable"'

/** Every character that a screen may have to write: of its own words, and of the people, rooms and plans of the day. */
export async function charactersOf(store: Pick<Store, 'rows'>): Promise<string[]> {
  const words = await everyWord()
  const names = [
    ...[...store.rows('person').values()].flatMap(({ name, unit }) => [name, unit]),
    ...[...store.rows('room').values()].flatMap(({ name, building }) => [name, building]),
    ...[...store.rows('plan').values()].flatMap(({ name, centre, area, site }) => [name, centre, area, site.name]),
  ]
  return [...new Set(words + names.join(''))].filter((character) => /\p{Script=Han}/u.test(character)).sort()
}

/** Whether this computer has no Chinese letters of its own: then two characters look alike, as empty boxes. */
export function lacksLetters(): boolean {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (context === null) return false
  const drawn = ['永', '\u{10FFFD}'].map((character) => {
    context.clearRect(0, 0, SIDE, SIDE)
    context.font = `${SIDE / 2}px sans-serif`
    context.fillText(character, 0, SIDE * 0.75)
    return context.getImageData(0, 0, SIDE, SIDE).data.join()
  })
  return drawn[0] === drawn[1]
}

/**
 * Fetch their shapes while the hub is there: letters come in many small files, each when it is first written, and without
 * the hub those that were never written would be empty boxes on a computer that has none of its own.
 */
export async function fetchLetters(store: Pick<Store, 'rows'>): Promise<void> {
  if (!lacksLetters()) return
  const all = await charactersOf(store)
  for (let start = 0; start < all.length; start += CHUNK) {
    await document.fonts.load(FONT, all.slice(start, start + CHUNK).join(''))
    await new Promise((done) => setTimeout(done, PAUSE))
  }
}
