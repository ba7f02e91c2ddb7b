import { shallowRef, watch } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Words } from '../rows'
import { zh, type Messages } from './zh'

export type Language = 'zh' | 'en'

const KEPT = 'kaowu-language'

function first(): Language {
  return globalThis.localStorage?.getItem(KEPT) === 'en' ? 'en' : 'zh'
}

/** The language of the screens and of the hub's sentences; Chinese unless a person switched. */
export const language = shallowRef<Language>(first())

export const i18n = createI18n({
  legacy: false,
  locale: language.value,
  fallbackLocale: 'zh',
  messages: { zh } as { zh: Messages; en: Messages },
})

/** English is fetched when somebody asks for it: a phone at the gate starts without. The service worker has it offline. */
async function english(): Promise<void> {
  if ('en' in i18n.global.messages.value) return
  i18n.global.setLocaleMessage('en', (await import('./en')).en)
}

/** Resolves when the kept language can be spoken. */
export const spoken: Promise<void> = language.value === 'en' ? english().catch(() => {}) : Promise.resolve()

watch(
  language,
  async (next) => {
    // Where the words cannot be had, the screens go on in Chinese.
    if (next === 'en') await english().catch(() => {})
    i18n.global.locale.value = language.value
    globalThis.localStorage?.setItem(KEPT, next)
    if (globalThis.document) document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  },
  // The page itself is written as Chinese; a kept choice must be told from the start.
  { immediate: true },
)

/** Pick the caller's language from a sentence the hub sent in both. */
export function inWords(words: Words): string {
  return words[language.value]
}
