// @vitest-environment happy-dom
import { defineComponent, h, nextTick, reactive } from 'vue'
import { expect, test } from 'vitest'
import FigureStepper from '../../src/screens/count/FigureStepper.vue'
import { oddNumbers } from '../../src/ui/odd'
import { mounted } from '../components'

/** A panel with one figure of a room, which can be confirmed while `free` says so. */
function panel(over: Record<string, unknown> = {}) {
  const shown = reactive({ here: true, value: 30 as number | undefined, proposed: true, given: false, picks: 0, ...over })
  const odd = oddNumbers((no) => no.words)
  const host = mounted(
    defineComponent(() => () =>
      h('div', shown.here ? [h(FigureStepper, { code: 'absent', ...shown, wrong: false, onSet: (value: number) => (shown.value = value), onOdd: (text: string | null) => odd.typed('absent', text) })] : []),
    ),
    {},
  )
  const field = () => host.querySelector('input')!
  async function typed(text: string): Promise<void> {
    field().value = text
    field().dispatchEvent(new Event('input'))
    field().dispatchEvent(new Event('change'))
    await nextTick()
  }
  return { shown, field, typed, free: () => odd.none.value }
}

test('a field that is no longer shown holds nothing back, whatever stood in it', async () => {
  const { shown, typed, free } = panel()
  await typed('-1')
  expect(free()).toBe(false)
  shown.here = false
  await nextTick()
  expect(free()).toBe(true)
})

test.each([
  ['a number that only follows', { value: 28 }],
  ['another device’s count', { value: 29, proposed: false }],
  ['nothing at all any more', { value: undefined, proposed: false }],
])('what is no number stays and is told when %s stands behind it', async (_, change) => {
  const { shown, field, typed, free } = panel()
  await typed('3o')
  Object.assign(shown, change)
  await nextTick()
  expect([field().value, field().getAttribute('aria-invalid'), free()]).toEqual(['3o', 'true', false])
})

test.each([
  ['a number picked beside the field', { value: 2, picks: 1 }, '2'],
  ['the same number picked beside it once more', { picks: 1 }, '30'],
  ['what is on record now', { value: 31, given: true }, '31'],
])('%s takes the place of what is no number', async (_, change, value) => {
  const { shown, field, typed, free } = panel()
  await typed('')
  expect(free()).toBe(false)
  Object.assign(shown, change)
  await nextTick()
  await nextTick()
  expect([field().value, field().getAttribute('aria-invalid'), free()]).toEqual([value, 'false', true])
})
