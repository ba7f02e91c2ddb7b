import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { skew } from '../clock'
import type { Database, Recording } from '../database'
import type { EvidenceRow, Source } from '../evidence/rows'
import { localTime } from '../fact'
import type { Refusal } from '../hub'
import type { Outbox } from '../outbox'
import { manifests } from './manifest'
import { FORGOTTEN, shelf as shelfOf } from './shelf'
import { slices as slicesIn } from './slices'
import type { Subject } from './subject'
import type { Tus } from './tus'
import { uploader } from './uploader'

/** What only this device has. */
export interface Pending {
  files: number
  slices: number
  bytes: number
}

export function pendingIn(recordings: readonly Recording[]): Pending {
  const sum = (of: (recording: Recording) => number) => recordings.reduce((before, one) => before + of(one), 0)
  return { files: recordings.filter(({ held }) => held > 0).length, slices: sum(({ held }) => held), bytes: sum(({ size, sent }) => size - sent) }
}

/** A film that is being recorded. */
export interface Film {
  evidence: string
  /** Keep what was recorded next; throws where this device has no room for it. */
  add(bytes: ArrayBuffer): Promise<void>
  /** It rests from then on, or goes on: what it recorded leaves that time out. */
  rest(at: Date): Promise<void>
  goOn(at: Date): Promise<void>
  /** Nothing more comes. `cut`: there was more, which could not be kept. */
  end(cut?: boolean): Promise<void>
}

/** Where a photo or film comes from and when it was taken, where that is not this app and now. */
export interface Origin {
  source?: Source
  /** RFC 3339. */
  begun?: string
  /** Of a film that is brought. Where its beginning is not known, the hub counts back from here. */
  ended?: string
  /** Of a file, before any of it is kept: what is all of it. */
  whole?: { size: number; sha256: string }
}

/** Photos and films of this device: kept here first, then brought to the hub. */
export interface Media {
  /** All the hub does not have whole, or has not spoken on; oldest first. */
  recordings: ShallowRef<readonly Recording[]>
  pending: ComputedRef<Pending>
  /** Why the hub takes nothing just now. */
  trouble: ShallowRef<Refusal | null>
  /** Keep a photo and state what it shows; returns its number. Throws where this device has no room for it. */
  photo(photo: Blob, subject: Subject, origin?: Origin): Promise<string>
  /** Keep a photo of an object whose act is about to be stated; nothing of it leaves before the act does. */
  shelve(photo: Blob, subject: Subject, label: string): Promise<string>
  /** This fact was stored: what was shelved for the objects it speaks of goes with it if it stands. */
  stated(body: Record<string, unknown>, fact: string): Promise<void>
  /** The hub spoke on facts of this device, or somebody acted without its word. */
  answered(): Promise<void>
  /** What was shelved was not meant to be. */
  discard(evidence: string): Promise<void>
  film(subject: Subject, type: string, origin?: Origin): Promise<Film>
  /** Try once more what the hub would not have. */
  retry(evidence: string): Promise<void>
  /** The hub may be there again. */
  wake(): void
  /** What the hub has whole, and has spoken on, is its own to show from now on. */
  heard(rows: ReadonlyMap<string, Spoken>): Promise<void>
  /** Take up what an earlier page left here; afterwards it goes to the hub by itself. */
  open(): Promise<void>
}

export interface MediaParts {
  database: Database
  outbox: Pick<Outbox, 'put' | 'flush'>
  tus: Tus
  device: () => string
  /** Tells the other tabs of this browser. */
  channel?: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>
  locks?: Pick<LockManager, 'request'> | undefined
  now?: () => Date
}

export const APP_SOURCE: Source = { kind: 'app', make: null, model: null, serial: null, name: null }
/** Milliseconds between looks at the shelf at least. */
const LOOK = 60_000
type Spoken = Pick<EvidenceRow, 'state' | 'equal'>
/** States in which the hub has all of it and has compared it, or will not have it any more. */
const SPOKEN: readonly EvidenceRow['state'][] = ['equal', 'differs', 'unreadable', 'removed']
/** A film that was cut off stays `interrupted`, compared or not. */
const spokenOn = (row: Spoken | undefined) => row !== undefined && (SPOKEN.includes(row.state) || row.equal !== null)
const number = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
const filmLock = (evidence: string) => `kaowu-film-${evidence}`

