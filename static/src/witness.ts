import { reactive } from 'vue'
import { readCheckpoint, type Checkpoint } from './checkpoint'
import type { Database, Kept } from './database'
import type { Hub } from './hub'
import { forget, putBack } from './kept'
import type { Outbox } from './outbox'
import type { Plan } from './rows'

/**
 * What does not fit between this device and the hub. `hub-older`: the hub has fewer records than it had shown.
 * `hub-forked`: its records are not those it had shown. `facts-lacking`: it lacks what it acknowledged.
 * `device-emptied`: it has more of this device than the device remembers. `unsigned`: its word is not signed by its key.
 */
export type Found = 'hub-older' | 'hub-forked' | 'facts-lacking' | 'device-emptied' | 'unsigned'

export interface Finding {
  found: Found
  /** When it was found, device time (Unix ms). */
  at: number
  /** The checkpoint seen before. */
  size: number
  root: string
  note: string | null
  /** How many records the hub had; of this device, where that was emptied. */
  hub: number
  /** The last number this device remembers. */
  last: number
  /** How many records went back into the queue. */
  back: number
}

/** An enrolment whose storage was emptied, as the hub still knows it. */
export interface Lost {
  device: string
  name: string
  /** How many records the hub has of it. */
  records: number
}

export interface Memory {
  /** The newest that was verified. */
  checkpoint: Checkpoint | null
  /** Device time (Unix ms) of the last comparison that was answered. */
  compared: number | null
  /** Those nobody has read yet, newest first. */
  findings: Finding[]
}

export interface Witness {
  memory: Memory
  load(): Promise<void>
  /** Call before the hub is asked, and what it returns with the checkpoint of the answer. */
  listen(): (note: unknown) => Promise<void>
  /** Compare with the hub what each has; what it lacks goes back into the queue. */
  compare(): Promise<void>
  /** Tell the hub that this browser was another of its devices, and forgot it. */
  report(lost: Lost): Promise<void>
  /** Somebody has read what was found. */
  read(): Promise<void>
}

export interface WitnessParts {
  database: Database
  hub: Pick<Hub, 'ask'>
  outbox: Pick<Outbox, 'put' | 'startAfter'>
  device: () => string
  plans: () => Iterable<Plan>
  /** Called when the hub's data was exchanged: what was read of it no longer holds. */
  startOver: () => Promise<void>
  /** Called when facts went back into the queue. */
  queued: () => Promise<void>
  /** Hub time and device time, Unix ms. */
  hubTime: () => number
  now?: () => number
  locks?: Pick<LockManager, 'request'> | undefined
}

interface Compared {
  origin: string
  size: number
  same: boolean | null
  /** The highest number the hub has of this device, and the spans that are missing below it. */
  last: number
  missing: [number, number][]
  checkpoint: string
}

const FIELDS = { origin: 'string', size: 'number', last: 'number', missing: 'array', checkpoint: 'string' } as const
const [CHECKPOINT, FINDINGS, COMPARED] = ['checkpoint', 'findings', 'compared']
const MOST = 20

