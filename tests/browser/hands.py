"""What a hand does on a page, counted there: an answer in seconds that does not hang on the machine's pace."""

from contextlib import contextmanager

from tests.browser.morning import Effort

#: Counts on the page what a hand does from now on. A tap, a key and a text put in come as the browser's own events; a
#: scanner of these tests, and a day or time that is filled in, as events that the page makes.
COUNT = """() => {
  const counted = { taps: 0, keys: 0, characters: 0, holds: 0 }
  window.takeCount = () => (ending.abort(), counted)
  const ending = new AbortController()
  const heard = { capture: true, signal: ending.signal }
  const before = new WeakMap()
  let pressed = false
  addEventListener('pointerdown', (event) => { if (event.isTrusted) counted.taps += 1 }, heard)
  addEventListener('focus', ({ target }) => {
    if (target instanceof HTMLInputElement) before.set(target, target.value)
  }, heard)
  addEventListener('keydown', (event) => {
    if (!event.isTrusted) counted.holds += event.key === 'Enter' ? 1 : 0
    else {
      counted.keys += 1
      pressed = event.key.length === 1
    }
  }, heard)
  addEventListener('input', (event) => {
    const field = event.target
    if (!event.isTrusted && /^(date|time)$/.test(field.type)) {
      if (field.value === before.get(field)) return
      counted.taps += 1
      counted.keys += field.value.replace(/\\D/g, '').length
      before.set(field, field.value)
    } else if (event.isTrusted && !pressed) {
      for (const one of event.data ?? '') counted[one < '\\x80' ? 'keys' : 'characters'] += 1
    }
    pressed = false
  }, heard)
}"""


@contextmanager
def by_hand(page, case):
    """Count what the hand does on the page meanwhile, which is not left; the effort is whole at the end."""
    page.evaluate(COUNT)
    effort = Effort(case)
    yield effort
    for what, number in page.evaluate("takeCount()").items():
        setattr(effort, what, number)
