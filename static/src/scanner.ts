/** Why there is no picture: not allowed, no camera, or something else holds it. */
export type CameraTrouble = 'denied' | 'none' | 'busy'

export interface Scanner {
  /** Whether the camera has a light that can be switched. */
  hasTorch: boolean
  torch(on: boolean): Promise<void>
  stop(): void
}

/** A part of a camera's frame that the decoder's worker cuts out and scales itself; the page copies no pixel. */
export interface View {
  frame: VideoFrame
  x: number
  y: number
  width: number
  height: number
  outWidth: number
  outHeight: number
}

export type Picture = View | ImageBitmap | ImageData

/** Milliseconds a worker may take to give back the frame it holds before it is ended. */
const GIVES_BACK = 5_000

/** Reads one picture after another in a worker; `''` where there is no code, null while the reader is not there yet. */
export function decoder() {
  let holds: Promise<unknown> | null = null
  let stopped = false
  const worker = new Worker(new URL('./decoder.ts', import.meta.url), { type: 'module' })
  return {
    read(picture: Picture): Promise<string | null> {
      if (stopped) {
        if ('frame' in picture) picture.frame.close()
        return Promise.resolve('')
      }
      const text = new Promise<string | null>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<string | null>) => resolve(data)
        // A worker that broke stays silent; the next look tries again.
        worker.onerror = () => resolve('')
        worker.postMessage(picture, moved(picture))
      })
      holds = text.finally(() => (holds = null))
      return text
    },
    /** A camera has but few frames: the one in the worker is given back first. */
    stop() {
      stopped = true
      if (holds === null) return worker.terminate()
      void Promise.race([holds, new Promise((done) => setTimeout(done, GIVES_BACK))]).then(() => worker.terminate())
    },
  }
}

function moved(picture: Picture): Transferable[] {
  if (picture instanceof ImageData) return []
  return ['frame' in picture ? picture.frame : picture]
}

/** Milliseconds the same code must be out of sight before it counts as shown again. */
const OUT_OF_SIGHT = 2_500

/** Lets a code through once for as long as it stays in view. */
export function onceInView(outOfSight = OUT_OF_SIGHT) {
  let held: { text: string; seen: number } | null = null
  return (text: string, time: number): boolean => {
    const repeated = held !== null && held.text === text && time - held.seen < outOfSight
    held = { text, seen: time }
    return !repeated
  }
}

/** Milliseconds between looks: the rest of the time belongs to the screen. */
const PACE = 90

/**
 * Show the back camera in `video` and report each QR code once; rejects with a `CameraTrouble`. While `rests` says so
 * nothing is looked at: the processor belongs to the answer somebody waits for. `blind` hears whether codes can be read.
 */
export async function scan(
  video: HTMLVideoElement,
  found: (text: string) => void,
  rests = () => false,
  blind: (is: boolean) => void = () => {},
): Promise<Scanner> {
  const stream = await camera()
  video.srcObject = stream
  await video.play()
  const reader = decoder()
  const fresh = onceInView()
  const look = viewfinder(video)
  let running = true
  let turn = 0

  async function watch(): Promise<void> {
    while (running) {
      const started = performance.now()
      if (video.videoWidth > 0 && document.visibilityState === 'visible' && !rests()) {
        const text = await look(turn++).then(reader.read, () => '')
        if (!running) break
        blind(text === null)
        if (text && fresh(text, performance.now())) found(text)
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(10, PACE - (performance.now() - started))))
    }
  }
  void watch()

  const track = stream.getVideoTracks()[0]
  const abilities = (track?.getCapabilities?.() ?? {}) as { torch?: boolean; focusMode?: string[] }
  if (abilities.focusMode?.includes('continuous')) {
    await track?.applyConstraints({ advanced: [{ focusMode: 'continuous' } as MediaTrackConstraintSet] }).catch(() => {})
  }
  return {
    hasTorch: abilities.torch === true,
    async torch(on) {
      await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    },
    stop() {
      running = false
      reader.stop()
      for (const one of stream.getTracks()) one.stop()
      video.srcObject = null
    },
  }
}

async function camera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw 'none' satisfies CameraTrouble
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      // A 188-character code wants 2.75 pixels a module: 1080 lines read it from 20 cm further away than 720.
      video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
    })
  } catch (error) {
    throw troubleOf(error)
  }
}

/** Why a browser gave no camera. */
export function troubleOf(error: unknown): CameraTrouble {
  const name = (error as DOMException).name
  if (name === 'NotAllowedError') return 'denied'
  return name === 'NotFoundError' ? 'none' : 'busy'
}

/** What the decoder looks at: three times of four the middle at full resolution, then the whole picture. */
function viewfinder(video: HTMLVideoElement): (turn: number) => Promise<Picture> {
  const canvas = document.createElement('canvas')
  return async (turn) => {
    const { videoWidth: width, videoHeight: height } = video
    const side = Math.min(width, height)
    const whole = turn % 4 === 3
    const [w, h] = whole ? [width, height] : [side, side]
    const scale = whole ? Math.min(1, 1280 / width) : 1
    const [x, y, outW, outH] = [(width - w) / 2, (height - h) / 2, Math.round(w * scale), Math.round(h * scale)]
    // Cutting and scaling take a slow phone 60 ms of every 100, which the verdict would wait for: the worker does it.
    if (typeof VideoFrame !== 'undefined' && typeof OffscreenCanvas !== 'undefined') {
      return { frame: new VideoFrame(video), x, y, width: w, height: h, outWidth: outW, outHeight: outH }
    }
    if (typeof OffscreenCanvas !== 'undefined') {
      return createImageBitmap(video, x, y, w, h, { resizeWidth: outW, resizeHeight: outH })
    }
    // Without it the worker could not draw the picture itself.
    canvas.width = outW
    canvas.height = outH
    const context = canvas.getContext('2d', { willReadFrequently: true })!
    context.drawImage(video, x, y, w, h, 0, 0, outW, outH)
    return context.getImageData(0, 0, outW, outH)
  }
}
