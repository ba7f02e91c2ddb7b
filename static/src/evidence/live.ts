import { openingOf, type Entry, type Opening } from './container'
import { Gone, MOST, partOf, type Part } from './follow'
import { courseAfter, FEW, NEAR, SOME, warier, type Piece } from './nearness'

/** `frames`: this browser or this film does not play while it grows; its newest pictures are shown instead. */
export type Showing = 'opening' | 'playing' | 'over' | 'frames' | 'gone'

/** What a player of a growing film is doing. */
export interface Progress {
  showing: Showing
  /** The hub does not answer; it is asked again by itself. */
  cut: boolean
  /** Seconds from the film's beginning to the last that is here. */
  edge: number
}

export interface LiveFilm {
  /** Go to a second of the film, however long ago it was. */
  seek(time: number): void
  /** Go to what is recorded now, and stay there. */
  toLive(): void
  /** Whether the newest picture is followed. */
  following(): boolean
  /** Stop asking. */
  leave(): void
}

/** Where bytes come from; tests hand in their own. */
export type Ask = typeof partOf

/** Seconds kept ready ahead of the picture, and kept behind it. */
const [AHEAD, BEHIND] = [20, 90]
/** Bytes looked through for an entry; a key frame comes every few seconds. */
const WINDOW = 2 * MOST
const TRIES = 12
const AGAIN = 1_000

type Source = MediaSource & { onstartstreaming?: unknown }

/** The browser's way to be handed a film piece by piece; on phones of one maker it goes by another name. */
function sourceType(): (new () => Source) & { isTypeSupported(type: string): boolean } | undefined {
  const known = globalThis as unknown as Record<string, ReturnType<typeof sourceType>>
  return known['MediaSource'] ?? known['ManagedMediaSource']
}

