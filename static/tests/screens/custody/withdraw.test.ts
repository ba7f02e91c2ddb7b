// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import { untouched } from '../../../src/screens/custody/deeds'
import WithdrawLabel from '../../../src/screens/custody/WithdrawLabel.vue'
import type { Item } from '../../../src/rows'
import { mounted } from '../../components'
import { button, office } from '../office/desk'

await everyWord()

const bag = { label: 'B003-3', kind: 'PP', plan: 1, session: 'S1', room: '101', inside: null, seal: null, at: null } as Item
const alone = new Map([['B003-3', bag]])

test('only a label with which nothing was ever done is offered', () => {
  expect(untouched(bag, alone)).toBe(true)
  expect(untouched({ ...bag, at: '2026-11-22T08:00:00+08:00' }, alone)).toBe(false)
  expect(untouched({ ...bag, inside: 'R001-7' }, alone)).toBe(false)
  expect(untouched({ ...bag, seal: 'S001-2' }, alone)).toBe(false)
  expect(untouched(bag, new Map([...alone, ['B004-1', { ...bag, label: 'B004-1', inside: 'B003-3' }]]))).toBe(false)
})

test('a label is withdrawn with the reason, and not without', async () => {
  const { app, handed } = office({})
  mounted(WithdrawLabel, { item: bag }, app)
  const dialog = document.querySelector('dialog')!
  expect(dialog.textContent).toContain('注销标签 B003-3')
  expect(button(dialog, '注销').disabled).toBe(true)
  const field = dialog.querySelector('input')!
  field.value = '多登记了一袋'
  field.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(button(dialog, '注销').disabled).toBe(false))
  dialog.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(handed).toEqual([{ kind: 'custody.withdraw', body: { plan: 1, label: 'B003-3', reason: '多登记了一袋' }, beside: undefined }]))
})
