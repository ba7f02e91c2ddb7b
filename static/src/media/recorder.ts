import type { Film } from './media'

/** How a film's slices come: often enough to be watched while it runs. */
export interface Manner {
  type: string
  /** Milliseconds between slices. */
  slice: number
  /** Chromium makes a fragment of MP4 at each key frame and never earlier (`videoKeyFrameIntervalDuration`). */
  keyFrames: number | null
}

/** WebM is written frame by frame; MP4 is for browsers that cannot write WebM, such as older iPhones. */
const MANNERS: readonly Manner[] = [
  { type: 'video/webm;codecs=vp8,opus', slice: 250, keyFrames: null },
  { type: 'video/webm;codecs=vp8', slice: 250, keyFrames: null },
  { type: 'video/mp4;codecs=avc1.42E01E,mp4a.40.2', slice: 1_000, keyFrames: 1_000 },
  { type: 'video/mp4;codecs=avc1.42E01E,opus', slice: 1_000, keyFrames: 1_000 },
  { type: 'video/mp4;codecs=vp9,opus', slice: 1_000, keyFrames: 1_000 },
  { type: 'video/mp4', slice: 1_000, keyFrames: 1_000 },
]

/** How this browser records; null where it cannot. */
export function mannerHere(supports: (type: string) => boolean = (type) => globalThis.MediaRecorder?.isTypeSupported(type) ?? false): Manner | null {
  return MANNERS.find(({ type }) => supports(type)) ?? null
}

/** Bits a second: 720 lines on which a hand and a measuring tool can be made out. */
export const VIDEO_BITS = 2_500_000
export const AUDIO_BITS = 64_000

/** `full`: this device has no room; what cannot be kept waits in memory until the hub has taken some. */
export type Trouble = 'full' | 'lost' | 'camera'

export interface Recorder {
  pause(): void
  resume(): void
  /** Resolves when the last slice is kept and the film has ended. */
  end(): Promise<void>
  /** Resolves likewise, however it came to its end. */
  over: Promise<void>
}

/** Milliseconds between tries to keep a slice on a full device, and how many of them. */
const AGAIN = 1_000
const TRIES = 60

/**
 * Record a stream into a film, slice by slice and in order. `hear` is told what goes wrong: `full` when recording stops because
 * nothing more fits, `lost` when slices could not be kept in the end, `camera` when the system took the camera away. What was
 * recorded before it stopped goes into the room that `spare` gives back, if there is any.
 */
export function record(
  stream: MediaStream,
  manner: Manner,
  film: Film,
  hear: (trouble: Trouble) => void,
  spare: () => Promise<boolean> = () => Promise.resolve(false),
): Recorder {
  const options: MediaRecorderOptions & { videoKeyFrameIntervalDuration?: number } = {
    mimeType: manner.type,
    videoBitsPerSecond: VIDEO_BITS,
    audioBitsPerSecond: AUDIO_BITS,
    ...(manner.keyFrames === null ? {} : { videoKeyFrameIntervalDuration: manner.keyFrames }),
  }
  const recorder = new MediaRecorder(stream, options)
  let ending = false
  /** Behind a hole nothing is kept: the film ends there, and what is before it is whole. */
  let lost = false
  let kept: Promise<void> = Promise.resolve()

  async function keep(slice: Blob): Promise<void> {
    if (lost) return
    const bytes = await slice.arrayBuffer()
    for (let tries = 0; ; ) {
      try {
        return await film.add(bytes)
      } catch (error) {
        // A browser whose disk failed has closed the database, and this page stores no more: no time will bring it back.
        const closed = (error as DOMException).name === 'InvalidStateError'
        const given = !closed && (await spare())
        if (tries === 0) {
          console.error(error)
          if (!closed) hear('full')
          stop()
        }
        if (closed || tries >= TRIES) {
          lost = true
          hear('lost')
          return
        }
        tries += 1
        if (!given) await new Promise((resolve) => setTimeout(resolve, AGAIN))
      }
    }
  }

  /** In turn with the slices: what is kept of a film says when it rested, too. */
  function note(change: () => Promise<void>): void {
    kept = kept.then(change).catch((error: unknown) => console.error(error))
  }

  function stop(): void {
    ending = true
    if (recorder.state !== 'inactive') recorder.stop()
  }

  const over = new Promise<void>((resolve) => {
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) kept = kept.then(() => keep(data))
    }
    recorder.onstop = () => {
      if (!ending) hear('camera')
      void kept
        .then(() => film.end(lost))
        .catch((error: unknown) => console.error(error))
        .then(resolve)
    }
  })
  recorder.onerror = () => {
    hear('camera')
    stop()
  }
  recorder.start(manner.slice)
  return {
    pause() {
      if (recorder.state !== 'recording') return
      recorder.pause()
      recorder.requestData()
      const at = new Date()
      note(() => film.rest(at))
    },
    resume() {
      if (recorder.state !== 'paused') return
      recorder.resume()
      const at = new Date()
      note(() => film.goOn(at))
    },
    async end() {
      stop()
      await over
    },
    over,
  }
}
