// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { Recording } from '../../../src/database'
import EnrolScreen from '../../../src/screens/enrol/EnrolScreen.vue'
import { fakeApp, mounted } from '../../components'

vi.mock('vue-router', () => ({ useRoute: () => ({ hash: '#code=7K3MQ2XA' }), useRouter: () => ({ replace: async () => {} }) }))
vi.mock('../../../src/router', () => ({ home: () => '/' }))
vi.mock('../../../src/keys', async (whole) => ({ ...(await whole<object>()), secureContext: () => true }))

test('a device with media that have not left is not enrolled anew before somebody was told', async () => {
  const app = fakeApp()
  const enrol = vi.fn(async () => ({ ok: false, kind: 'offline' }) as const)
  app.enrol = enrol
  app.lost = shallowRef(null)
  app.media.recordings.value = [{ evidence: 'e', held: 1, size: 9, sent: 3 } as Recording]
  const host = mounted(EnrolScreen, {}, app)
  const submit = async () => {
    host.querySelector('form')!.dispatchEvent(new Event('submit'))
    await nextTick()
  }
  await submit()
  expect(enrol).not.toHaveBeenCalled()
  expect(host.textContent).toContain('本机还有 1 个影像没有传完')
  await submit()
  expect(enrol).toHaveBeenCalledTimes(1)
})
