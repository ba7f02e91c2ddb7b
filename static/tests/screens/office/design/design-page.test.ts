// @vitest-environment happy-dom
import { nextTick, shallowReactive } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../../../src/app'
import type { DesignRow } from '../../../../src/rows'
import DesignPage from '../../../../src/screens/office/design/DesignPage.vue'
import { draftOf, stated } from '../../../../src/screens/office/design/design'
import { fakeApp, mounted } from '../../../components'
import { answered, plan } from '../../../fakes'

vi.mock('vue-router', () => ({ onBeforeRouteLeave: () => {}, onBeforeRouteUpdate: () => {} }))

let app: App
let drawn: { design: object; side: string; role: number; sample: string }[]
let put: ReturnType<typeof vi.fn>
let rows: Map<string, DesignRow>

beforeEach(() => {
  drawn = []
  rows = shallowReactive(new Map())
  app = fakeApp()
  put = vi.fn(async (_kind: string, body: { design: object }) => {
    rows.set('1', { plan: 1, design: { ...draftOf(body.design), mark: null, ...body.design }, seq: 9, at: '' })
    return { id: 'f' }
  })
  const receipt = { verdict: 'accepted', refusal: null }
  const others = app.store.rows
  Object.assign(app, { outbox: { put, deliver: async () => receipt, receipt: async () => receipt } })
  Object.assign(app.store, { sync: async () => {}, rows: (kind: 'design') => (kind === 'design' ? rows : others(kind)) })
  Object.assign(app.hub, {
    file: async (_path: string, _type: string, _patience: number, ask: { json: (typeof drawn)[number] }) => {
      drawn.push(ask.json)
      return answered(new Blob(['png']))
    },
  })
})

const button = (host: HTMLElement, words: string) => [...host.querySelectorAll('button')].find(({ textContent }) => textContent.includes(words))!

async function fill(host: HTMLElement, selector: string, value: string, index = 0): Promise<void> {
  const input = host.querySelectorAll<HTMLInputElement>(selector)[index]!
  input.value = value
  input.dispatchEvent(new Event('input'))
  await nextTick()
}

test('both sides are drawn, a moment after each change, and the saved design is what differs', async () => {
  const host = mounted(DesignPage, { plan: plan() }, app)
  await vi.waitFor(() => expect(drawn.map(({ side }) => side)).toEqual(['front', 'back']))
  await fill(host, 'input', '江西省鉴定')
  await vi.waitFor(() => expect(drawn).toHaveLength(4))
  expect(drawn.at(-1)!.design).toEqual({ mark: '江西省鉴定' })
  button(host, '保存样式').click()
  await vi.waitFor(() => expect(host.textContent).toContain('样式已保存'))
  expect(put.mock.calls).toEqual([['badge.design', { plan: 1, design: { mark: '江西省鉴定' } }, undefined]])
  expect(button(host, '保存样式')).toBeUndefined()
})

test('a colour on which white cannot be read is told and neither saved nor drawn', async () => {
  const host = mounted(DesignPage, { plan: plan() }, app)
  await vi.waitFor(() => expect(drawn).toHaveLength(2))
  await fill(host, 'input.digits', '#FFD700')
  expect(host.textContent).toMatch(/对比度 1\.\d+，白字看不清/)
  expect(button(host, '保存样式').disabled).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(drawn).toHaveLength(2)
})

test('the unified format is put back with one press', async () => {
  rows.set('1', { plan: 1, design: { mark: '旧的' }, seq: 1, at: '' })
  const host = mounted(DesignPage, { plan: plan() }, app)
  expect(host.querySelector('input')!.value).toBe('旧的')
  button(host, '恢复统一格式').click()
  await nextTick()
  button(host, '保存样式').click()
  await vi.waitFor(() => expect(put.mock.calls[0]![1].design).toEqual({}))
})

test('another device’s design shows at once unless this one has changes, which are not lost', async () => {
  const host = mounted(DesignPage, { plan: plan() }, app)
  rows.set('1', { plan: 1, design: { mark: '甲' }, seq: 1, at: '' })
  await nextTick()
  await nextTick()
  expect(host.querySelector('input')!.value).toBe('甲')
  await fill(host, 'input', '乙')
  rows.set('1', { plan: 1, design: { mark: '丙' }, seq: 2, at: '' })
  await nextTick()
  await nextTick()
  expect(host.querySelector('input')!.value).toBe('乙')
  expect(host.textContent).toContain('另一台设备刚保存了别的样式')
  expect(stated(draftOf({ mark: '丙' }))).toEqual({ mark: '丙' })
  button(host, '看那一份').click()
  await nextTick()
  expect(host.querySelector('input')!.value).toBe('丙')
})
