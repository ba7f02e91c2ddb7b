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
  return { camera: await openCamera({ facing: 'environment' }, false), asked, size: () => now }
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

/** A device with these cameras; `user` and `environment` say which way they look, '' does not. Tells which were asked for and which are open. */
function device(...looks: ('user' | 'environment' | '')[]) {
  const gone = new Set<string>()
  const open = new Set<string>()
  const idOf = (at: number) => `camera ${at}`
  const getUserMedia = async ({ video }: { video: { facingMode?: { ideal: string }; deviceId?: { exact: string } } }) => {
    const ids = looks.map((_, at) => idOf(at)).filter((id) => !gone.has(id))
    const fits = (id: string) => video.facingMode?.ideal === looks[ids.indexOf(id)]
    const id = video.deviceId === undefined ? (ids.find(fits) ?? ids[0]) : ids.find((one) => one === video.deviceId!.exact)
    if (id === undefined) throw new DOMException('', 'OverconstrainedError')
    open.add(id)
    const facingMode = looks[Number(id.split(' ')[1])] || undefined
    const track = { getSettings: () => ({ deviceId: id, ...(facingMode ? { facingMode } : {}) }), stop: () => void open.delete(id) }
    return { getVideoTracks: () => [track], getTracks: () => [track] }
  }
  const enumerateDevices = async () => looks.map((_, at) => ({ kind: 'videoinput', deviceId: idOf(at) })).filter(({ deviceId }) => !gone.has(deviceId))
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia, enumerateDevices } })
  return { gone, open: () => [...open] }
}

/** Turn to the other camera so often; which one is open each time. */
async function turned(times: number, ...looks: ('user' | 'environment' | '')[]): Promise<(string | undefined)[]> {
  const { open } = device(...looks)
  const found: (string | undefined)[] = []
  let camera = await openCamera({ facing: 'environment' }, true)
  found.push(...open())
  for (let turn = 0; turn < times; turn += 1) {
    camera.close()
    camera = await openCamera(camera.other!, true)
    expect(open()).toHaveLength(1)
    found.push(...open())
  }
  return found
}

test('cameras that do not say which way they look are turned to one after another', async () => {
  expect(await turned(3, '', '')).toEqual(['camera 0', 'camera 1', 'camera 0', 'camera 1'])
  expect(await turned(3, '', '', '')).toEqual(['camera 0', 'camera 1', 'camera 2', 'camera 0'])
})

test('of cameras that say it the one that looks the other way is turned to, or any other where none does', async () => {
  expect(await turned(2, 'user', 'environment', 'environment')).toEqual(['camera 1', 'camera 0', 'camera 1'])
  expect(await turned(2, 'environment', 'environment')).toEqual(['camera 0', 'camera 1', 'camera 0'])
  expect(await turned(3, 'user', '')).toEqual(['camera 0', 'camera 1', 'camera 0', 'camera 1'])
})

test('only a camera that looks at whoever holds the device is shown as in a mirror', async () => {
  device('', '')
  const plain = await openCamera({ facing: 'environment' }, true)
  expect([plain.mirrored, (await openCamera(plain.other!, true)).mirrored]).toEqual([false, false])
  device('user', 'environment')
  expect([(await openCamera({ facing: 'user' }, true)).mirrored, (await openCamera({ facing: 'environment' }, true)).mirrored]).toEqual([true, false])
})

test('the same camera is opened again; one that was unplugged gives way to another', async () => {
  const { gone, open } = device('', '')
  const first = await openCamera({ facing: 'environment' }, true)
  first.close()
  const second = await openCamera(first.other!, true)
  second.close()
  const again = await openCamera(second.same, true)
  expect(open()).toEqual(['camera 1'])
  again.close()
  gone.add('camera 1')
  const left = await openCamera(again.same, true)
  expect([open(), left.other]).toEqual([['camera 0'], null])
})
