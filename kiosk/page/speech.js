/** Say words of two languages (`code: [zh, en]`) in the one that is spoken now: Chinese, until another is. */
export function speech(words) {
  let now = 0
  const language = () => (now ? 'en' : 'zh')

  return {
    /** Speak `zh` or `en`; tells whether that changed anything. */
    speak(language) {
      const before = now
      now = language === 'en' ? 1 : 0
      document.documentElement.lang = now ? 'en' : 'zh-CN'
      return before !== now
    },
    language,
    word: (code, values = {}) => words[code][now].replace(/\{(\w+)\}/g, (_, name) => String(values[name])),
    /** The right one of `{zh, en}`. */
    own: (both) => (both ? both[language()] : ''),
  }
}
