// @vitest-environment happy-dom
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test, vi } from 'vitest'
import { APP } from '../../../src/app'
import type { SchemeRow } from '../../../src/practical/results'
import type { Capture } from '../../../src/screens/capture/capture'
import CaptureScreen from '../../../src/screens/capture/CaptureScreen.vue'
import { fakeApp } from '../../components'
import { sitting } from '../../evidence/given'
import { plan } from '../../fakes'

const camera = { withSound: async () => ({ stream: {}, sound: true, quiet: () => {} }), close: () => {}, stream: { getVideoTracks: () => [] } }
vi.mock('../../../src/media/camera', () => ({ openCamera: async () => camera }))
let capture!: Capture
vi.mock('../../../src/screens/capture/capture', async (real) => {
  const { captureOf } = await real<typeof import('../../../src/screens/capture/capture')>()
  return { captureOf: (...parts: Parameters<typeof captureOf>) => (capture = captureOf(...parts)) }
})

test('while a film runs its item stays as it began', async () => {
  const one = sitting(1)
  const scheme = { plan: 1, trade: one.trade, level: one.level, items: [{ id: '1.1', question: '', name: '接线', full: 100, criterion: '', failing: false }] } as unknown as SchemeRow
  const app = fakeApp({ plan: { '1': plan() }, practical: { [`1/P1/901/${one.candidate}`]: one }, scheme: { [`1/${one.trade}/${one.level}`]: scheme } })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  await router.push('/capture?plan=1&purpose=practical&session=P1&room=901&of=candidate')
  history.replaceState({ candidate: one.candidate, who: '1 龙**' }, '')
  const host = document.createElement('div')
  const page = createApp(CaptureScreen).use(router).provide(APP, app)
  page.mount(host)
  const choice = () => host.querySelector<HTMLSelectElement>('select[name=item]')!
  expect(choice().disabled).toBe(false)
  for (const [state, fixed] of [['starting', true], ['on', true], ['paused', true], ['off', false]] as const) {
    capture.state.value = state
    await nextTick()
    expect(choice().disabled).toBe(fixed)
  }
  page.unmount()
})
