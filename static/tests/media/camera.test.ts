import { afterEach, expect, test, vi } from 'vitest'
import { openCamera, type Camera } from '../../src/media/camera'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

interface Given {
  /** The largest still picture that the camera offers; null: it does not say. */
  offers: [number, number] | null
  /** How large what is seen is, and may become. */
  seen?: [number, number]
  most?: [number, number]
  /** What a still picture of this size comes out as; a throw: it takes none. */
  takes: (size: [number, number] | null, seen: [number, number]) => [number, number]
  /** What never answers, once a first picture was taken. */
  hangs?: 'capabilities' | 'bitmap' | 'constraints'
}
const NEVER = new Promise<never>(() => {})

/** A camera, and every size that it was asked for; a picture is its size, written down. */
async function camera({ offers, seen = [1280, 720], most = seen, takes, hangs }: Given): Promise<{ camera: Camera; asked: unknown[]; size: () => [number, number] }> {
  const asked: unknown[] = []
  let now = seen
  const stuck = (what: Given['hangs']) => hangs === what && asked.length > 0
  const track = {
    getCapabilities: () => ({ width: { max: most[0] }, height: { max: most[1] } }),
    applyConstraints: async ({ width }: { width: { ideal: number } }) => (stuck('constraints') ? NEVER : void (now = width.ideal === most[0] ? most : seen)),
  }
  class Shutter {
    async getPhotoCapabilities() {
      if (stuck('capabilities')) return NEVER
      if (offers === null) throw new DOMException('', 'NotSupportedError')
      return { imageWidth: { max: offers[0] }, imageHeight: { max: offers[1] } }
    }
    async takePhoto(size?: { imageWidth: number; imageHeight: number }) {
      const wanted: [number, number] | null = size === undefined ? null : [size.imageWidth, size.imageHeight]
      asked.push(wanted)
      return new Blob([takes(wanted, now).join('x')])
    }
  }
  vi.stubGlobal('ImageCapture', Shutter)
  vi.stubGlobal('createImageBitmap', async (photo: Blob) => {
    if (stuck('bitmap')) return NEVER
    const [width, height] = (await photo.text()).split('x').map(Number)
    return { width, height, close: () => {} }
  })
  vi.stubGlobal('document', { createElement: () => ({ getContext: () => ({ drawImage: () => {} }), toBlob: (done: (blob: Blob) => void) => done(new Blob(['frame'])) }) })
  const stream = { getVideoTracks: () => [track], getTracks: () => [] }
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: async () => stream, enumerateDevices: async () => [] } })
  return { camera: await openCamera('environment', false), asked, size: () => now }
}
const shot = async (one: Camera, filming = false) => (await one.still({} as HTMLVideoElement, filming)).text()

test('a photo is asked for with every pixel that the camera offers', async () => {
  const { camera: phone, asked } = await camera({ offers: [4000, 3000], takes: (size) => size! })
  expect(await shot(phone)).toBe('4000x3000')
  expect(asked).toEqual([[4000, 3000]])
})

test('where stills come from what is seen, that is made as large as it can be, once', async () => {
  const { camera: webcam, asked } = await camera({ offers: [1920, 1080], most: [1920, 1080], takes: (_, seen) => seen })
  expect(await shot(webcam)).toBe('1920x1080')
  expect(await shot(webcam)).toBe('1920x1080')
  expect(asked).toHaveLength(3)
})

test('a camera whose widest and highest pictures are not the same one is not asked twice', async () => {
  const { camera: phone, asked, size } = await camera({ offers: [4608, 3000], most: [4608, 2592], takes: () => [4000, 3000] })
  expect(await shot(phone)).toBe('4000x3000')
  expect(asked).toHaveLength(1)
  expect(size()).toEqual([1280, 720])
})

test('what is seen goes back to its size where a larger one made no larger picture', async () => {
  const { camera: phone, asked, size } = await camera({ offers: [4000, 3000], most: [1920, 1080], takes: () => [1280, 720] })
  expect(await shot(phone)).toBe('1280x720')
  expect(asked).toHaveLength(2)
  expect(size()).toEqual([1280, 720])
})

test('a camera that answers no more after the first picture does not lose it', async () => {
  for (const hangs of ['capabilities', 'bitmap', 'constraints'] as const) {
    const { camera: phone } = await camera({ offers: [4000, 3000], most: [1920, 1080], takes: () => [1280, 720], hangs })
    vi.useFakeTimers()
    const photo = phone.still({} as HTMLVideoElement, false)
    await vi.advanceTimersByTimeAsync(4_000)
    const kept = await Promise.race([photo, new Promise<null>((resolve) => setTimeout(resolve, 1, null)), vi.advanceTimersByTimeAsync(1).then(() => null)])
    vi.useRealTimers()
    expect(await kept?.text(), hangs).toBe('1280x720')
  }
})

test('a camera that cannot be told a size takes the photo as it would by itself', async () => {
  expect(await shot((await camera({ offers: null, takes: () => [3264, 2448] })).camera)).toBe('3264x2448')
  const refuses = (size: [number, number] | null): [number, number] => {
    if (size !== null) throw new DOMException('', 'OperationError')
    return [3264, 2448]
  }
  expect(await shot((await camera({ offers: [4000, 3000], takes: refuses })).camera)).toBe('3264x2448')
})

test('a camera that takes no still picture, or that films just now, gives the frame that is seen', async () => {
  const none = (): [number, number] => {
    throw new DOMException('', 'UnknownError')
  }
  expect(await shot((await camera({ offers: [4000, 3000], takes: none })).camera)).toBe('frame')
  const { camera: films, asked } = await camera({ offers: [4000, 3000], takes: (size) => size! })
  expect(await shot(films, true)).toBe('frame')
  expect(asked).toEqual([])
})
