// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Receipt } from '../../../src/hub'
import { useActs } from '../../../src/screens/office/acting'
import { fakeApp, mounted } from '../../components'

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
