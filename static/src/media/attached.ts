import { computed, shallowReactive, type ComputedRef } from 'vue'
import type { App } from '../app'
import type { Recording } from '../database'
import { growing } from '../evidence/growing'
import type { EvidenceRow, EvidenceState } from '../evidence/rows'
import { t } from '../i18n'
import type { Subject } from './subject'

/** `shelved`, `recording`, `here`, `unconfirmed` and `refused` are this device's own; the others are the hub's. */
export type AttachedState = EvidenceState | 'shelved' | 'recording' | 'here' | 'unconfirmed' | 'refused'

/** A photo or film that was attached to something, as far as this device knows. */
export interface Attached {
  evidence: string
  media: 'photo' | 'video'
  state: AttachedState
  /** 0 to 1 of its bytes are on the hub's disk; null where nobody knows how many there will be. */
  part: number | null
  /** Of its capture, RFC 3339. */
  begun: string
  /** The fact it belongs to. */
  about: string | null
  row: EvidenceRow | null
  recording: Recording | null
}

/** What must agree; a field that is left out may be anything. */
export type Where = Partial<Subject>

/** Photos and films of this device and of others that belong there, oldest first. */
export function attachedTo(app: Pick<App, 'store' | 'media'>, where: () => Where): ComputedRef<Attached[]> {
  const fit = computed(() => {
    const wanted = Object.entries(where()) as [keyof Subject, unknown][]
    return (subject: Subject) => wanted.every(([field, value]) => value === undefined || subject[field] === value)
  })
  // While a film runs, what this device has changes several times a second; thousands of rows do not.
  const rows = computed(() => [...app.store.rows('evidence').values()].filter(fit.value))
  return computed(() => {
    const own = new Map(app.media.recordings.value.map((one) => [one.evidence, one]))
    const theirs = rows.value.map((row) => attachedOf(row, own.get(row.evidence) ?? null))
    const known = app.store.rows('evidence')
    const mine = [...own.values()].filter((one) => !known.has(one.evidence) && fit.value(one.subject)).map((one) => attachedOf(null, one))
    return oldestFirst([...theirs, ...mine])
  })
}

/** These, as far as this device knows them; however many others there are. */
export function attachedThese(app: Pick<App, 'store' | 'media'>, these: () => readonly string[]): ComputedRef<Attached[]> {
  return computed(() => {
    const rows = app.store.rows('evidence')
    const wanted = new Set(these())
    const own = new Map(app.media.recordings.value.filter(({ evidence }) => wanted.has(evidence)).map((one) => [one.evidence, one]))
    const known = [...wanted].filter((evidence) => rows.has(evidence) || own.has(evidence))
    return oldestFirst(known.map((evidence) => attachedOf(rows.get(evidence) ?? null, own.get(evidence) ?? null)))
  })
}

function oldestFirst(all: readonly Attached[]): Attached[] {
  const timed = all.map((one) => ({ one, at: Date.parse(one.begun) }))
  return timed.sort((left, right) => left.at - right.at).map(({ one }) => one)
}

/** One of them; `row` or `recording` is there. */
export function attachedOf(row: EvidenceRow | null, recording: Recording | null): Attached {
  const { evidence, media, begun } = (row ?? recording)!
  const about = row === null ? recording!.subject.about : row.about
  return { evidence, media, begun, about, row, recording, state: stateOf(row, recording), part: partOf(row, recording) }
}

function stateOf(row: EvidenceRow | null, recording: Recording | null): AttachedState {
  if (recording !== null && recording.state !== 'sent') {
    if (recording.fault !== null) return 'refused'
    if (recording.state === 'shelved') return 'shelved'
    if (recording.state === 'running') return 'recording'
    return recording.sent > 0 ? 'arriving' : 'here'
  }
  // All bytes have left; until the hub's row is here, nobody has said that it took what was stated of them.
  return row === null ? 'unconfirmed' : row.state
}

function partOf(row: EvidenceRow | null, recording: Recording | null): number | null {
  if (recording !== null) return recording.state === 'running' || recording.size === 0 ? null : recording.sent / recording.size
  if (row === null || row.size === null || row.size === 0) return null
  return Math.min(1, Math.max(row.received, growing.get(row.evidence)?.offset ?? 0) / row.size)
}

/** Its state in words, with how much has come. */
export function attachedWords({ state, part }: Pick<Attached, 'state' | 'part'>): string {
  return state === 'arriving' && part !== null ? t('media.part', { n: Math.floor(part * 100) }) : t(`media.states.${state}`)
}

/** Small pictures of what this page took, until the hub has one. */
const taken = shallowReactive(new Map<string, string>())
export const previews: ReadonlyMap<string, string> = taken

const SIDE = 240

/**
 * A photo unpacked at a part of its size, where this browser can and tells which way up it is: all of it would take a
 * phone 50 MB, and the time in which the photo could leave.
 */
async function unpacked(photo: Blob): Promise<VideoFrame | null> {
  if (!('ImageDecoder' in globalThis) || !('rotation' in VideoFrame.prototype)) return null
  try {
    const decoder = new ImageDecoder({ data: photo.stream(), type: photo.type, desiredWidth: 2 * SIDE, desiredHeight: 2 * SIDE })
    return await decoder.decode().then(({ image }) => image).finally(() => decoder.close())
  } catch {
    return null
  }
}

/** Keep a small picture of what was just taken; where none can be made there is none. */
export async function keepPreview(evidence: string, picture: Blob | HTMLVideoElement): Promise<void> {
  try {
    const frame = picture instanceof Blob ? await unpacked(picture) : null
    const whole = frame ?? (await createImageBitmap(picture, { resizeWidth: SIDE, resizeQuality: 'medium' }))
    const [width, height] = whole instanceof ImageBitmap ? [whole.width, whole.height] : [whole.displayWidth, whole.displayHeight]
    const canvas = new OffscreenCanvas(SIDE, Math.max(1, Math.round((SIDE * height) / width)))
    canvas.getContext('2d')!.drawImage(whole, 0, 0, canvas.width, canvas.height)
    whole.close()
    taken.set(evidence, URL.createObjectURL(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 })))
  } catch (error) {
    console.info('no small picture', error)
  }
}

/** The address of its small picture; null where there is none yet. */
export function pictureOf({ evidence, media, row }: Attached): string | null {
  const version = media === 'photo' ? row?.thumb : row?.poster
  if (version) return `/api/evidence/${evidence}/${media === 'photo' ? 'thumb' : 'poster'}?v=${encodeURIComponent(version)}`
  return previews.get(evidence) ?? null
}
