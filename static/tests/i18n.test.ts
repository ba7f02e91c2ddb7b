import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { everyWord, language, t, te, words, type Part, type Sentences } from '../src/i18n'
import { countEn } from '../src/i18n/count.en'
import { countZh } from '../src/i18n/count.zh'
import { deedsEn } from '../src/i18n/deeds.en'
import { deedsZh } from '../src/i18n/deeds.zh'
import { drawEn } from '../src/i18n/draw.en'
import { drawZh } from '../src/i18n/draw.zh'
import { en } from '../src/i18n/en'
import { evidenceEn } from '../src/i18n/evidence.en'
import { evidenceZh } from '../src/i18n/evidence.zh'
import { formsEn } from '../src/i18n/forms.en'
import { formsZh } from '../src/i18n/forms.zh'
import { lead as leadEn } from '../src/i18n/lead.en'
import { lead as leadZh } from '../src/i18n/lead.zh'
import { mediaEn } from '../src/i18n/media.en'
import { mediaZh } from '../src/i18n/media.zh'
import { own as ownEn } from '../src/i18n/own.en'
import { own as ownZh } from '../src/i18n/own.zh'
import { papersEn } from '../src/i18n/papers.en'
import { papersZh } from '../src/i18n/papers.zh'
import { stationEn } from '../src/i18n/station.en'
import { stationZh } from '../src/i18n/station.zh'
import { readingEn } from '../src/i18n/reading.en'
import { readingZh } from '../src/i18n/reading.zh'
import { scoresEn } from '../src/i18n/scores.en'
import { scoresZh } from '../src/i18n/scores.zh'
import { resultsEn } from '../src/i18n/results.en'
import { resultsZh } from '../src/i18n/results.zh'
import { triedEn } from '../src/i18n/tried.en'
import { triedZh } from '../src/i18n/tried.zh'
import { zh } from '../src/i18n/zh'

function leaves(tree: Sentences, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[[...path, key].join(' > '), value] as [string, string]] : leaves(value, [...path, key]),
  )
}

const parts: Record<Part | 'first', [string, string][]> = {
  first: leaves(zh),
  own: leaves(ownZh),
  papers: leaves(papersZh),
  deeds: leaves(deedsZh),
  count: leaves(countZh),
  draw: leaves(drawZh),
  evidence: leaves(evidenceZh),
  forms: leaves(formsZh),
  lead: leaves(leadZh),
  media: leaves(mediaZh),
  station: leaves(stationZh),
  results: leaves(resultsZh),
  reading: leaves(readingZh),
  scores: leaves(scoresZh),
  tried: leaves(triedZh),
}
const chinese = new Map(Object.values(parts).flat())
const english = new Map([en, ownEn, papersEn, deedsEn, countEn, drawEn, evidenceEn, formsEn, leadEn, mediaEn, stationEn, resultsEn, readingEn, scoresEn, triedEn].flatMap((one) => leaves(one)))
const slots = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

test('both languages have the same sentences', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
})

test('both languages fill in the same words', () => {
  for (const [key, text] of chinese) {
    const [ours, theirs] = [slots(text), slots(english.get(key))]
    // Chinese needs no word for a plural, English none for a unit.
    expect(theirs, key).toEqual(ours)
  }
})

test('no English sentence was left in Chinese', () => {
  const left = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text))
  expect(left).toEqual([])
})

test('no sentence stands in two parts', () => {
  expect(Object.values(parts).flat()).toHaveLength(chinese.size)
})

test('a sentence shows its words; one that nobody wrote shows its key and complains', () => {
  expect(t('status.waiting', { n: 3 })).toBe('待上传 3')
  expect(t('status.waiting')).toBe('待上传 ')
  expect(t('queue.kinds["duty.check_in"]')).toBe('签到')
  const complaint = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect([te('queue.nobody'), t('queue.nobody')]).toEqual([false, 'queue.nobody'])
  expect(complaint).toHaveBeenCalledOnce()
})

