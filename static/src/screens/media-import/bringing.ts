import { computed, markRaw, reactive, ref, type ComputedRef, type Ref } from 'vue'
import { actAll } from '../../act'
import type { App } from '../../app'
import type { EvidenceRow, Purpose } from '../../evidence/rows'
import { localTime } from '../../fact'
import { statedBefore } from '../../media/manifest'
import { carried, finished, nothingYet } from '../../media/running-digest'
import { paceOf } from '../../media/pace'
import type { Tus, Word } from '../../media/tus'
import type { Plan } from '../../rows'
import type { Place } from '../media/placing'
import { beside, linesOf, looksLike, type Left, type LeftLine } from './beside'
import { camerasName, taken, type Shot } from './card'
import { NOTHING, type Noted } from './exif'
import { HEAD, kindOf, type Kind } from './kind'
import { lengthOf } from './length'
import { notesOf } from './notes'
import { timeOf } from './times'
import { described } from './movie'

export type FileState = 'reading' | 'hashing' | 'ready' | 'twice' | 'removed' | 'same' | 'broken' | 'sending' | 'waiting' | 'done' | 'refused'

/** One file of a card on its way to the hub. */
export interface Brought {
  /** Its own number in the list: another camera's card has files of the same names. */
  number: number
  /** Its path on the card. */
  name: string
  file: File
  kind: Kind | null
  noted: Noted
  /** The time in its bytes, and how long a film is (milliseconds; null: it does not say). */
  said: string | null
  lasts: number | null
  sha256: string | null
  /** Made of its bytes: the same file has the same, whoever brings it again. */
  evidence: string | null
  /** Where a person said that it belongs; null: as the times tell. */
  place: Place | null
  state: FileState
  /** The device that announced it and did not bring all of it yet, where that is another. */
  half: string | null
  /** 0 to 1 of what is being done. */
  part: number
  /** Why it is broken or was refused, or of what other file it is the same. */
  why: string
}

/** What all files of a card have in common. */
export interface Card {
  plan: Plan
  place: Place
  source: 'camera' | 'camcorder' | 'file'
  /** What its files show. */
  purpose: Purpose
  /** Milliseconds the camera's clock is ahead. */
  ahead: number
}

export interface Bringing {
  files: Brought[]
  /** What was chosen and is left on the card. */
  left: ComputedRef<LeftLine[]>
  working: Ref<boolean>
  /** Nobody is signed in any more who may bring files: it stopped before the next one. */
  halted: Ref<boolean>
  /** Something is not wholly at the hub: leaving now means choosing the folder again. */
  unsent: ComputedRef<boolean>
  /** Read what was chosen: what each file is, when it was taken, its digest. */
  read(chosen: Iterable<File>, plan: number): Promise<void>
  /** Bring what is ready to the hub; `belongs` is asked when a file's turn comes. */
  bring(card: Card, belongs: (one: Brought) => Place | null): Promise<void>
  leaveOut(one: Brought): void
  /** When a file was taken by the hub's clock. */
  shotOf(one: Brought, card: Pick<Card, 'plan' | 'ahead'>): Shot
  stop(): void
}

export interface BringingParts {
  app: Pick<App, 'outbox' | 'store' | 'database' | 'identity'>
  tus: Tus
  /** Whether somebody is signed in who may bring files, now. */
  may: () => boolean
  /** Words for a place that was told by times, and by hand. */
  reasons: { byTime: string; byHand: string }
  /** Milliseconds to the next try. */
  again?: number
}

/** Bytes read and hashed at a time, and sent at most. */
const PIECE = 4 * 1024 * 1024
/** Milliseconds the hub may take for an announcement. */
const PATIENCE = 15_000
const WHOLE: readonly EvidenceRow['state'][] = ['complete', 'equal', 'unreadable']
/** Films whose own description tells both when they were taken and how long they are. */
const DESCRIBED = ['video/mp4', 'video/quicktime']

const hex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => hex(await crypto.subtle.digest('SHA-256', bytes))

/** The id of what a card brings (the same as `imported_id` of `server/domain/evidence/card.py`). */
export async function importedId(plan: number, digest: string): Promise<string> {
  return (await sha256(new TextEncoder().encode(`kaowu card\n${plan}\n${digest}`))).slice(0, 32)
}

