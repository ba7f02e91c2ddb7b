import { troubleOf, type CameraTrouble } from '../scanner'

/** Which way the camera looks: at the work, or at whoever holds the device. */
export type Facing = 'environment' | 'user'

/**
 * Which camera: the one of this id while it is there, else one that looks that way, and another than `beside` where there is
 * another. Cameras of computers and those on a cable often do not say which way they look.
 */
export interface Wanted {
  facing: Facing
  id?: string
  beside?: string
}

/** A camera that is open. */
export interface Camera {
  stream: MediaStream
  hasTorch: boolean
  /** It looks at whoever holds the device, who expects to see it as in a mirror. */
  mirrored: boolean
  /** What opens this one again, and what opens the next one; null where there is no other. */
  same: Wanted
  other: Wanted | null
  torch(on: boolean): Promise<void>
  /** A still picture; at the camera's full resolution unless it films just now. */
  still(video: HTMLVideoElement, filming: boolean): Promise<Blob>
  /** Its picture with the microphone's sound; without sound where that is not allowed. */
  withSound(): Promise<{ stream: MediaStream; sound: boolean; quiet(): void }>
  close(): void
}

/** Milliseconds a camera may take for a still picture before the frame that is seen is taken; and for a larger one after it. */
const SHUTTER = 4_000
/** Part of its largest width times its largest height from which a picture is as large as offered: no one picture need have both. */
const ENOUGH = 2 / 3
const QUALITY = 0.92
/** Where the browser takes stills only from what it shows, that is as fine as the camera gives it. */
const FINE = { width: { ideal: 4096 }, height: { ideal: 3072 } } as const
const FILM = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } } as const

/** Open a camera; rejects with a `CameraTrouble`. */
export async function openCamera(wanted: Wanted, films: boolean): Promise<Camera> {
  if (navigator.mediaDevices === undefined) throw 'none' satisfies CameraTrouble
  const size = films || hasShutter() ? FILM : FINE
  let stream: MediaStream
  try {
    stream = await streamOf(wanted, size)
  } catch (error) {
    throw troubleOf(error)
  }
  const track = stream.getVideoTracks()[0]!
  const abilities = (track.getCapabilities?.() ?? {}) as { torch?: boolean }
  const { deviceId: id, facingMode } = track.getSettings?.() ?? {}
  let measured = false
  return {
    stream,
    hasTorch: abilities.torch === true,
    mirrored: facingMode === 'user',
    same: { facing: wanted.facing, ...(id ? { id } : {}) },
    other: otherThan(id, facingMode, wanted.facing, await camerasHere()),
    async torch(on) {
      await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    },
    async still(video, filming) {
      // A film's picture would stand still while the camera changes to its full resolution.
      if (filming) return frameOf(video)
      const photo = await shutter(track)
      if (films || measured || photo === null) return photo ?? frameOf(video)
      measured = true
      return finer(photo, track, size)
    },
    async withSound() {
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null)
      const tracks = sound?.getAudioTracks() ?? []
      return { stream: new MediaStream([track, ...tracks]), sound: tracks.length > 0, quiet: () => tracks.forEach((one) => one.stop()) }
    },
    close() {
      for (const one of stream.getTracks()) one.stop()
    },
  }
}

/** Ids of all cameras of this device; empty where the browser names none. */
async function camerasHere(): Promise<string[]> {
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return all.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId)
}

/** The camera that is wanted; where the browser gives the one that is not, for want of knowing which way they look, the next. */
async function streamOf({ facing, id, beside }: Wanted, size: MediaTrackConstraints): Promise<MediaStream> {
  const ask = (which: MediaTrackConstraints) => navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } })
  const looking = () => ask({ facingMode: { ideal: facing } })
  if (id !== undefined) {
    return ask({ deviceId: { exact: id } }).catch((error: unknown) => {
      if (!GONE.includes((error as DOMException).name)) throw error
      return looking()
    })
  }
  const stream = await looking()
  const given = stream.getVideoTracks()[0]!.getSettings?.().deviceId
  const next = beside !== undefined && given === beside ? nextTo(beside, await camerasHere()) : null
  if (next === null) return stream
  stream.getTracks().forEach((one) => one.stop())
  return ask({ deviceId: { exact: next } })
}