test('the words of the office come when they are asked for, in the language that is spoken', async () => {
  expect(te('board.staff')).toBe(false)
  await words('lead')
  expect(t('board.staff')).toBe('工作人员')
  language.value = 'en'
  await vi.waitFor(() => expect(t('board.staff')).toBe('Staff'))
  expect(te('enrol.title')).toBe(false)
  await words('own')
  expect(t('enrol.title')).toBe(ownEn.enrol.title)
  language.value = 'zh'
  await vi.waitFor(() => expect(t('board.staff')).toBe('工作人员'))
})

test('the language is kept as soon as it is chosen, before its words have come', () => {
  const setItem = vi.fn()
  vi.stubGlobal('localStorage', { setItem })
  language.value = 'en'
  expect(setItem).toHaveBeenLastCalledWith('kaowu-language', 'en')
  language.value = 'zh'
  expect(setItem).toHaveBeenLastCalledWith('kaowu-language', 'zh')
  vi.unstubAllGlobals()
})

test('every word is fetched for a computer that has no letters of its own', async () => {
  const all = await everyWord()
  for (const [, text] of chinese) expect(all).toContain(text)
})

test('every sentence is used by a screen', () => {
  const sources = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name) && !name.includes('i18n'))
    .map((name) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8'))
    .join('\n')
  const prefixes = [...sources.matchAll(/`([\w.]+?)[.[]?(?:\["?)?\$\{/g)].map(([, prefix]) => prefix!)
  // Read once: looking through all sources for each of thousands of keys takes a busy machine seconds.
  const quoted = new Set([...sources.matchAll(/'([\w.-]+)(?=')/g)].map(([, key]) => key!))
  const unused = [...chinese.keys()]
    .map((key) => key.replaceAll(' > ', '.'))
    .filter((key) => !quoted.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)) && !sources.includes(`'${key}'`))
  expect(unused).toEqual([])
})

const src = new URL('../src/', import.meta.url)
/** Screens share most of their files: each is read, and looked through for keys, once. */
function once<T>(how: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>()
  return (name) => known.get(name) ?? known.set(name, how(name)).get(name)!
}
const program = once((name) => readFileSync(new URL(name, src), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))

/** What a file imports of our own. */
const imported = once((name) =>
  [...program(name).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].flatMap(([, path]) => {
    const to = new URL(path!, new URL(name, src)).href.slice(src.href.length)
    return [to, `${to}.ts`].find((one) => /\.(ts|vue)$/.test(one) && existsSync(new URL(one, src))) ?? []
  }),
)

/** Files that come with this one: what it imports, and what that imports; all of it, pages fetched later included. */
function reached(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name) || name === 'router.ts' || name.startsWith('i18n/')) return found
  found.add(name)
  for (const file of imported(name)) reached(file, found)
  return found
}

/** The parts a file speaks, by the keys that stand in it. */
const spokenIn = once((name): Set<string> => {
  const text = program(name)
  // Kinds of facts are named like some sentences.
  if (!/\b(t|useI18n) \} from '[./]+i18n'/.test(text)) return new Set()
  const beginnings = [...text.matchAll(/`([\w.]+?)[.[]?(?:\["?)?\$\{/g)].map(([, one]) => one!)
  const quoted = new Set([...text.matchAll(/'([\w.-]+)(?=')/g)].map(([, key]) => key!))
  const speaks = (key: string) => (/^[\w.-]+$/.test(key) ? quoted.has(key) : text.includes(`'${key}'`)) || beginnings.some((one) => key.startsWith(`${one}.`))
  return new Set(Object.entries(parts).filter(([, all]) => all.some(([key]) => speaks(key.replaceAll(' > ', '.')))).map(([part]) => part))
})

test('every screen fetches the words that it speaks', () => {
  const screens = [...program('router.ts').matchAll(/import\('\.\/(screens\/[^']+)'\)((?:, '\w+')*)/g)]
  expect(screens.length).toBeGreaterThan(9)
  const told = screens.map(([, file, named]) => [file!, ['first', ...[...named!.matchAll(/'(\w+)'/g)].map(([, part]) => part!)]] as const)
  for (const [file, fetched] of [...told, ['App.vue', ['first']] as const, ['screens/outside/OpenOutside.vue', ['first', 'own']] as const]) {
    for (const name of reached(file)) {
      const lacking = [...spokenIn(name)].filter((part) => !(fetched as readonly string[]).includes(part))
      expect(lacking, `${file} reaches ${name}`).toEqual([])
    }
  }
})
