// @vitest-environment happy-dom
import { computed, nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { words } from '../../../src/i18n'
import type { SchemeRow } from '../../../src/practical/results'
import SheetPanel from '../../../src/screens/practical/SheetPanel.vue'
import { fakeApp, mounted } from '../../components'
import { sitting } from '../../evidence/given'

await words('station')
const items = [{ id: 'a', question: '第一题', name: '导线连接', full: 10_000, criterion: '', failing: false }]
const scheme = { plan: 1, trade: '电工', level: 4, full: 10_000, items } as unknown as SchemeRow
const sheet = { fact: 'f', at: '2026-06-20T10:00:00+08:00', version: 1, reason: '', total: null, failed: null, items: null }
const row = { ...sitting(1), ended: '2026-06-20T10:00:00+08:00', sealed: true, scores: { 10: sheet } }

/** The sheet of assessor 10, on a device that keeps these drafts. */
async function shown(drafts: Record<string, unknown>): Promise<HTMLElement> {
  const transaction = () => ({ store: { get: async () => drafts, put: async (all: Record<string, unknown>) => void Object.assign(drafts, all) }, done: Promise.resolve() })
  const app = { ...fakeApp(), database: { get: async () => drafts, transaction } } as never
  const here = { app, where: computed(() => ({ plan: 1, session: 'P1', room: '901' })), key: computed(() => '1/P1/901') }
  const host = mounted(SheetPanel, { here, row, scheme, person: 10 }, app)
  await vi.waitFor(() => expect(host.querySelector('[role="status"]')).not.toBeNull())
  return host
}

test('a sealed sheet that was signed on another device is no 0', async () => {
  const host = await shown({})
  expect(host.textContent).toContain('已在另一台设备上签名')
  expect(host.textContent).not.toContain('已签：')
  expect(host.textContent).not.toContain('未打分')
})

test('on the device it was signed on a sealed sheet tells what it came to', async () => {
  const draft = { items: {}, signed: { version: 1, total: 8_650, items: { a: { found: '', score: 8_650, failed: null } } } }
  const host = await shown({ [`1/P1/901/${row.candidate}/10`]: draft })
  expect(host.textContent).toContain('已签：86.5 分')
})

test('a correction that is given up leaves what was signed', async () => {
  const signed = { version: 1, total: 8_650, items: { a: { found: '', score: 8_650, failed: null } } }
  const host = await shown({ [`1/P1/901/${row.candidate}/10`]: { items: {}, signed } })
  const button = (name: string) => [...host.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)!
  const score = () => host.querySelector<HTMLInputElement>('input[inputmode="decimal"]')!
  button('更正').click()
  await nextTick()
  expect(score().value).toBe('86.5')
  score().value = '70'
  score().dispatchEvent(new Event('input'))
  score().dispatchEvent(new Event('change'))
  await vi.waitFor(() => expect(host.querySelector('.total')!.textContent).toContain('70'))
  button('取消').click()
  await vi.waitFor(() => expect(host.textContent).toContain('已签：86.5 分'))
  expect(score().value).toBe('86.5')
})
