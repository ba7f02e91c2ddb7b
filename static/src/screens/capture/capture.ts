import { computed, onMounted, onUnmounted, ref, shallowRef, type Ref } from 'vue'
import type { App } from '../../app'
import { localTime } from '../../fact'
import { keepPreview } from '../../media/attached'
import { openCamera, type Camera, type Wanted } from '../../media/camera'
import { APP_SOURCE, type Film } from '../../media/media'
import { AUDIO_BITS, mannerHere, record, VIDEO_BITS, type Recorder, type Trouble } from '../../media/recorder'
import { reserve, spare } from '../../media/reserve'
import { digestOf } from '../../media/running-digest'
import { LARGEST } from '../../media/slices'
import { subjectIn, type Subject } from '../../media/subject'
import type { CameraTrouble } from '../../scanner'
import { storage } from '../../storage'
import { lengthOf } from '../media-import/length'
import { described } from '../media-import/movie'

/** What the screen says beside the picture until somebody goes on. */
export type Said = Trouble | 'no-light' | 'no-other' | 'no-room' | 'not-taken' | 'not-filmed' | 'not-whole' | 'not-read' | 'silent' | null

/** Milliseconds between looks at the room that is left. */
const LOOK = 10_000
/** And at the queue, until room was kept back for the end of a film or there was none. */
const AGAIN = 5_000

