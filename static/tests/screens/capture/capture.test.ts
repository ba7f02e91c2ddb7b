// @vitest-environment happy-dom
import { createApp, ref, type App as VueApp } from 'vue'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Media, Origin } from '../../../src/media/media'
import { subjectOf } from '../../../src/media/subject'
import { captureOf, type Capture } from '../../../src/screens/capture/capture'
import { fakeMedia } from '../../components'

const camera = { withSound: vi.fn(), close: () => {}, stream: { getVideoTracks: () => [] } }
vi.mock('../../../src/media/camera', () => ({ openCamera: async () => camera }))

let page: VueApp | null = null
const quiet = vi.fn()

beforeEach(() => {
  vi.stubGlobal('MediaRecorder', class {
    static isTypeSupported = () => true
    constructor() {
      throw new DOMException('', 'NotSupportedError')
    }
  })
  vi.spyOn(console, 'error').mockImplementation(() => {})
  camera.withSound.mockResolvedValue({ stream: {}, sound: true, quiet })
})
afterEach(() => {
  page?.unmount()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** The camera's screen of a device that keeps `room` bytes. */
function opened(room = Infinity) {
  const ends: (boolean | undefined)[] = []
  const origins: (Origin | undefined)[] = []
  let size = 0
  const queue = { waiting: [], needsPerson: [], ahead: [] }
  const media: Media = {
    ...fakeMedia(),
    async film(_subject, _type, origin) {
      origins.push(origin)
      return {
        evidence: 'e',
        async add(bytes) {
          size += bytes.byteLength
          if (size > room) throw new DOMException('', 'QuotaExceededError')
        },
        rest: async () => {},
        goOn: async () => {},
        end: async (cut) => void ends.push(cut),
      }
    },
  }
  let capture!: Capture
  page = createApp({ setup: () => ((capture = captureOf({ media, queue }, () => subjectOf(1, 'practical'), ref(null))), () => null) })
  page.mount(document.createElement('div'))
  return { capture, ends, origins }
}

test('a film that cannot be recorded is ended at once and said in its own words', async () => {
  const { capture, ends } = opened()
  await capture.open()
  await capture.start()
  expect(ends).toEqual([undefined])
  expect(capture.said.value).toBe('not-filmed')
  expect(capture.state.value).toBe('off')
  expect(quiet).toHaveBeenCalled()
})

test('a camera that is gone before the film begins leaves the keys as they were', async () => {
  const { capture, origins } = opened()
  await capture.open()
  camera.withSound.mockRejectedValue(new DOMException('', 'InvalidStateError'))
  await capture.start()
  expect([capture.said.value, capture.state.value, origins]).toEqual(['not-filmed', 'off', []])
})

test('a file is announced as what all of it is, and a part of it is ended as a part', async () => {
  const { capture, ends, origins } = opened(3_000_000)
  const bytes = new Uint8Array(5_000_000).fill(7)
  await capture.bring([new File([bytes], 'IMG_1.MOV', { type: 'video/quicktime' })])
  expect(origins[0]!.whole).toEqual({ size: 5_000_000, sha256: createHash('sha256').update(bytes).digest('hex') })
  expect(ends).toEqual([true])
  expect(capture.said.value).toBe('not-whole')
})

test('a film of the system\'s camera began its length before its file was last changed; where none can be read, its end is told', async () => {
  const { capture, origins } = opened()
  const lastModified = Date.parse('2026-11-22T10:00:00+08:00')
  const box = (name: string, content: number[]) => [0, 0, 0, 8 + content.length, ...Array.from(name, (one) => one.charCodeAt(0)), ...content]
  const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  const mvhd = box('mvhd', [...word(0), ...word(0), ...word(0), ...word(1_000), ...word(90_000), ...Array<number>(80).fill(0)])
  const film = new Uint8Array([...box('ftyp', Array.from('isom\0\0\0\0', (one) => one.charCodeAt(0))), ...box('moov', mvhd)])
  await capture.bring([new File([film], 'VID_1.mp4', { type: 'video/mp4', lastModified }), new File(['x'], 'VID_2.mp4', { type: 'video/mp4', lastModified })])
  const told = origins.map((one) => [one!.begun, one!.ended].map((at) => (lastModified - Date.parse(at!)) / 1_000))
  expect(told).toEqual([[90, 0], [0, 0]])
})
