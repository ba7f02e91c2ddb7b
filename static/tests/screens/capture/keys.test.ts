// @vitest-environment happy-dom
import { ref } from 'vue'
import { expect, test, vi } from 'vitest'
import type { Capture } from '../../../src/screens/capture/capture'
import CaptureKeys from '../../../src/screens/capture/CaptureKeys.vue'
import { mounted } from '../../components'

/** The keys of a camera that films, or does not, just now. */
function keys(filming: boolean) {
  const camera = { hasTorch: false, other: null }
  const capture = { camera: ref(camera), media: ref('video'), state: ref(filming ? 'on' : 'off'), filming: ref(filming), shutting: ref(0), torch: ref(false), films: true, shoot: vi.fn() }
  return mounted(CaptureKeys, { capture: capture as unknown as Capture })
}

test('that a photo taken while filming is no finer than the film is said beside its key', () => {
  const host = keys(true)
  const snap = [...host.querySelectorAll('button')].find(({ textContent }) => textContent === '边录边拍')!
  const said = host.querySelector(`#${snap.getAttribute('aria-describedby')}`)
  expect(said?.textContent).toBe('边录边拍的照片只有录像的清晰度；要拍清细节，请结束录像再拍。')
  expect(keys(false).textContent).not.toContain('清晰度')
})
