// @vitest-environment happy-dom
import { createApp, ref, type App as VueApp } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import { subjectOf } from '../../../src/media/subject'
import { captureOf, type Capture } from '../../../src/screens/capture/capture'
import { fakeMedia } from '../../components'

let page: VueApp | null = null
afterEach(() => {
  page?.unmount()
  page = null
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

interface Given {
  torch?: boolean
  /** Whether the light can be switched just now. */
  refuses?: boolean
  cameras?: number
  /** The other camera cannot be opened. */
  alone?: boolean
  /** Whether the system keeps the screen on. */
  dims?: boolean
  /** Who waits for the lock that keeps the screen on. */
  wait?: Promise<void>
}

/** The camera's screen on a phone, with all that was asked of the phone's camera and screen. */
function phone({ torch = true, refuses = false, cameras = 2, alone = false, dims = false, wait = Promise.resolve() }: Given = {}) {
  const asked: MediaTrackConstraints[] = []
  const lights: unknown[] = []
  const tracks: { readyState: string }[] = []
  const locks: { released: boolean; release: () => Promise<void>; onrelease?: () => void }[] = []
  const track = () => {
    const one = {
      readyState: 'live',
      getCapabilities: () => (torch ? { torch } : {}),
      applyConstraints: async (constraints: MediaTrackConstraints) => {
        if (refuses) throw new DOMException('', 'OverconstrainedError')
        lights.push(constraints)
      },
      stop: () => void (one.readyState = 'ended'),
    }
    tracks.push(one)
    return one
  }
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: async ({ video }: { video: MediaTrackConstraints }) => {
        asked.push(video)
        if (alone && (video.facingMode as { ideal: string }).ideal === 'user') throw new DOMException('', 'NotReadableError')
        const all = [track()]
        return { getVideoTracks: () => all, getTracks: () => all }
      },
      enumerateDevices: async () => Array.from({ length: cameras }, () => ({ kind: 'videoinput' })),
    },
    wakeLock: {
      request: async (what: string) => {
        await wait
        if (dims) throw new DOMException('', 'NotAllowedError')
        const lock = { what, released: false, release: async () => void (lock.released = true) }
        locks.push(lock)
        return lock
      },
    },
  })
  let capture!: Capture
  page = createApp({ setup: () => ((capture = captureOf({ media: fakeMedia(), queue: { waiting: [], needsPerson: [], ahead: [] } }, () => subjectOf(1, 'practical'), ref(null))), () => null) })
  page.mount(document.createElement('div'))
  return { capture, asked, lights, tracks, locks }
}

const seen = (state: DocumentVisibilityState) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

test('the light is switched on and off, and is off again with another camera', async () => {
  const { capture, lights } = phone()
  await capture.open()
  expect(capture.camera.value!.hasTorch).toBe(true)
  await capture.switchTorch()
  expect(capture.torch.value).toBe(true)
  await capture.switchTorch()
  expect(capture.torch.value).toBe(false)
  expect(lights).toEqual([{ advanced: [{ torch: true }] }, { advanced: [{ torch: false }] }])
  await capture.switchTorch()
  await capture.flip()
  expect(capture.torch.value).toBe(false)
})

test('a light that cannot be switched is said not to have been, and a camera without one has none', async () => {
  const { capture } = phone({ refuses: true })
  await capture.open()
  await capture.switchTorch()
  expect([capture.torch.value, capture.said.value]).toEqual([false, 'no-light'])
  const dark = phone({ torch: false })
  await dark.capture.open()
  expect(dark.capture.camera.value!.hasTorch).toBe(false)
})

test('the other camera is asked for and the one before is given back', async () => {
  const { capture, asked, tracks } = phone()
  await capture.open()
  expect(capture.camera.value!.other).not.toBeNull()
  await capture.flip()
  await capture.flip()
  expect(asked.map(({ facingMode }) => facingMode)).toEqual([{ ideal: 'environment' }, { ideal: 'user' }, { ideal: 'environment' }])
  expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'ended', 'live'])
})

test('where there is but one camera there is no other to turn to', async () => {
  const { capture } = phone({ cameras: 1 })
  await capture.open()
  expect(capture.camera.value!.other).toBeNull()
})

test('where the other camera cannot be opened the one before is, and that is said', async () => {
  const { capture, tracks } = phone({ alone: true })
  await capture.open()
  await capture.flip()
  expect([capture.said.value, capture.trouble.value]).toEqual(['no-other', null])
  expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live'])
})

test('of two openings at once the later one counts, and the camera of the other is given back', async () => {
  const { capture, tracks } = phone()
  await Promise.all([capture.open(), capture.turnTo('video')])
  expect(tracks.map(({ readyState }) => readyState).sort()).toEqual(['ended', 'live'])
  expect(capture.camera.value!.stream.getVideoTracks()[0]!.readyState).toBe('live')
})

test('the camera is not turned while it films', async () => {
  const { capture, asked } = phone()
  await capture.open()
  capture.state.value = 'on'
  await capture.flip()
  expect(asked).toHaveLength(1)
})

test('the screen stays on from the opening of the camera until its page is left', async () => {
  const { capture, locks } = phone()
  await capture.open()
  await vi.waitFor(() => expect(locks).toMatchObject([{ what: 'screen', released: false }]))
  await capture.flip()
  seen('visible')
  await Promise.resolve()
  expect(locks).toHaveLength(1)
  page!.unmount()
  page = null
  expect(locks[0]!.released).toBe(true)
})

test('a lock that the system took with the page is asked for again once the page is seen', async () => {
  const { capture, locks } = phone()
  await capture.open()
  await vi.waitFor(() => expect(locks).toHaveLength(1))
  await locks[0]!.release()
  seen('hidden')
  await Promise.resolve()
  expect(locks).toHaveLength(1)
  seen('visible')
  await vi.waitFor(() => expect(locks).toMatchObject([{ released: true }, { released: false }]))
})

test('where the system does not keep the screen on that is said', async () => {
  const { capture } = phone({ dims: true })
  await capture.open()
  await vi.waitFor(() => expect(capture.dims.value).toBe(true))
})

test('that the system no longer keeps the screen on is said until it does', async () => {
  const { capture, locks } = phone()
  await capture.open()
  await vi.waitFor(() => expect(locks[0]?.onrelease).toBeTypeOf('function'))
  expect(capture.dims.value).toBe(false)
  locks[0]!.onrelease!()
  expect(capture.dims.value).toBe(true)
  await locks[0]!.release()
  seen('visible')
  await vi.waitFor(() => expect([locks.length, capture.dims.value]).toEqual([2, false]))
})

test('a lock that comes after the page was left is given back', async () => {
  let come = () => {}
  const { capture, locks } = phone({ wait: new Promise((resolve) => (come = resolve)) })
  await capture.open()
  page!.unmount()
  page = null
  come()
  await vi.waitFor(() => expect(locks).toMatchObject([{ released: true }]))
})

test('a camera that the system took while the page was away is opened again, but never under a film', async () => {
  const { capture, asked, tracks } = phone()
  await capture.open()
  tracks[0]!.readyState = 'ended'
  capture.state.value = 'on'
  seen('visible')
  expect(asked).toHaveLength(1)
  capture.state.value = 'off'
  seen('visible')
  await vi.waitFor(() => expect(asked).toHaveLength(2))
})
