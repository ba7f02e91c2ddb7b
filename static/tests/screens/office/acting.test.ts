// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Receipt } from '../../../src/hub'
import { useActs } from '../../../src/screens/office/acting'
import { everyWord } from '../../../src/i18n'
import { fakeApp, mounted } from '../../components'

await everyWord()

/** A part of a screen whose hub says nothing yet; `answers` is what it says in the end. */
async function acted() {
  const app = fakeApp({})
  let said: Partial<Receipt> | null = null
  const settled: string[] = []
  Object.assign(app, {
    outbox: { put: async () => ({ id: 'f1' }), deliver: async () => said, receipt: async () => said, settle: async (id: string) => void settled.push(id) },
    queue: Object.assign(app.queue, { waiting: [{ id: 'f1' }] }),
  })
  Object.assign(app.store, { sync: async () => {} })
  let acts: ReturnType<typeof useActs> | undefined
  mounted(defineComponent({ setup: () => ((acts = useActs()), () => h('p')) }), {}, app)
  await acts!.run('三人已签字', [{ kind: 'reading.close', body: {} }])
  return { acts: acts!, settled, answers: (receipt: Partial<Receipt>) => ((said = receipt), Object.assign(app.queue, { waiting: [] })) }
}

test('what waited is said to be done as soon as the hub has taken it', async () => {
  const { acts, answers } = await acted()
  expect(acts.ended.value?.outcome).toEqual({ state: 'waiting' })
  answers({ verdict: 'accepted' })
  await vi.waitFor(() => expect(acts.ended.value).toEqual({ outcome: { state: 'accepted' }, done: '三人已签字' }))
})

test('what waited and was turned away is told with its reason, where it was done', async () => {
  const { acts, answers, settled } = await acted()
  const refusal = { code: 'batch-closed', says: '已签字', fix: '不用再签' }
  answers({ verdict: 'refused', refusal: { ...refusal, field: null } } as never)
  await vi.waitFor(() => expect(acts.ended.value?.outcome).toMatchObject({ state: 'refused', refusal }))
  expect(settled).toEqual(['f1'])
})

test('a later act of the same part is not overwritten by what an earlier one comes to', async () => {
  const { acts, answers } = await acted()
  const second = acts.run('另一件', [{ kind: 'reading.close', body: {} }])
  await second
  const now = acts.ended.value
  answers({ verdict: 'accepted' })
  await vi.waitFor(() => expect(acts.ended.value).not.toBe(now))
  expect(acts.ended.value?.done).toBe('另一件')
})

const full = () => Promise.reject(new DOMException('', 'QuotaExceededError'))

/** A part of a screen on a device that keeps so many facts and, as it is full, none of the hub's words. */
async function onFullDevice(room: number, of: number) {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const app = fakeApp({})
  const kept: string[] = []
  const delivered: string[] = []
  Object.assign(app, {
    outbox: {
      put: async () => (kept.length < room ? (kept.push(`f${kept.length + 1}`), { id: kept.at(-1) }) : full()),
      deliver: (id: string) => (delivered.push(id), full()),
      receipt: async () => null,
      settle: full,
    },
    queue: Object.assign(app.queue, { waiting: [{ id: 'f1' }] }),
  })
  let acts: ReturnType<typeof useActs> | undefined
  mounted(defineComponent({ setup: () => ((acts = useActs()), () => h('p')) }), {}, app)
  await acts!.run('已存', Array.from({ length: of }, () => ({ kind: 'reading.close', body: {} })))
  return { outcome: acts!.ended.value!.outcome, kept, delivered }
}

test('what was stored and handed in is not said to have changed nothing where the hub’s word cannot be kept', async () => {
  expect((await onFullDevice(1, 1)).outcome).toEqual({ state: 'waiting' })
})

test('of several acts those that could be stored are handed in, and how many were not is said', async () => {
  const { outcome, delivered } = await onFullDevice(1, 3)
  expect(delivered).toEqual(['f1'])
  expect(outcome).toMatchObject({ state: 'refused', refusal: { code: 'not-stored', says: '共 3 项，本机只存下了前 1 项，其余没有存下' } })
})

test('where nothing could be stored nothing was changed', async () => {
  const { outcome, delivered } = await onFullDevice(0, 2)
  expect([outcome, delivered]).toMatchObject([{ state: 'refused', refusal: { says: '本机没能存下这次操作，什么也没有改' } }, []])
})