export function bringing({ app, tus, may, reasons, again = 2_000 }: BringingParts): Bringing {
  const files = reactive<Brought[]>([]) as Brought[]
  const left = reactive(new Map<string, Left>())
  const working = ref(false)
  const halted = ref(false)
  let stopped = false
  let numbers = 0
  const pace = paceOf(PIECE)

  /** Chosen again: what did not come through is tried once more, at the place somebody gave it; null where it is here already. */
  function anew(file: File, name: string): Pick<Brought, 'place'> | null {
    const before = files.find((one) => one.name === name && one.file.size === file.size && one.file.lastModified === file.lastModified)
    if (before === undefined) return { place: null }
    if (before.state !== 'broken' && before.state !== 'refused') return null
    leaveOut(before)
    return { place: before.place }
  }

  function leaveOnCard(file: File, name: string, why: Left['why']): void {
    left.set(`${name} ${file.size} ${file.lastModified}`, { name: onCard(file), why })
  }

  function leaveOut(one: Brought): void {
    files.splice(files.indexOf(one), 1)
  }

  async function read(chosen: Iterable<File>, plan: number): Promise<void> {
    const sorted = [...chosen].map((file) => ({ file, name: file.webkitRelativePath || file.name }))
    sorted.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN', { numeric: true }))
    for (const { file, name } of sorted) {
      if (name.split('/').some((part) => part.startsWith('.'))) continue
      const own = beside(onCard(file))
      if (own !== null) {
        if (looksLike(name)) leaveOnCard(file, name, own)
        continue
      }
      const again = anew(file, name)
      if (again === null) continue
      const kind = await headOf(file).then(kindOf).catch(() => undefined)
      // Cameras keep lists and indices beside their films; nobody wants to hear of those.
      if (kind == null && !looksLike(name)) continue
      if (kind === null && file.size > 0) {
        leaveOnCard(file, name, 'kind')
        continue
      }
      files.push({ number: (numbers += 1), name, file: markRaw(file), kind: kind ?? null, noted: NOTHING, said: null, lasts: 0, sha256: null, evidence: null, ...again, state: 'reading', half: null, part: 0, why: '' })
      const one = files.at(-1)!
      if (kind == null) Object.assign(one, { state: 'broken', why: file.size === 0 ? 'empty' : 'unread' })
    }
    for (const one of files) if (one.state === 'reading' && !stopped) await look(one, plan)
  }

  async function look(one: Brought, plan: number): Promise<void> {
    try {
      await times(one)
      one.state = 'hashing'
      one.sha256 = await digest(one)
      one.evidence = await importedId(plan, one.sha256)
    } catch (error) {
      console.warn(error)
      Object.assign(one, { state: 'broken', why: 'unread' })
      return
    }
    const same = files.find((other) => other !== one && other.evidence === one.evidence && other.state !== 'broken' && other.state !== 'refused')
    if (same !== undefined) Object.assign(one, { state: 'same', why: same.name })
    else Object.assign(one, standing(one))
  }

  /** What the hub has of it; what another device left half is brought from here as well. */
  function standing({ evidence }: Brought): Pick<Brought, 'state' | 'half'> {
    const row = app.store.rows('evidence').get(evidence!)
    if (row === undefined) return { state: 'ready', half: null }
    if (row.state === 'removed') return { state: 'removed', half: null }
    if (WHOLE.includes(row.state)) return { state: 'twice', half: null }
    return { state: 'ready', half: mine(row) ? null : row.device }
  }

  const mine = ({ device }: Pick<EvidenceRow, 'device'>) => device === app.identity.value?.device

  async function times(one: Brought): Promise<void> {
    if (one.kind!.told === 'exif') {
      one.noted = await notesOf(one.file, one.kind!.type)
      one.said = one.noted.taken
    } else if (DESCRIBED.includes(one.kind!.type)) {
      const { taken: said, lasts } = await described(one.file)
      Object.assign(one, { said, lasts })
    } else Object.assign(one, { said: await timeOf(one.file, one.kind!.type), lasts: await lengthOf(one.file, one.kind!.type) })
  }

  async function digest(one: Brought): Promise<string> {
    let state = nothingYet()
    for (let at = 0; at < one.file.size && !stopped; at += PIECE) {
      state = carried(state, new Uint8Array(await one.file.slice(at, at + PIECE).arrayBuffer()))
      one.part = Math.min(1, (at + PIECE) / one.file.size)
    }
    return finished(state)
  }

  const shotOf: Bringing['shotOf'] = ({ kind, said, lasts, file }, { plan, ahead }) =>
    taken(kind!.media, said, kind!.told, file.lastModified, lasts, { zone: plan.zone, ahead })

  async function bring(card: Card, belongs: (one: Brought) => Place | null): Promise<void> {
    working.value = true
    halted.value = false
    try {
      for (const one of files) {
        if (one.state !== 'ready' || stopped) continue
        halted.value = !may()
        if (halted.value) return
        await bringOne(one, card, belongs(one))
      }
    } finally {
      working.value = false
    }
  }

  async function bringOne(one: Brought, card: Card, place: Place | null): Promise<void> {
    Object.assign(one, { state: 'sending', part: 0 })
    try {
      const fact = await announced(one, card)
      if (fact === null || !(await sent(one, fact)) || stopped) return
      const { evidence, sha256: sum, file } = one
      const plan = card.plan.plan
      const shot = shotOf(one, card)
      const acts = [{ kind: 'evidence.complete', body: { plan, evidence, size: file.size, sha256: sum, ended: localTime(new Date(shot.ended)), slices: 1 } }]
      const elsewhere = place !== null && Object.entries(place).some(([part, value]) => value !== card.place[part as keyof Place])
      const reason = one.place === null ? reasons.byTime : reasons.byHand
      const outcomes = await actAll(app, elsewhere ? [...acts, { kind: 'evidence.assign', body: { plan, evidence, ...place, reason } }] : acts)
      const refused = outcomes.find((outcome) => outcome.state === 'refused' && outcome.refusal.code !== 'evidence-there')
      if (refused?.state === 'refused') refuse(one, `${refused.refusal.says} ${refused.refusal.fix}`)
      else one.state = 'done'
    } catch (error) {
      // The card was pulled out, or this device has no room for the act.
      console.warn(error)
      Object.assign(one, { state: 'broken', why: 'unread' })
    }
  }

  function refuse(one: Brought, why: string): null {
    Object.assign(one, { state: 'refused', why })
    return null
  }

  /** The fact that announced it, now or before this page was left; null where the hub will not have it. */
  async function announced(one: Brought, card: Card): Promise<string | null> {
    const { evidence, kind, noted, file, name, sha256: sum } = one
    const known = await statedBefore(app.database, 'evidence.attach', evidence!, app.identity.value?.device ?? '')
    if (known !== null) return known
    const { make, model, serial } = noted
    const source = { kind: card.source, make, model, serial, name: camerasName(name) }
    const { id } = await app.outbox.put('evidence.attach', {
      plan: card.plan.plan, evidence, media: kind!.media, purpose: card.purpose, ...card.place, about: null, type: kind!.type, source,
      begun: localTime(new Date(shotOf(one, card).begun)), sha256: sum, size: file.size,
    })
    const receipt = await app.outbox.deliver(id, PATIENCE).catch(() => null)
    if (receipt === null || receipt.verdict === 'accepted') return id
    await app.outbox.settle(id)
    // The other device was faster.
    if (standing(one).state !== 'ready') return Object.assign(one, standing(one)) && null
    return refuse(one, `${receipt.refusal?.says ?? receipt.verdict} ${receipt.refusal?.fix ?? ''}`)
  }

  /** Send its bytes from where the hub has them to; whether all of them are there. */
  async function sent(one: Brought, fact: string): Promise<boolean> {
    const { file, evidence } = one
    const row = app.store.rows('evidence').get(evidence!)
    // The hub takes what another device began from that one alone.
    let upload = row?.upload == null || !mine(row) ? null : `/api/media/${row.upload}`
    let offset: number | null = null
    while (!stopped && (offset === null || offset < file.size)) {
      let word: Word
      if (upload === null) word = await tus.begin({ fact, evidence: evidence! }, file.size)
      else if (offset === null) word = await tus.ask(upload)
      else word = await piece(upload, offset, file)
      if (word.said === 'here') {
        upload = word.upload
        offset = word.offset
        Object.assign(one, { state: 'sending', part: file.size === 0 ? 1 : offset / file.size })
        continue
      }
      if (word.said === 'no') return refuse(one, `${word.refusal.says} ${word.refusal.fix}`) !== null
      if (word.said === 'gone') upload = null
      offset = null
      if (word.said !== 'offset' && word.said !== 'gone') {
        one.state = 'waiting'
        await new Promise((done) => setTimeout(done, Math.max(again, word.said === 'later' ? word.after : 0)))
      }
    }
    return offset !== null && offset >= file.size
  }

  async function piece(upload: string, offset: number, file: File): Promise<Word> {
    const bytes = new Uint8Array(await file.slice(offset, offset + pace.most()).arrayBuffer())
    const sum = await sha256(bytes)
    const began = performance.now()
    const word = await tus.append(upload, offset, bytes, sum, null)
    if (word.said === 'here') pace.answered(performance.now() - began)
    else if (word.said === 'later' && word.refusal === null) pace.unanswered()
    return word
  }

  return {
    files,
    left: computed(() => linesOf(left.values())),
    working,
    halted,
    unsent: computed(() => working.value),
    read,
    bring,
    leaveOut,
    shotOf,
    stop: () => (stopped = true),
  }
}

/** Its path on the card: what a folder that was chosen is called says nothing of what lies in it. */
function onCard(file: File): string {
  const path = file.webkitRelativePath || file.name
  return path.slice(path.indexOf('/') + 1)
}

async function headOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
}