/** What a browser answers where the camera of an id is not there any more. */
const GONE = ['OverconstrainedError', 'NotFoundError']

function otherThan(id: string | undefined, facingMode: string | undefined, asked: Facing, cameras: readonly string[]): Wanted | null {
  if (cameras.length < 2) return null
  const facing = (facingMode ?? asked) === 'environment' ? 'user' : 'environment'
  if (facingMode !== undefined && id) return { facing, beside: id }
  const next = id ? nextTo(id, cameras) : null
  return next === null ? { facing } : { facing, id: next }
}

function nextTo(id: string, cameras: readonly string[]): string | null {
  const at = cameras.indexOf(id)
  const next = at < 0 ? undefined : cameras[(at + 1) % cameras.length]
  return next === undefined || next === id ? null : next
}

const hasShutter = () => 'ImageCapture' in globalThis

/** The largest still picture that a camera says it takes; null where it says nothing. */
interface Offered {
  imageWidth: number
  imageHeight: number
}

const later = () => new Promise<null>((resolve) => setTimeout(() => resolve(null), SHUTTER))

async function shutter(track: MediaStreamTrack): Promise<Blob | null> {
  if (!hasShutter()) return null
  const photo = await Promise.race([stillOf(new ImageCapture(track)), later()])
  return photo === null || photo.size === 0 ? null : photo
}

/** A still picture as large as the camera offers; as it would take it by itself where it cannot be told a size. */
async function stillOf(camera: ImageCapture): Promise<Blob | null> {
  const most = await offeredBy(camera)
  if (most !== null) {
    try {
      return await camera.takePhoto(most)
    } catch (error) {
      console.info('the camera took no still picture of its largest size', error)
    }
  }
  return camera.takePhoto().catch((error: unknown) => {
    console.info('the camera took no still picture', error)
    return null
  })
}

async function offeredBy(camera: ImageCapture): Promise<Offered | null> {
  const { imageWidth, imageHeight } = (await camera.getPhotoCapabilities().catch(() => ({}))) as Partial<PhotoCapabilities>
  return imageWidth?.max && imageHeight?.max ? { imageWidth: imageWidth.max, imageHeight: imageHeight.max } : null
}

/**
 * A photo taken anew of a larger picture, where this one is smaller than the camera offers: some take it from what is seen,
 * however large it was to be. Where that helps, what is seen stays as large for the next ones; else it goes back. A camera
 * that does not answer in time costs nothing but the time: the photo that was taken stays.
 */
async function finer(photo: Blob, track: MediaStreamTrack, size: MediaTrackConstraints): Promise<Blob> {
  const late = later()
  const most = await Promise.race([offeredBy(new ImageCapture(track)), late])
  const pixels = await Promise.race([pixelsOf(photo), late])
  if (most === null || pixels === null || pixels >= ENOUGH * most.imageWidth * most.imageHeight) return photo
  const larger = await Promise.race([raised(track), late])
  if (larger === false) return photo
  const again = larger === null ? null : await shutter(track)
  if (again !== null && ((await Promise.race([pixelsOf(again), later()])) ?? 0) > pixels) return again
  void track.applyConstraints(size).catch((error: unknown) => console.info('what is seen stays large', error))
  return photo
}

async function pixelsOf(photo: Blob): Promise<number | null> {
  const picture = await createImageBitmap(photo).catch(() => null)
  const pixels = picture === null ? null : picture.width * picture.height
  picture?.close()
  return pixels
}

/** Let what is seen be as large as the camera can; whether it became so. */
async function raised(track: MediaStreamTrack): Promise<boolean> {
  const { width, height } = track.getCapabilities?.() ?? {}
  if (!width?.max || !height?.max) return false
  return track.applyConstraints({ width: { ideal: width.max }, height: { ideal: height.max } }).then(() => true, () => false)
}

function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')!.drawImage(video, 0, 0)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/jpeg', QUALITY),
  )
}
