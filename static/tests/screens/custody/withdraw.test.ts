// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Receipt } from '../../../src/hub'
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

/** The dialog with the reason given and the act done, while the hub says nothing; `says` is its word in the end. */
async function slowly() {
  const { app } = office({})
  let word: Partial<Receipt> | null = null
  const closed = vi.fn()
  Object.assign(app.outbox, { deliver: async () => null, receipt: async () => word })
  Object.assign(app.queue, { waiting: [{ id: 'f0' }] })
  mounted(WithdrawLabel, { item: bag, onClose: closed }, app)
  const dialog = document.querySelector('dialog')!
  const field = dialog.querySelector('input')!
  field.value = '多登记了一袋'
  field.dispatchEvent(new Event('input'))
  dialog.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(dialog.textContent).toContain('待上传'))
  expect(button(dialog, '注销').disabled).toBe(true)
  return { dialog, closed, says: (receipt: Partial<Receipt>) => ((word = receipt), Object.assign(app.queue, { waiting: [] })) }
}

test('a hub that says no later than anybody waits for it is heard in the dialog, and it may be tried again', async () => {
  const { dialog, closed, says } = await slowly()
  says({ verdict: 'refused', refusal: { code: 'label-used', says: '标签 B003-3 已经用过', fix: '改用遗失登记' } as never })
  await vi.waitFor(() => expect(dialog.textContent).toContain('标签 B003-3 已经用过'))
  expect(button(dialog, '注销').disabled).toBe(false)
  expect(closed).not.toHaveBeenCalled()
})

test('and one that says yes closes it', async () => {
  const { closed, says } = await slowly()
  says({ verdict: 'accepted' })
  await vi.waitFor(() => expect(closed).toHaveBeenCalled())
})

test('a device that cannot store it says so in the words of custody', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { app } = office({})
  Object.assign(app.outbox, { put: () => Promise.reject(new DOMException('', 'QuotaExceededError')) })
  mounted(WithdrawLabel, { item: bag }, app)
  const dialog = document.querySelector('dialog')!
  const field = dialog.querySelector('input')!
  field.value = '多登记了一袋'
  field.dispatchEvent(new Event('input'))
  dialog.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(dialog.textContent).toContain('本机没能存下这一步'))
})