export function mediaOf(parts: MediaParts): Media {
  const { database, channel } = parts
  const now = () => localTime((parts.now ?? (() => new Date()))())
  const locks = 'locks' in parts ? parts.locks : globalThis.navigator?.locks
  const kept = slicesIn(database)
  const shelf = shelfOf(database, kept, (evidence) => changed(evidence))
  const facts = manifests({ database, outbox: parts.outbox, slices: kept, locks })
  const recordings = shallowRef<readonly Recording[]>([])
  const trouble = shallowRef<Refusal | null>(null)
  const sender = uploader({ slices: kept, tus: parts.tus, locks, changed: (evidence) => void changed(evidence), trouble: (refusal) => (trouble.value = refusal) })

  /** Show it as it stands on the disk: of two who changed it at once, the later look sees both. */
  async function show(evidence: string): Promise<void> {
    const recording = await kept.get(evidence)
    const others = recordings.value.filter((one) => one.evidence !== evidence)
    const all = recording === undefined ? others : [...others, recording]
    recordings.value = all.sort((one, other) => Date.parse(one.begun) - Date.parse(other.begun))
  }

  async function changed(evidence: string): Promise<void> {
    await show(evidence)
    channel?.postMessage(evidence)
  }

  async function reload(): Promise<void> {
    recordings.value = await kept.all()
  }

  function recordingOf(media: Recording['media'], subject: Subject, type: string, state: Recording['state'], origin: Origin = {}): Recording {
    const begun = origin.begun ?? now()
    return {
      evidence: number(), device: parts.device(), media, state, subject, shelf: null, source: origin.source ?? APP_SOURCE, type, begun, ended: origin.ended ?? begun,
      size: 0, slices: 0, held: 0, running: null, sha256: null, sent: 0, upload: null, attached: null, completed: null, cut: false, fault: null,
      ...(origin.whole === undefined ? {} : { whole: origin.whole }), ...(skew.value === null ? {} : { skew: skew.value }),
    }
  }

  /** State what can be stated of it, then send. It is kept here: what goes wrong is tried again at the next `wake`. */
  async function onward(evidence: string): Promise<void> {
    try {
      await facts.state(evidence)
      await changed(evidence)
    } catch (error) {
      console.error(error)
    }
    sender.wake()
  }

  async function put(photo: Blob, subject: Subject, label: string | null, origin: Origin = {}): Promise<string> {
    const recording = recordingOf('photo', subject, photo.type || 'image/jpeg', label === null ? 'ended' : 'shelved', origin)
    await kept.whole({ ...recording, shelf: label }, await photo.arrayBuffer())
    await changed(recording.evidence)
    lookLater()
    return recording.evidence
  }

  /** Take a photo off the shelf; `about` null: its act was never stated, but what it shows was there. */
  async function off(evidence: string, about: string | null): Promise<void> {
    await kept.change(evidence, (one) => (one.state === 'shelved' ? { ...one, state: 'ended', subject: { ...one.subject, about } } : one))
    await onward(evidence)
  }

  let looking: Promise<void> = Promise.resolve()

  /** Take off the shelf whatever goes with an act that stands now. */
  function answered(): Promise<void> {
    if (!recordings.value.some(({ state, act }) => state === 'shelved' && act !== undefined)) return Promise.resolve()
    looking = looking
      .then(async () => {
        for (const { evidence, fact } of await shelf.look()) await off(evidence, fact)
      })
      .catch((error: unknown) => console.error(error))
    return looking
  }

  let timer: ReturnType<typeof setTimeout> | undefined

  /** A photo whose act never comes is evidence all the same, on a page that stays open too. */
  function lookLater(): void {
    const due = Math.min(...recordings.value.filter(({ state }) => state === 'shelved').map(({ begun }) => Date.parse(begun) + FORGOTTEN))
    clearTimeout(timer)
    if (Number.isFinite(due)) timer = setTimeout(wake, Math.max(LOOK, due - Date.now() + 1))
  }

  let waking: Promise<void> | null = null

  /** Facts that could not be stated when it was recorded are stated now; one that fails keeps no other waiting. */
  async function catchUp(): Promise<void> {
    const onItsOwn = (work: Promise<void>) => work.catch((error: unknown) => console.error(error))
    await answered()
    for (const evidence of await shelf.forgotten()) await onItsOwn(off(evidence, null))
    for (const recording of await kept.all()) {
      const unstated = recording.attached === null || (recording.completed === null && recording.state !== 'running')
      if (recording.state === 'shelved' || !unstated) continue
      await onItsOwn(facts.state(recording.evidence, true).then(() => changed(recording.evidence)))
    }
    sender.again()
  }

  function wake(): void {
    waking ??= catchUp()
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        waking = null
        lookLater()
      })
  }

  /** Its page ended before it did: what is here is all there is. */
  async function takeUp(evidence: string): Promise<void> {
    const finish = async () => {
      await kept.end(evidence, null)
      await changed(evidence)
    }
    if (locks === undefined) return finish()
    await locks.request(filmLock(evidence), { ifAvailable: true }, (lock) => (lock === null ? undefined : finish()))
  }

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      void show(data).then(() => sender.wake())
    }
  }

  return {
    recordings,
    trouble,
    pending: computed(() => pendingIn(recordings.value)),
    async photo(photo, subject, origin) {
      const evidence = await put(photo, subject, null, origin)
      await onward(evidence)
      return evidence
    },
    shelve: (photo, subject, label) => put(photo, subject, label),
    async stated(body, fact) {
      const labels = spokenOf(body)
      if (labels.size === 0) return
      await shelf.stated(labels, fact)
      await answered()
    },
    answered,
    async discard(evidence) {
      const one = await kept.get(evidence)
      // What was done with it is done.
      if (one?.state !== 'shelved' || one.subject.about !== null) return
      await kept.forget(evidence)
      await changed(evidence)
    },
    async film(subject, type, origin) {
      const recording = recordingOf('video', subject, type, 'running', origin)
      const { evidence } = recording
      const upTo = () => origin?.ended ?? now()
      let release = () => {}
      // Held for as long as this page records: another tab that finds it free takes the film up.
      const over = new Promise<void>((resolve) => (release = resolve))
      await new Promise<void>((held) => {
        if (locks === undefined) return held()
        void locks.request(filmLock(evidence), () => {
          held()
          return over
        })
      })
      await kept.begin(recording)
      await onward(evidence)
      return {
        evidence,
        async add(bytes) {
          await kept.append(evidence, bytes, upTo())
          sender.wake()
          await changed(evidence)
        },
        async rest(at) {
          await kept.rest(evidence, localTime(at))
        },
        async goOn(at) {
          await kept.goOn(evidence, localTime(at))
        },
        async end(cut = false) {
          try {
            await kept.end(evidence, cut ? null : upTo())
          } finally {
            release()
          }
          await onward(evidence)
        },
      }
    },
    async retry(evidence) {
      await kept.change(evidence, (one) => ({ ...one, fault: null }))
      await changed(evidence)
      sender.again()
    },
    wake,
    async heard(rows) {
      const known = recordings.value.filter(({ evidence, state }) => state === 'sent' && spokenOn(rows.get(evidence)))
      for (const { evidence } of known) {
        await kept.forget(evidence)
        await changed(evidence)
      }
    },
    async open() {
      await reload()
      const left = recordings.value.filter(({ state }) => state === 'running')
      await Promise.all(left.map(({ evidence }) => takeUp(evidence).catch((error: unknown) => console.error(error))))
      wake()
    },
  }
}

/** Labels of the objects that a fact of custody speaks of (`custody/seen.ts`). */
function spokenOf(body: Record<string, unknown>): Set<string> {
  const look = (body['look'] ?? {}) as Partial<Record<'seals' | 'counts' | 'reasons', { label: string }[]>>
  return new Set([look.seals, look.counts, look.reasons].flatMap((all) => (all ?? []).map(({ label }) => label)))
}

/** The outbox as it is, but photos that wait on the shelf go with the act they belong to. */
export function photographed(outbox: Outbox, media: Pick<Media, 'stated'>): Outbox {
  return {
    ...outbox,
    async put(kind, body, beside, acted) {
      const entry = await outbox.put(kind, body, beside, acted)
      void media.stated(body, entry.id).catch((error: unknown) => console.error(error))
      return entry
    },
  }
}
