import type { Recording, Slice } from '../database'
import type { Refusal } from '../hub'
import { retryAfter } from '../outbox'
import { paceOf } from './pace'
import type { Slices } from './slices'
import type { Tus, Word } from './tus'

/** Brings what was recorded to the hub: films that run as they run, everything else one after another, oldest first. */
export interface Uploader {
  /** Something was recorded; what the hub put off stays put off. */
  wake(): void
  /** The hub may be there again, or a person says so: nothing waits for its next try any more. */
  again(): void
  /** Resolves when nothing is left to send now, or nobody answers. */
  idle(): Promise<void>
  stop(): void
}

export interface UploaderParts {
  slices: Slices
  tus: Tus
  /** Called after each step of a recording. */
  changed: (evidence: string) => void
  /** Why the hub takes nothing just now, in its words; null where it does. */
  trouble?: (refusal: Refusal | null) => void
  /** Shared by all tabs of this browser: nobody else sends this recording meanwhile. */
  locks?: Pick<LockManager, 'request'> | undefined
  /** Milliseconds to the next try. */
  again?: (failures: number) => number
}

/** Bytes of one request at most. */
const MOST = 5 * 1024 * 1024
/** A film that runs is not left alone for longer (milliseconds). */
const LONGEST = 5_000

/**
 * `done`: nothing is left to send now. `stopped`: nothing can be sent before something else happens. `later`: the next
 * try in `after` milliseconds; `all`: nobody answers, so the others need not try before.
 */
type End = { end: 'done' | 'stopped' } | { end: 'later'; after: number; all: boolean }

/** A recording that the hub put off: its next try (of `performance.now`), how often so far, why. */
interface Later {
  next: number
  times: number
  refusal: Refusal | null
}
/** Of what does not run, the pause between two tries grows to so many times the longest. */
const PATIENT = 12

