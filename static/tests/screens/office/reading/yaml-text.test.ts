// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { everyWord } from '../../../../src/i18n'
import YamlText from '../../../../src/screens/office/reading/YamlText.vue'
import { mounted } from '../../../components'
import { button, office } from '../desk'

await everyWord()
const TEXT = 'id: my-txt\nformat: fixed\nnumber:\n  at: four\n'
const shown = (wrong: number | null) => mounted(YamlText, { modelValue: TEXT, label: '格式定义', readonly: false, wrong }, office({}).app)

test('every line has its number', () => {
  const host = shown(null)
  expect([...host.querySelectorAll('.gutter span')].map(({ textContent }) => textContent)).toEqual(['1', '2', '3', '4', '5'])
  expect(host.querySelector('.line')?.textContent).toBe('')
})

test('the line that is wrong is marked, shown, and selected on demand', async () => {
  const host = shown(4)
  expect(host.querySelector('.gutter .wrong')?.textContent).toBe('4')
  expect(host.querySelector('.line')?.textContent).toContain('第 4 行： ')
  expect(host.querySelector('.line code')?.textContent).toBe('  at: four')
  button(host, '到这一行').click()
  await nextTick()
  const area = host.querySelector('textarea')!
  expect(TEXT.slice(area.selectionStart, area.selectionEnd)).toBe('  at: four')
})