/** Play an upload that still grows on a video element: from now on, or from any second before. */
export function liveFilm(video: HTMLVideoElement, upload: string, hear: (progress: Progress) => void, ask: Ask = partOf): LiveFilm {
  const life = new AbortController()
  const known: Entry[] = []
  let progress: Progress = { showing: 'opening', cut: false, edge: 0 }
  let course = new AbortController()
  let follows = true
  let opening: Opening | null = null
  let buffer: SourceBuffer | null = null
  let media: Source | null = null
  let opened: Uint8Array = new Uint8Array()
  /** The last pieces that came while the newest was shown, and what is kept besides as some of them were late. */
  let pieces: Piece[] = []
  let wary = 0
  /** Bytes that are there, as far as was heard: what lies behind them is waited for. */
  let reach = 0

  const tell = (change: Partial<Progress>) => {
    progress = { ...progress, ...change }
    if (!life.signal.aborted) hear(progress)
  }

  /** Ask until there is an answer: a device that lost its network finds the film again by itself. */
  async function get(from: number, signal: AbortSignal, most = MOST): Promise<Part> {
    for (;;) {
      try {
        const part = await ask(upload, from, signal, { wait: most > 0 && from >= reach, most })
        reach = part.offset
        if (progress.cut) tell({ cut: false })
        return part
      } catch (error) {
        if (error instanceof Gone || signal.aborted) throw error
        tell({ cut: true })
        await pause(AGAIN, signal)
      }
    }
  }

  async function head(): Promise<Opening | 'unknown'> {
    let bytes = new Uint8Array()
    await get(0, life.signal, 0)
    for (;;) {
      const part = await get(bytes.length, life.signal)
      bytes = joined(bytes, part.bytes)
      const found = openingOf(bytes)
      if (found !== null && (found === 'unknown' || bytes.length >= found.length)) {
        if (found !== 'unknown') opened = bytes.subarray(0, found.length)
        return found
      }
      if (part.complete && bytes.length >= part.offset) return 'unknown'
    }
  }

  async function begin(): Promise<void> {
    const found = await head()
    const Type = sourceType()
    if (found === 'unknown' || Type === undefined || !Type.isTypeSupported(found.type)) return tell({ showing: 'frames' })
    opening = found
    media = new Type()
    if ('onstartstreaming' in media) video.disableRemotePlayback = true
    const address = URL.createObjectURL(media)
    life.signal.addEventListener('abort', () => URL.revokeObjectURL(address))
    video.src = address
    await once(media, 'sourceopen', life.signal)
    buffer = media.addSourceBuffer(found.type)
    video.addEventListener('error', () => tell({ showing: 'frames' }), { signal: life.signal })
    video.addEventListener('waiting', stood, { signal: life.signal })
    await feed(opened)
    start(null)
  }

  /** Hand over from a second on, or from the newest; whatever was under way stops. */
  function start(time: number | null): void {
    course.abort()
    course = new AbortController()
    const { signal } = course
    follows = time === null
    pieces = []
    run(time, signal).catch((error: unknown) => failed(error, signal))
  }

  function failed(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || life.signal.aborted) return
    if (error instanceof Gone) return tell({ showing: 'gone' })
    console.error(error)
    tell({ showing: 'frames' })
  }

  async function run(time: number | null, signal: AbortSignal): Promise<void> {
    const found = await entryAt(time, signal)
    await clear(signal)
    let next = found.at
    let ready: Part | null = found.part
    let placed = false
    let tail = new Uint8Array()
    for (;;) {
      await room(signal)
      const part: Part = ready ?? (await get(next, signal))
      ready = null
      if (part.bytes.length === 0 && !part.complete) continue
      if (part.bytes.length === 0) return over(signal)
      // An entry may lie across two pieces.
      const seen = joined(tail, part.bytes)
      learn(opening!.entries(seen, next - tail.length))
      tail = seen.slice(-64 * 1024)
      if (placed) pieces = [...pieces.slice(1 - FEW), { spare: end() - video.currentTime, at: performance.now() / 1_000 }]
      await feed(part.bytes, signal)
      next += part.bytes.length
      tell({ showing: 'playing', edge: Math.max(progress.edge, end()) })
      if (!placed) placed = place(time, part)
      else if (follows && next >= part.offset) keepUp()
      await trim(signal)
      if (part.complete && next >= part.offset) return over(signal)
    }
  }

  /** Put the picture where somebody wants it, as soon as that is here; whether it is. */
  function place(time: number | null, part: Part): boolean {
    if (video.buffered.length === 0) return false
    const from = video.buffered.start(0)
    if (time !== null && end() < time && !part.complete) return false
    // Of the newest piece nobody wants to see what came before it.
    if (time === null && part.from + part.bytes.length < part.offset) return false
    video.currentTime = time === null ? Math.max(from, end() - NEAR) : Math.min(Math.max(from, time), end())
    void video.play().catch(() => {})
    return true
  }

  function keepUp(): void {
    if (video.paused) return
    const { rate, jumpTo } = courseAfter(pieces, wary)
    video.playbackRate = rate
    if (jumpTo === null) return
    video.currentTime = end() - jumpTo
    pieces = []
  }

  /** The picture stands still for want of a piece; that it does so when somebody begins to watch means nothing. */
  function stood(): void {
    if (follows && pieces.length >= SOME) wary = warier(wary)
  }

  async function over(signal: AbortSignal): Promise<void> {
    await idle(signal)
    if (media?.readyState === 'open') media.endOfStream()
    video.playbackRate = 1
    tell({ showing: 'over', edge: Math.max(progress.edge, end()) })
  }

  const end = () => (video.buffered.length === 0 ? 0 : video.buffered.end(video.buffered.length - 1))

  /** Wait while enough is ready: a film that is paused is not fetched. */
  async function room(signal: AbortSignal): Promise<void> {
    while (end() - video.currentTime > AHEAD && video.buffered.length > 0) await pause(250, signal)
  }

  function learn(found: readonly Entry[]): void {
    for (const one of found) if (!known.some(({ at }) => at === one.at)) known.push(one)
    known.sort((a, b) => a.at - b.at)
  }

  /** The last entry at or before a second, the newest where none is asked; the way is looked for by halves. */
  async function entryAt(time: number | null, signal: AbortSignal): Promise<{ at: number; part: Part | null }> {
    const first = { at: opening!.length, time: 0 }
    const { offset } = await get(0, signal, 0)
    if (time === null) {
      for (let to = offset; to > first.at; to -= WINDOW - 1024) {
        const part = await get(Math.max(first.at, to - WINDOW), signal, Math.min(WINDOW, to - first.at))
        const found = opening!.entries(part.bytes, part.from)
        learn(found)
        const last = found.at(-1)
        if (last !== undefined) return { at: last.at, part: { ...part, from: last.at, bytes: part.bytes.slice(last.at - part.from) } }
      }
      return { at: first.at, part: null }
    }
    for (let tries = 0; tries < TRIES; tries++) {
      const before = known.filter((one) => one.time <= time).at(-1) ?? first
      const after = known.find((one) => one.time > time) ?? { at: offset, time: Math.max(progress.edge, time + 1) }
      if (after.at - before.at <= WINDOW) return { at: before.at, part: null }
      const share = (time - before.time) / Math.max(0.001, after.time - before.time)
      const guess = Math.floor(before.at + share * (after.at - before.at) - WINDOW / 2)
      const part = await get(Math.min(Math.max(before.at + 1, guess), after.at - WINDOW), signal, WINDOW)
      const found = opening!.entries(part.bytes, part.from)
      if (found.length === 0) return { at: before.at, part: null }
      learn(found)
    }
    return { at: (known.filter((one) => one.time <= time).at(-1) ?? first).at, part: null }
  }

  async function clear(signal: AbortSignal): Promise<void> {
    await idle(signal)
    if (media?.readyState === 'open') buffer!.abort()
    if (video.buffered.length > 0) {
      buffer!.remove(0, Infinity)
      await idle(signal)
    }
  }

  /** Hand bytes to the browser; where it has no room, what is behind the picture makes way. */
  async function feed(bytes: Uint8Array, signal: AbortSignal = life.signal): Promise<void> {
    for (let keep = BEHIND; ; keep /= 2) {
      await idle(signal)
      try {
        buffer!.appendBuffer(bytes as Uint8Array<ArrayBuffer>)
        return await idle(signal)
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError' || keep < 2) throw error
        await trim(signal, keep / 2)
      }
    }
  }

  async function trim(signal: AbortSignal, keep = BEHIND): Promise<void> {
    if (video.buffered.length === 0 || video.currentTime - video.buffered.start(0) < keep + 10) return
    await idle(signal)
    buffer!.remove(0, video.currentTime - keep)
    await idle(signal)
  }

  async function idle(signal: AbortSignal): Promise<void> {
    while (buffer!.updating) await once(buffer!, 'updateend', signal)
  }

  begin().catch((error: unknown) => failed(error, life.signal))

  return {
    seek(time) {
      if (opening === null) return
      follows = false
      video.playbackRate = 1
      const wanted = Math.max(0, time)
      for (let index = 0; index < video.buffered.length; index++) {
        if (video.buffered.start(index) <= wanted && wanted <= video.buffered.end(index)) {
          video.currentTime = wanted
          return
        }
      }
      start(wanted)
    },
    toLive() {
      if (opening === null || progress.showing === 'over') return
      start(null)
    },
    following: () => follows,
    leave() {
      life.abort()
      course.abort()
      video.removeAttribute('src')
      video.load()
    },
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = () => (clearTimeout(timer), reject(new Error('left')))
    const timer = setTimeout(() => (signal.removeEventListener('abort', left), resolve()), milliseconds)
    signal.addEventListener('abort', left, { once: true })
  })
}

function once(target: EventTarget, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = () => reject(new Error('left'))
    target.addEventListener(event, () => (signal.removeEventListener('abort', left), resolve()), { once: true, signal })
    signal.addEventListener('abort', left, { once: true })
    if (signal.aborted) left()
  })
}