export function uploader(parts: UploaderParts): Uploader {
  const { slices, tus, changed } = parts
  const trouble = parts.trouble ?? (() => {})
  const locks = 'locks' in parts ? parts.locks : globalThis.navigator?.locks
  const again = parts.again ?? ((failures) => Math.min(LONGEST, retryAfter(failures, Math.random())))
  /** Whose place at the hub was confirmed by its last answer; of any other it is asked first. */
  const sure = new Set<string>()
  const pace = paceOf(MOST)
  const busy = new Map<string, Promise<End>>()
  const later = new Map<string, Later>()
  /** How often nobody answered, one after another. */
  let failures = 0
  let stopped = false

  const waits = ({ state, attached, fault }: Recording) => state !== 'shelved' && state !== 'sent' && attached !== null && fault === null

  async function change(evidence: string, over: Partial<Recording>): Promise<Recording> {
    const after = await slices.change(evidence, (one) => ({ ...one, ...over }))
    if (after === null) throw new Error(`${evidence} is not here`)
    changed(after.evidence)
    return after
  }

  async function acknowledged(recording: Recording, offset: number): Promise<Recording> {
    sure.add(recording.evidence)
    const silent = failures > 0
    failures = 0
    if (later.delete(recording.evidence) || silent) tell()
    if (offset === recording.sent) return recording
    const after = await slices.acknowledge(recording.evidence, offset)
    changed(after.evidence)
    return after
  }

  /** Why the hub puts off what it does, the newest first; nothing where it takes all. */
  function tell(): void {
    trouble([...later.values()].flatMap(({ refusal }) => refusal ?? []).at(-1) ?? null)
  }

  function putOff({ evidence, state }: Recording, word: { after: number; refusal: Refusal | null }): End {
    const times = (later.get(evidence)?.times ?? 0) + 1
    const after = Math.max(word.after, again(times) * (state === 'running' ? 1 : Math.min(PATIENT, times)))
    later.delete(evidence)
    later.set(evidence, { next: performance.now() + after, times, refusal: word.refusal })
    tell()
    return { end: 'later', after, all: false }
  }

  /** Ask for a place, or how far it has come; null where it cannot be gone on with now. */
  async function placed(recording: Recording): Promise<Recording | End> {
    const { evidence, upload } = recording
    if (upload !== null && sure.has(evidence)) return recording
    const length = recording.state === 'ended' ? recording.size : null
    const metadata = { fact: recording.attached!, evidence }
    const word = upload === null ? await tus.begin(metadata, length) : await tus.ask(upload)
    if (word.said !== 'here') return refused(recording, word)
    if (upload === null) await change(evidence, { upload: word.upload })
    if (word.offset < recording.sent) return lost(recording)
    return acknowledged({ ...recording, upload: word.upload }, word.offset)
  }

  /** What the hub no longer has left this device when the hub acknowledged it: a person must know. */
  async function lost(recording: Recording): Promise<End> {
    await change(recording.evidence, { fault: { code: 'upload-lost', says: '', fix: '' } })
    return { end: 'stopped' }
  }

  async function refused(recording: Recording, word: Exclude<Word, { said: 'here' }>): Promise<End> {
    const { evidence } = recording
    sure.delete(evidence)
    switch (word.said) {
      case 'offset':
        return { end: 'later', after: 0, all: false }
      case 'gone':
        if (recording.sent > 0) return lost(recording)
        // All of it is still here: it begins anew.
        await change(evidence, { upload: null })
        return { end: 'later', after: 0, all: false }
      case 'not-enrolled':
        return { end: 'stopped' }
      case 'later':
        if (!word.all) return putOff(recording, word)
        failures += 1
        trouble(word.refusal)
        return { end: 'later', after: Math.max(word.after, again(failures)), all: true }
      case 'no':
        if (later.delete(evidence)) tell()
        await change(evidence, { fault: word.refusal })
        return { end: 'stopped' }
    }
  }

  async function send(evidence: string): Promise<End> {
    while (!stopped) {
      const known = await slices.get(evidence)
      if (known === undefined || !waits(known)) return { end: 'done' }
      const at = await placed(known)
      if ('end' in at) {
        if (at.end === 'later' && at.after === 0) continue
        return at
      }
      const length = at.state === 'ended' ? at.size : null
      const most = pace.most()
      const batch = await slices.from(evidence, at.sent, most)
      if (batch.length === 0 && length === null) return { end: 'done' }
      if (batch.length === 0 && at.sent < at.size) return lost(at)
      const body = joined(batch, at.sent).subarray(0, most)
      const whole = batch.length === 1 && body.byteLength === batch[0]!.bytes.byteLength
      const sum = whole ? batch[0]!.sha256 : await sha256(body)
      const began = performance.now()
      const word = await tus.append(at.upload!, at.sent, body, sum, length)
      if (word.said === 'here') pace.answered(performance.now() - began)
      else if (word.said === 'later' && word.refusal === null) pace.unanswered()
      if (word.said !== 'here') {
        const end = await refused(at, word)
        if (end.end === 'later' && end.after === 0) continue
        return end
      }
      const after = await acknowledged(at, word.offset)
      if (length !== null && after.sent === length) {
        await change(evidence, { state: 'sent' })
        return { end: 'done' }
      }
    }
    return { end: 'stopped' }
  }

  /** Nobody else sends it meanwhile; where another tab does, that is enough. */
  function alone(evidence: string): Promise<End> {
    const running = busy.get(evidence)
    if (running !== undefined) return running
    const work = () => send(evidence)
    const begun: Promise<End> =
      locks === undefined
        ? work()
        : locks.request(`kaowu-upload-${evidence}`, { ifAvailable: true }, (lock) => (lock === null ? elsewhere(evidence) : work()))
    const mine = begun.finally(() => busy.delete(evidence))
    busy.set(evidence, mine)
    return mine
  }

  /** Another tab sends it, and tells what becomes of it. */
  function elsewhere(evidence: string): End {
    if (later.delete(evidence)) tell()
    return { end: 'later', after: LONGEST, all: false }
  }

  /** Those that `mine` picks, for as long as something of them can be sent; calls while it runs look once more afterwards. */
  function lane(mine: (recording: Recording) => boolean) {
    let passing: Promise<void> | null = null
    let more = false
    let timer: ReturnType<typeof setTimeout> | undefined
    /** When somebody may answer again (of `performance.now`). */
    let silent = 0
    /** Told of the hub while a pass ran: what that heard is out of date. */
    let told = false

    async function pass(): Promise<void> {
      told = false
      let next = silent
      if (performance.now() >= silent) {
        const times: number[] = []
        for (const { evidence } of (await slices.all()).filter((one) => waits(one) && mine(one))) {
          const put = later.get(evidence)?.next ?? 0
          const end: End = performance.now() < put ? { end: 'later', after: put - performance.now(), all: false } : await alone(evidence)
          if (stopped) return
          if (end.end !== 'later') continue
          times.push(performance.now() + end.after)
          if (!end.all) continue
          if (!told) silent = times.at(-1)!
          break
        }
        next = Math.min(...times)
      }
      if (next < Infinity) timer = setTimeout(go, Math.max(0, next - performance.now()))
    }

    function go(): void {
      if (stopped) return
      if (passing !== null) {
        more = true
        return
      }
      clearTimeout(timer)
      more = false
      passing = pass()
        .catch((error: unknown) => {
          console.error(error)
          timer = setTimeout(go, LONGEST)
        })
        .finally(() => {
          passing = null
          if (more) go()
        })
    }

    return {
      go,
      again() {
        silent = 0
        told = true
        go()
      },
      stop: () => clearTimeout(timer),
      async idle() {
        while (passing !== null) await passing
      },
    }
  }

  /** What waits from before never keeps a film from being seen while it runs. */
  const lanes = [lane(({ state }) => state === 'running'), lane(({ state }) => state !== 'running')]

  return {
    wake: () => lanes.forEach(({ go }) => go()),
    again() {
      for (const [evidence, put] of later) later.set(evidence, { ...put, next: 0 })
      lanes.forEach((one) => one.again())
    },
    async idle() {
      await Promise.all(lanes.map(({ idle }) => idle()))
    },
    stop() {
      stopped = true
      lanes.forEach((one) => one.stop())
    },
  }
}

/** Bytes from `offset` on. */
function joined(batch: readonly Slice[], offset: number): Uint8Array<ArrayBuffer> {
  const skipped = batch.length === 0 ? 0 : offset - batch[0]!.offset
  const size = batch.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) - skipped
  const body = new Uint8Array(Math.max(0, size))
  let end = -skipped
  for (const { bytes } of batch) {
    const piece = new Uint8Array(bytes)
    body.set(end < 0 ? piece.subarray(-end) : piece, Math.max(0, end))
    end += piece.byteLength
  }
  return body
}

/** Lower-case hex. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
