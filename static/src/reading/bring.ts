import { computed, markRaw, reactive, ref, type ComputedRef, type Ref } from 'vue'
import { act } from '../act'
import type { App } from '../app'
import { localTime } from '../fact'
import { digestOf } from '../media/running-digest'
import type { BatchRow } from './rows'

export type FileState = 'hashing' | 'ready' | 'there' | 'large' | 'format' | 'unread' | 'sending' | 'waiting' | 'stored' | 'done' | 'same' | 'refused'

/** One file from a USB stick on its way to the hub; the file itself is only read. */
export interface Brought {
  name: string
  file: File
  sha256: string
  state: FileState
  /** 0 to 1 of what has gone out. */
  part: number
  /** The hub's word where it turned it down. */
  why: string
}

/** What the files of a stick have in common. */
export interface Said {
  plan: number
  session: string | null
  profile: string | null
  pass: Pass
  station: string
}

export type Pass = 1 | 2

export interface Bringing {
  files: Brought[]
  working: Ref<boolean>
  unsent: ComputedRef<boolean>
  /** Read what was chosen or dropped, as this reading of the cards; nothing is sent yet. */
  read(chosen: Iterable<File>, plan: number, pass: Pass): Promise<void>
  /** Another reading is chosen: what the hub has as the other one is brought as well, for a clean stack may read the same. */
  readAs(plan: number, pass: Pass): void
  bring(said: Said): Promise<void>
  leaveOut(one: Brought): void
}

/** Bytes of a file the hub takes at most (`server/web/reader.py`). */
const MOST = 64 * 1024 * 1024
/** Milliseconds for a file, and for each of its bytes on a poor network (100 kB/s). */
const PATIENCE = 15_000
const PER_BYTE = 0.01
/** The same bytes are both readings only where they may be of another run (`server/desk/reading/batch.py`). */
const RULE = 1
/** What lies beside the files of a reader and is none: a workbook that is open, a half-written copy. */
const NOT_MEANT = /^(~\$|\.)|\.(part|tmp|crdownload|lnk|ini)$/i
/** How a reader writes its files is kept by the office, not handed in as cards. */
const FORMAT = /\.ya?ml$/i

export function bringing(app: Pick<App, 'hub' | 'outbox' | 'store'>): Bringing {
  const files = reactive<Brought[]>([]) as Brought[]
  const working = ref(false)

  const rowOf = (plan: number, sha256: string) => app.store.rows('batch').get(`${plan}/${sha256}`)

  /** Whether the hub has a file as this reading of the cards. */
  function there(plan: number, sha256: string, pass: Pass): boolean {
    const row = rowOf(plan, sha256)
    return row !== undefined && [row.pass, ...(row.passes ?? [])].includes(pass)
  }

  function readAs(plan: number, pass: Pass): void {
    for (const one of files) if (one.state === 'ready' || one.state === 'there') one.state = there(plan, one.sha256, pass) ? 'there' : 'ready'
  }

  async function read(chosen: Iterable<File>, plan: number, pass: Pass): Promise<void> {
    for (const file of chosen) {
      if (NOT_MEANT.test(file.name)) continue
      files.push({ name: file.name, file: markRaw(file), sha256: '', state: 'hashing', part: 0, why: '' })
      const one = files.at(-1)!
      if (FORMAT.test(file.name) || file.size > MOST) {
        one.state = FORMAT.test(file.name) ? 'format' : 'large'
        continue
      }
      try {
        one.sha256 = await digestOf(file)
        if (files.some((other) => other !== one && other.sha256 === one.sha256)) leaveOut(one)
        else {
          one.state = 'ready'
          readAs(plan, pass)
        }
      } catch (problem) {
        // The stick was pulled out.
        console.warn(problem)
        one.state = 'unread'
      }
    }
  }

  function leaveOut(one: Brought): void {
    files.splice(files.indexOf(one), 1)
  }

  /** The newest file of that name the hub has, where its bytes are others: this one takes its place. */
  function again({ name, sha256 }: Brought, plan: number): BatchRow | undefined {
    return [...app.store.rows('batch').values()]
      .filter((row) => row.plan === plan && row.name === name && row.sha256 !== sha256)
      .sort((a, b) => b.received.localeCompare(a.received))[0]
  }

  async function bring(said: Said): Promise<void> {
    working.value = true
    try {
      const due = files.filter(({ state }) => state === 'ready' || state === 'waiting')
      for (const one of due) await bringOne(one, said)
      await app.store.sync()
      // The hub found that it is the very file of the other reading, and noted that it came.
      for (const one of due) if (one.state === 'done' && rowOf(said.plan, one.sha256) !== undefined && !there(said.plan, one.sha256, said.pass)) one.state = 'same'
    } finally {
      working.value = false
    }
  }

  /** The bytes first, then the fact about them: what the hub has on record it also has on its disk. */
  async function bringOne(one: Brought, { plan, session, profile, pass, station }: Said): Promise<void> {
    Object.assign(one, { state: 'sending', part: 0, why: '' })
    const { file, name, sha256 } = one
    const sent = await app.hub.ask<{ sha256: string }>(`/api/reader/files/${sha256}`, { sha256: 'string' }, {
      method: 'PUT',
      bytes: file,
      patience: PATIENCE + Math.ceil(PER_BYTE * file.size),
      progress: (part) => (one.part = part),
    })
    if (!sent.ok) {
      one.state = sent.kind === 'offline' ? 'waiting' : 'refused'
      if (sent.kind === 'refused') one.why = `${sent.refusal.says} ${sent.refusal.fix}`
      return
    }
    const body = { plan, sha256, size: file.size, name, station, profile, session, pass, modified: localTime(new Date(file.lastModified)), again: again(one, plan)?.sha256 ?? null, rule: RULE }
    const end = await act(app, 'reading.batch', body)
    one.state = end.state === 'accepted' ? 'done' : end.state === 'waiting' ? 'stored' : 'refused'
    if (end.state === 'refused') one.why = `${end.refusal.says} ${end.refusal.fix}`
  }

  return { files, working, unsent: computed(() => working.value), read, readAs, bring, leaveOut }
}
