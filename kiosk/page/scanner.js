/** A hand scanner types very fast and ends with Enter; this tells it from a person at the keys. */
const FASTEST_HAND = 50 // milliseconds between two keys that no hand keeps up
const SLOWEST_SCANNER = 500 // milliseconds a scanner may pause once a badge's first characters are there
const SHORTEST = 5
const PREFIX = 'KW1:'
const SHIFTED = { Digit4: '$', Digit5: '%', Digit8: '*', Equal: '+', Semicolon: ':' }
const PLAIN = { Minus: '-', Period: '.', Slash: '/', Space: ' ', Equal: '=', Semicolon: ';' }

/** The character of a key; a Chinese input method hides it, then the key's place says which. */
function characterOf({ key, code, shiftKey }) {
  if (key.length === 1) return key
  if (key !== 'Process' && key !== 'Unidentified') return ''
  if (shiftKey && code in SHIFTED) return SHIFTED[code]
  if (/^(Digit|Numpad)\d$/.test(code)) return code.at(-1)
  if (/^Key[A-Z]$/.test(code)) return shiftKey ? code.at(-1) : code.at(-1).toLowerCase()
  return PLAIN[code] ?? ''
}

/** Listen on the whole page; `scanned` gets each scanned text. */
export function listen(scanned) {
  let burst = ''
  let last = Number.NEGATIVE_INFINITY
  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (event.timeStamp - last > (burst.includes(PREFIX) ? SLOWEST_SCANNER : FASTEST_HAND)) burst = ''
    last = event.timeStamp
    if (event.key !== 'Enter' && event.key !== 'Tab' && event.code !== 'Enter') {
      burst += characterOf(event)
      return
    }
    const text = burst
    burst = ''
    if (text.length < SHORTEST) return
    // The Enter must not also press a button, and a field must not keep the code.
    event.preventDefault()
    event.stopPropagation()
    const field = event.target
    if (field instanceof HTMLInputElement && field.value.endsWith(text)) field.value = field.value.slice(0, -text.length)
    scanned(text.trim())
  }
  addEventListener('keydown', onKey, { capture: true })
}