/** This device's memory of the hub. */
export function witness(parts: WitnessParts): Witness {
  const { database } = parts
  const now = parts.now ?? Date.now
  const locks = parts.locks ?? globalThis.navigator?.locks
  const memory = reactive<Memory>({ checkpoint: null, compared: null, findings: [] })

  const setting = async <T>(name: string) => ((await database.get('settings', name)) as T | undefined) ?? null
  const verified = async (note: unknown) => readCheckpoint(note, (await setting<string>('verifier_key')) ?? '')

  async function adopt(checkpoint: Checkpoint): Promise<void> {
    await database.put('settings', { ...checkpoint }, CHECKPOINT)
    memory.checkpoint = checkpoint
  }

  async function note(finding: Finding): Promise<void> {
    const before = (await setting<Finding[]>(FINDINGS)) ?? []
    // The same unsigned word at every attempt is one finding.
    if (finding.found === 'unsigned' && before.some(({ found }) => found === 'unsigned')) return
    memory.findings = [finding, ...before].slice(0, MOST)
    await database.put('settings', memory.findings.map((one) => ({ ...one })), FINDINGS)
  }

  async function unsigned(): Promise<void> {
    const seen = memory.checkpoint
    await note({
      found: 'unsigned', at: now(), size: seen?.size ?? 0, root: seen?.root ?? '', note: seen?.note ?? null, hub: 0, last: 0, back: 0,
    })
  }

  function listen(): (text: unknown) => Promise<void> {
    const before = memory.checkpoint
    return async (text) => {
      const said = await verified(text)
      if (said === null) return unsigned()
      const other = before === null || before.origin !== said.origin
      const fits = other || said.size > before.size || (said.size === before.size && said.root === before.root)
      // The journal only grows: whoever was asked after it had been longer cannot truly say that it is shorter.
      if (!fits) return compare()
      if (newer(said, memory.checkpoint)) await adopt(said)
    }
  }

  const lastOf = (device: string) => setting<number>(`last_device_seq:${device}`).then((last) => last ?? 0)

  async function run(): Promise<void> {
    const device = parts.device()
    if (device === '') return
    // Read before asking: all of it was acknowledged by then, so that the hub must have it.
    const [seen, kept, last] = await Promise.all([setting<Checkpoint>(CHECKPOINT), database.getAll('kept'), lastOf(device)])
    const own = kept.filter(({ fact }) => fact.device === device)
    const acknowledged = Math.max(0, ...own.map(({ device_seq }) => device_seq))
    const answer = await parts.hub.ask<Compared>('/api/compare', { ...FIELDS }, {
      method: 'POST',
      json: { size: seen?.size ?? 0, root: seen?.root ?? '', last, acknowledged },
    })
    if (!answer.ok) return
    const { value } = answer
    const said = await verified(value.checkpoint)
    if (said === null || said.origin !== value.origin) return unsigned()
    const exchanged = exchangedFor(seen, said, value)
    const lost = own.filter((one) => lacks(value, one.device_seq) && counted(one))
    // Of former enrolments the hub does not speak here; handed in once more, what it has harms nothing.
    if (exchanged !== null) lost.push(...kept.filter((one) => one.fact.device !== device && counted(one)))
    const back = await putBack(database, lost)
    if (back > 0) await parts.queued()
    if (exchanged !== null || newer(said, seen)) await adopt(said)
    // Read after the answer: another tab may have used a number meanwhile.
    const remembered = await lastOf(device)
    const emptied = value.last > remembered
    await parts.outbox.startAfter(value.last)
    memory.compared = now()
    await database.put('settings', memory.compared, COMPARED)
    const state = { size: seen?.size ?? 0, root: seen?.root ?? '', last: remembered, back }
    if (exchanged !== null) {
      await parts.startOver()
      await tell({ ...state, found: exchanged, hub: said.size, note: seen?.note ?? null })
    } else if (back > 0) await tell({ ...state, found: 'facts-lacking', hub: said.size, note: seen?.note ?? null })
    if (emptied) await tell({ ...state, found: 'device-emptied', hub: value.last, note: null })
    if (exchanged === null && lost.length === 0) await forget(database, parts.plans(), parts.hubTime())
  }

  async function tell(finding: Omit<Finding, 'at'>): Promise<void> {
    await note({ ...finding, at: now() })
    const { found, size, root, last, hub, back } = finding
    await parts.outbox.put('device.compare', { found, size, root, last, hub, back })
  }

  let running: Promise<void> | null = null

  function compare(): Promise<void> {
    // One tab at a time, so that nothing is found twice.
    running ??= (locks === undefined ? run() : (locks.request('kaowu-compare', run) as Promise<void>)).finally(() => (running = null))
    return running
  }

  return {
    memory,
    listen,
    compare,
    async load() {
      memory.checkpoint = await setting<Checkpoint>(CHECKPOINT)
      memory.compared = await setting<number>(COMPARED)
      memory.findings = (await setting<Finding[]>(FINDINGS)) ?? []
    },
    async report({ device, records }) {
      const found = { found: 'device-emptied', size: 0, root: '', last: 0, hub: records, back: 0 } as const
      await note({ ...found, note: null, at: now() })
      await parts.outbox.put('device.compare', { ...found, lost: device })
    },
    async read() {
      await database.delete('settings', FINDINGS)
      memory.findings = []
    },
  }
}

/** How the hub's data was exchanged since this device has seen it; null where it was not. */
function exchangedFor(seen: Checkpoint | null, said: Checkpoint, { same }: Compared): 'hub-older' | 'hub-forked' | null {
  if (seen === null || seen.origin !== said.origin) return null
  if (said.size < seen.size) return 'hub-older'
  return same === false || (said.size === seen.size && said.root !== seen.root) ? 'hub-forked' : null
}

function newer(said: Checkpoint, seen: Checkpoint | null): boolean {
  return seen === null || seen.origin !== said.origin || said.size > seen.size
}

function lacks({ last, missing }: Compared, number: number): boolean {
  return number > last || missing.some(([first, end]) => first <= number && number <= end)
}

/** A refusal changed nothing and is not stated again: judged anew it might pass, although the person was turned away. */
function counted({ receipt }: Kept): boolean {
  return receipt.verdict !== 'refused'
}
