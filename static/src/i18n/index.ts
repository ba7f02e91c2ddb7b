import { shallowRef, watch } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Words } from '../rows'
import { en } from './en'
import { zh } from './zh'

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
  messages: { zh, en },
})

watch(
  language,
  (next) => {
    i18n.global.locale.value = next
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