/** The camera of this page, and what is taken with it. */
export function captureOf(app: Pick<App, 'media' | 'queue'>, subject: () => Subject, video: Ref<HTMLVideoElement | null>) {
  const camera = shallowRef<Camera | null>(null)
  const trouble = ref<CameraTrouble | null>(null)
  const media = ref<'photo' | 'video'>('photo')
  const torch = ref(false)
  const said = ref<Said>(null)
  /** What was taken since this page was opened. */
  const taken = shallowRef<readonly string[]>([])
  const shutting = ref(0)
  const film = shallowRef<{ evidence: string; recorder: Recorder } | null>(null)
  const state = ref<'off' | 'starting' | 'on' | 'paused' | 'ending'>('off')
  const elapsed = ref(0)
  const room = ref<number | null>(null)
  /** No more fits here than the end of a film. */
  const nearlyFull = ref(false)
  /** The screen may go dark by itself. */
  const dims = ref(false)
  let wanted: Wanted = { facing: 'environment' }
  let openings = 0
  const manner = mannerHere()
  let gone = false
  let counted = 0
  let since: number | null = null
  /** Whether it is known that there is room for the end of a film: it is tried once, as a device that has none is worse off by it. */
  let tried = false

  const filming = computed(() => state.value !== 'off')

  async function open(): Promise<void> {
    const opening = (openings += 1)
    trouble.value = null
    torch.value = false
    camera.value?.close()
    camera.value = null
    void keepBack()
    try {
      const opened = await openCamera(wanted, media.value === 'video')
      if (gone || opening !== openings) return opened.close()
      wanted = opened.same
      camera.value = opened
      if (video.value !== null) {
        video.value.srcObject = opened.stream
        await video.value.play()
      }
      void stayAwake()
    } catch (error) {
      if (opening !== openings) return
      trouble.value = typeof error === 'string' ? (error as CameraTrouble) : 'busy'
    }
  }

  async function turnTo(next: 'photo' | 'video'): Promise<void> {
    if (filming.value || media.value === next) return
    media.value = next
    said.value = null
    await open()
  }

  /** Where the other camera cannot be opened, this one is again. */
  async function flip(): Promise<void> {
    if (filming.value || camera.value === null || camera.value.other === null) return
    const { same, other } = camera.value
    said.value = null
    wanted = other
    await open()
    if (trouble.value === null) return
    wanted = same
    await open()
    if (trouble.value === null) said.value = 'no-other'
  }

  async function light(on: boolean, ended = false): Promise<void> {
    const lit = camera.value
    if (lit === null) return
    try {
      await lit.torch(on)
      if (lit === camera.value) torch.value = on
      if (said.value === 'no-light') said.value = null
    } catch (error) {
      console.info('the light was not switched', error)
      // How a film came to its end is worth more.
      if (!ended || said.value === null) said.value = 'no-light'
    }
  }

  const switchTorch = () => light(!torch.value)

  const note = (evidence: string) => (taken.value = [...taken.value, evidence])

  async function keepPhoto(photo: Blob, file: File | null = null): Promise<void> {
    try {
      const origin = file === null ? {} : originOf(file)
      const evidence = await app.media.photo(photo, subjectIn(subject()), origin)
      note(evidence)
      await keepPreview(evidence, photo)
    } catch (error) {
      console.error(error)
      said.value = 'no-room'
    }
  }

  /** The next may be taken while this one is being kept. */
  async function shoot(): Promise<void> {
    if (camera.value === null || video.value === null) return
    said.value = null
    shutting.value += 1
    try {
      const photo = await camera.value.still(video.value, filming.value)
      navigator.vibrate?.(30)
      await keepPhoto(photo)
    } catch (error) {
      console.error(error)
      said.value = 'not-taken'
    } finally {
      shutting.value -= 1
    }
  }

  async function start(): Promise<void> {
    if (camera.value === null || manner === null || state.value !== 'off') return
    state.value = 'starting'
    said.value = null
    let quiet = () => {}
    let kept: Film | null = null
    let wrong: Said = 'not-filmed'
    try {
      const opened = await camera.value.withSound()
      quiet = opened.quiet
      wrong = 'no-room'
      kept = await app.media.film(subjectIn(subject()), manner.type)
      wrong = 'not-filmed'
      const { stream, sound } = opened
      const hear = (what: Trouble) => {
        said.value = what
        if (what === 'full') nearlyFull.value = true
        // It records no more, and what it has is being kept.
        hold()
        state.value = 'ending'
      }
      const recorder = record(stream, manner, kept, hear, spare)
      film.value = { evidence: kept.evidence, recorder }
      note(kept.evidence)
      if (video.value !== null) void keepPreview(kept.evidence, video.value)
      if (!sound) said.value = 'silent'
      state.value = 'on'
      counted = 0
      since = Date.now()
      void recorder.over.then(() => {
        quiet()
        hold()
        film.value = null
        state.value = 'off'
        if (torch.value) void light(false, true)
        // What the room was kept back for has used it up, and waits here for the hub.
        if (nearlyFull.value) tried = false
      })
    } catch (error) {
      console.error(error)
      quiet()
      // It was announced: without an end it would be taken for a film that still runs.
      await kept?.end().catch((reason: unknown) => console.error(reason))
      state.value = 'off'
      said.value = wrong
    }
  }

  function hold(): void {
    if (since !== null) counted += Date.now() - since
    since = null
  }

  function pause(): void {
    film.value?.recorder.pause()
    hold()
    state.value = 'paused'
  }

  function resume(): void {
    film.value?.recorder.resume()
    since = Date.now()
    state.value = 'on'
  }

  async function end(): Promise<void> {
    if (film.value === null) return
    state.value = 'ending'
    await film.value.recorder.end()
  }

  /** What is all of the file is told first: a part of it is never taken for the whole. */
  async function bringFilm(file: File): Promise<void> {
    let wrong: Said = 'not-read'
    let kept: Film | null = null
    try {
      const whole = { size: file.size, sha256: await digestOf(file) }
      wrong = 'no-room'
      kept = await app.media.film(subjectIn(subject()), file.type, { ...(await filmOriginOf(file)), whole })
      note(kept.evidence)
      wrong = 'not-whole'
      for (let start = 0; start < file.size; start += LARGEST) await kept.add(await file.slice(start, start + LARGEST).arrayBuffer())
      await kept.end()
    } catch (error) {
      console.error(error)
      said.value = wrong
      await kept?.end(true).catch((reason: unknown) => console.error(reason))
    }
  }

  /** What the system's own camera took, for a browser that has none. */
  async function bring(files: readonly File[]): Promise<void> {
    said.value = null
    for (const file of files) {
      if (!file.type.startsWith('video/')) {
        await keepPhoto(file, file)
        continue
      }
      await bringFilm(file)
    }
  }

  let awake: WakeLockSentinel | null = null

  /** A screen that goes dark ends the film. */
  async function stayAwake(): Promise<void> {
    if (awake !== null && !awake.released) return
    const lock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null
    if (gone) return void lock?.release()
    awake = lock
    dims.value = lock === null
    // A page that is not seen asks again as soon as it is (`back`); one that is seen lost it to a low battery.
    if (lock !== null) lock.onrelease = () => (dims.value = !gone && document.visibilityState === 'visible')
  }

  /** Minutes of film that still fit; null where the browser does not tell. */
  async function measure(): Promise<void> {
    const { used, quota } = await storage()
    room.value = used === null || quota === null ? null : Math.floor(((quota - used) * 8) / (VIDEO_BITS + AUDIO_BITS) / 60)
  }

  /** The hub has all that was done and taken here: should this device lose what it keeps, nothing is lost. */
  const atHub = () => app.queue.waiting.length === 0 && app.media.recordings.value.every(({ state }) => state === 'sent')

  /** Room is kept back before a film begins, never while one needs it. */
  async function keepBack(): Promise<void> {
    if (media.value !== 'video' || filming.value || !atHub()) return
    const held = await reserve()
    tried = true
    if (!filming.value || held === false) nearlyFull.value = held === false
  }

  /** A system that took the camera away, as phones do with a page behind another, gives it back only when asked. */
  function back(): void {
    if (document.visibilityState !== 'visible') return
    void stayAwake()
    const lost = camera.value?.stream.getVideoTracks().every(({ readyState }) => readyState === 'ended')
    if (lost && !filming.value) void open()
  }

  const timers: ReturnType<typeof setInterval>[] = []
  onMounted(() => {
    document.addEventListener('visibilitychange', back)
    timers.push(setInterval(() => (elapsed.value = counted + (since === null ? 0 : Date.now() - since)), 250))
    timers.push(setInterval(() => void measure(), LOOK))
    timers.push(setInterval(() => !tried && void keepBack(), AGAIN))
    void measure()
  })
  onUnmounted(() => {
    gone = true
    document.removeEventListener('visibilitychange', back)
    timers.forEach(clearInterval)
    void end().finally(() => camera.value?.close())
    void awake?.release()
  })

  return {
    camera, trouble, media, torch, said, taken, shutting, state, filming, elapsed, room, nearlyFull, dims, films: manner !== null,
    open, turnTo, flip, switchTorch, shoot, start, pause, resume, end, bring,
  }
}

export type Capture = ReturnType<typeof captureOf>

function originOf(file: File) {
  return { source: { ...APP_SOURCE, kind: 'file' as const, name: file.name.slice(0, 120) || null }, begun: localTime(new Date(file.lastModified)) }
}

/** A film's file was last changed when it ended: it began its own length before, as far as that can be read. */
async function filmOriginOf(file: File) {
  const lasts = (await described(file)).lasts ?? (await lengthOf(file, file.type))
  return { ...originOf(file), begun: localTime(new Date(file.lastModified - (lasts ?? 0))), ended: localTime(new Date(file.lastModified)) }
}
