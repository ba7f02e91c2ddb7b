// @vitest-environment happy-dom
import { createApp, h, nextTick, ref } from 'vue'
import { expect, test } from 'vitest'
import { words } from '../../../src/i18n'
import { scoredIn, type DraftItem } from '../../../src/practical/drafts'
import { unscored, type Item } from '../../../src/practical/score'
import ScoreItem from '../../../src/screens/practical/ScoreItem.vue'
import '../../components'

await words('station')
const item: Item = { id: 'a', question: '一', name: '导线连接', full: 3000, criterion: '', failing: false }

/** The item as its sheet holds it: what it says stands in its value. */
function sheet(score: number | null) {
  const value = ref<DraftItem>({ found: '', score, failed: null })
  const host = document.createElement('div')
  createApp({ render: () => h(ScoreItem, { item, value: value.value, failed: false, disabled: false, onChange: (said: DraftItem) => (value.value = said) }) }).mount(host)
  const input = host.querySelector<HTMLInputElement>('.points input')!
  const type = async (text: string) => {
    input.value = text
    input.dispatchEvent(new Event('change'))
    await nextTick()
  }
  return { value, host, input, type }
}

test('what is no number of points stays to be seen, and the item is not scored', async () => {
  const { value, host, input, type } = sheet(2000)
  await type('15分')
  expect([input.value, input.getAttribute('aria-invalid')]).toEqual(['15分', 'true'])
  expect(host.querySelector('[role="alert"]')!.textContent).toContain('看不懂')
  expect(unscored([item], scoredIn([item], { items: { a: value.value } }))).toEqual(['a'])
  await type('１５')
  expect([value.value.score, input.value, input.getAttribute('aria-invalid')]).toEqual([1500, '15', 'false'])
})

test('a tap on the full points, or nothing, takes the place of what was no number', async () => {
  const { value, host, input, type } = sheet(null)
  await type('9,5')
  host.querySelector<HTMLButtonElement>('.whole')!.click()
  await nextTick()
  expect([value.value.score, input.value]).toEqual([3000, '30'])
  await type('x')
  await type('')
  expect([value.value.score, input.value, host.querySelector('[role="alert"]')]).toEqual([null, '', null])
})
