/** One key press, as far as a keyboard scanner is concerned. */
export interface Press {
  key: string
  code: string
  shift: boolean
  /** Milliseconds, rising. */
  time: number
}

/** A hand does not keep this up over five keys (milliseconds between keys); Bluetooth scanners need up to 30. */
const FASTEST_HAND = 50
/** Once a badge's prefix is there it is no hand, and a slow scanner or a busy page may pause this long (milliseconds). */
const SLOWEST_SCANNER = 500
const PREFIX = 'KW1:'
/** Shorter bursts are a hand on the keys, not a code. */
const SHORTEST = 5

const SHIFTED: Record<string, string> = { Digit4: '$', Digit5: '%', Digit8: '*', Equal: '+', Semicolon: ':' }
const PLAIN: Record<string, string> = { Minus: '-', Period: '.', Slash: '/', Space: ' ', Equal: '=', Semicolon: ';' }

/** The character of a press; a Chinese input method hides it (`Process`), so then it is read from the key's place. */
function characterOf({ key, code, shift }: Press): string | null {
  if (key.length === 1) return key
  if (key !== 'Process' && key !== 'Unidentified') return null
  if (shift && code in SHIFTED) return SHIFTED[code]!
  if (code.startsWith('Digit')) return code.slice(5)
  if (code.startsWith('Numpad') && code.length === 7) return code.slice(6)
  if (code.startsWith('Key')) return shift ? code.slice(3) : code.slice(3).toLowerCase()
  return PLAIN[code] ?? null
}

/** Tell a USB or Bluetooth scanner, which types very fast and ends with Enter, from a person at the keys. */
export function wedge() {
  let burst = ''
  let last = Number.NEGATIVE_INFINITY

  /** Take one press; a whole scanned text when this press ended one, else null. */
  return function press(one: Press): string | null {
    if (one.time - last > (burst.includes(PREFIX) ? SLOWEST_SCANNER : FASTEST_HAND)) burst = ''
    last = one.time
    if (one.key === 'Enter' || one.key === 'Tab' || one.code === 'Enter') {
      const text = burst
      burst = ''
      return text.length >= SHORTEST ? text : null
    }
    const character = characterOf(one)
    if (character !== null) burst += character
    return null
  }
}

/** Who listens, the newest last: what lies over a screen takes its scans. */
const listeners: object[] = []

/**
 * Listen on the whole page, so that a scan works whatever has the focus; returns how to stop. Of several only the
 * newest is told.
 */
export function listen(target: Window, scanned: (text: string) => void): () => void {
  const press = wedge()
  const me = {}
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const text = press({ key: event.key, code: event.code, shift: event.shiftKey, time: event.timeStamp })
    if (text === null || listeners.at(-1) !== me) return
    // The Enter must not also press a button, and a field must not keep the code.
    event.preventDefault()
    event.stopPropagation()
    wipe(event.target, text)
    scanned(text.trim())
  }
  target.addEventListener('keydown', onKey, { capture: true })
  listeners.push(me)
  return () => {
    target.removeEventListener('keydown', onKey, { capture: true })
    listeners.splice(listeners.indexOf(me), 1)
  }
}

function wipe(field: EventTarget | null, text: string): void {
  if (!(field instanceof HTMLInputElement) || !field.value.endsWith(text)) return
  field.value = field.value.slice(0, -text.length)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
