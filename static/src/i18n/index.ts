import { shallowRef, watch } from 'vue'
import type { Words } from '../rows'
import { zh } from './zh'

export type Language = 'zh' | 'en'
export type Sentences = { readonly [key: string]: string | Sentences }

const KEPT = 'kaowu-language'

/**
 * What not every device needs at its first screen comes with the screens that speak it (`router.ts`), as English does when
 * somebody asks for it. The service worker has all of it offline.
 */
const FETCHED = {
  first: { zh: async () => zh, en: async () => (await import('./en')).en },
  own: { zh: async () => (await import('./own.zh')).own, en: async () => (await import('./own.en')).own },
  papers: { zh: async () => (await import('./papers.zh')).papersZh, en: async () => (await import('./papers.en')).papersEn },
  deeds: { zh: async () => (await import('./deeds.zh')).deedsZh, en: async () => (await import('./deeds.en')).deedsEn },
  tried: { zh: async () => (await import('./tried.zh')).triedZh, en: async () => (await import('./tried.en')).triedEn },
  count: { zh: async () => (await import('./count.zh')).countZh, en: async () => (await import('./count.en')).countEn },
  draw: { zh: async () => (await import('./draw.zh')).drawZh, en: async () => (await import('./draw.en')).drawEn },
  evidence: { zh: async () => (await import('./evidence.zh')).evidenceZh, en: async () => (await import('./evidence.en')).evidenceEn },
  forms: { zh: async () => (await import('./forms.zh')).formsZh, en: async () => (await import('./forms.en')).formsEn },
  media: { zh: async () => (await import('./media.zh')).mediaZh, en: async () => (await import('./media.en')).mediaEn },
  station: { zh: async () => (await import('./station.zh')).stationZh, en: async () => (await import('./station.en')).stationEn },
  results: { zh: async () => (await import('./results.zh')).resultsZh, en: async () => (await import('./results.en')).resultsEn },
  reading: { zh: async () => (await import('./reading.zh')).readingZh, en: async () => (await import('./reading.en')).readingEn },
  scores: { zh: async () => (await import('./scores.zh')).scoresZh, en: async () => (await import('./scores.en')).scoresEn },
  lead: { zh: async () => (await import('./lead.zh')).lead, en: async () => (await import('./lead.en')).lead },
} satisfies Record<string, Record<Language, () => Promise<Sentences>>>

/** Words beyond those of the first screens: of this device itself, of papers, and of the chief's and the office's screens. */
export type Part = Exclude<keyof typeof FETCHED, 'first'>
const PARTS = Object.keys(FETCHED).filter((part): part is Part => part !== 'first')

/** Sentences by their path, in the language spoken and, behind it, in Chinese; replaced when it changes. */
const known: Record<Language, Map<string, string>> = { zh: new Map(), en: new Map() }
const speaking = shallowRef<readonly ReadonlyMap<string, string>[]>([known.zh])

function learn(language: Language, sentences: Sentences, path = ''): void {
  for (const [key, value] of Object.entries(sentences)) {
    if (typeof value === 'string') known[language].set(path + key, value)
    else learn(language, value, `${path}${key}.`)
  }
}

learn('zh', zh)

function first(): Language {
  return globalThis.localStorage?.getItem(KEPT) === 'en' ? 'en' : 'zh'
}

/** The language of the screens and of the hub's sentences; Chinese unless a person switched. */
export const language = shallowRef<Language>(first())

const asked = new Map<string, Promise<void>>()
const wanted = new Set<keyof typeof FETCHED>(['first'])

/** Fetch each part once; asked again where it did not come. */
function fetched(part: keyof typeof FETCHED, of: Language): Promise<void> {
  const name = `${part} ${of}`
  const coming = asked.get(name) ?? FETCHED[part][of]().then((sentences) => learn(of, sentences))
  asked.set(name, coming)
  coming.catch(() => asked.delete(name))
  return coming
}

/** Where English cannot be had, the screens go on in Chinese. */
async function speak(): Promise<void> {
  const of = language.value
  if (of === 'en') await Promise.all([...wanted].map((part) => fetched(part, 'en'))).catch(() => {})
  if (language.value === of) speaking.value = of === 'en' ? [known.en, known.zh] : [known.zh]
}

/** Resolves when the words of these parts can be spoken; rejects where they cannot be had in any language. */
export async function words(...parts: readonly Part[]): Promise<void> {
  for (const part of parts) wanted.add(part)
  await Promise.all([...parts.map((part) => fetched(part, 'zh')), language.value === 'en' ? speak() : null])
}

/** Every sentence in Chinese, of all screens. */
export async function everyWord(): Promise<string> {
  await words(...PARTS)
  return [...known.zh.values()].join('')
}

/** Resolves when the kept language can be spoken. */
export const spoken: Promise<void> = speak()

watch(
  language,
  async (next) => {
    // Kept before its words are here: who leaves the screen meanwhile finds the choice on the next one.
    globalThis.localStorage?.setItem(KEPT, next)
    await speak()
    if (globalThis.document) document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
  },
  // The page itself is written as Chinese; a kept choice must be told from the start.
  { immediate: true, flush: 'sync' },
)

/** `queue.kinds["duty.check_in"]` as it is known: names with dots stand in brackets. */
function sentence(key: string): string | undefined {
  const path = key.includes('[') ? key.replace(/\["([^"]+)"\]/g, '.$1') : key
  for (const sentences of speaking.value) {
    const found = sentences.get(path)
    if (found !== undefined) return found
  }
  return undefined
}

/** The sentence of this key, with `{name}` replaced by the value of that name. */
export function t(key: string, values: Readonly<Record<string, unknown>> = {}): string {
  const found = sentence(key)
  if (found === undefined) console.warn(`no words for ${key}`)
  return found?.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) ?? key
}

/** Whether there is a sentence of this key. */
export function te(key: string): boolean {
  return sentence(key) !== undefined
}

/** The words of a component; drawn anew when the language changes. */
export function useI18n() {
  return { t, te }
}

/** Pick the caller's language from a sentence the hub sent in both. */
export function inWords(words: Words): string {
  return words[language.value]
}
