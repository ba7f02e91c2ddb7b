import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { Source } from './evidence/rows'
import type { Fact, SignedFact } from './fact'
import type { Receipt, Refusal } from './hub'
import type { DigestState } from './media/running-digest'
import type { Subject } from './media/subject'

/** A fact in this device's queue. It leaves only with the hub's receipt, or when a person has dealt with the refusal. */
export interface Queued extends SignedFact {
  /** The enrolment that made it; one browser may have had several. */
  device: string
  device_seq: number
  id: string
  kind: Fact['kind']
  /** Hex SHA-256 of the canonical bytes; the receipt must repeat it. */
  digest: string
  state: 'waiting' | 'needs-person'
  receipt: Receipt | null
  /** Handed in with the fact; it leaves this device together with the fact. */
  beside: string | null
}

/** A fact the hub has taken, without what stood beside it, kept with its leaf so that a restored hub can take it back. */
export interface Kept extends SignedFact {
  id: string
  device_seq: number
  receipt: Receipt
}

/** One row of the hub's picture. `value` null says that the row is gone (kept, so that an older answer cannot revive it). */
export interface StoredRow {
  kind: string
  key: string
  seq: number
  value: unknown
}

/** What somebody did here in one go. */
export type Deed = 'in' | 'out' | 'bind' | 'bindIn' | 'add' | 'addIn' | 'handOut' | 'collect'

/** Something a person did here, as the list of the last acts shows it; names are found in the rows, not kept here. */
export interface Act {
  /** The id of its last fact. */
  id: string
  deed: Deed
  /** Ids of all its facts, in order. */
  facts: string[]
  /** Those of them that can be taken back, in order. */
  undoable: string[]
  /** Hub time, Unix ms. */
  at: number
  plan: number | null
  /** Null also for a walk-in the hub has not numbered yet. */
  person: number | null
  /** The badge's number, where that is known. */
  number: string | null
  /** The fact that added a walk-in. */
  added: string | null
  undone: boolean
}

/** From when to when a film rested. */
export interface Pause {
  begun: string
  ended: string | null
}

/**
 * A photo or film this device took and the hub does not have whole. `shelved`: taken before the act it belongs to was
 * stored; `running`: it is being recorded; `ended`: all of it is here or at the hub; `sent`: all of it is at the hub.
 */
export interface Recording {
  /** 32 hex digits, made here. */
  evidence: string
  /** The enrolment that made it. */
  device: string
  media: 'photo' | 'video'
  state: 'shelved' | 'running' | 'ended' | 'sent'
  subject: Subject
  /** Of what is shelved: the label of the object whose act it waits for. */
  shelf: string | null
  /** Of what is shelved: the last fact that spoke of that object; its photo goes with it once it stands. */
  act?: string
  source: Source
  type: string
  /** This device's time, RFC 3339; `ended`: while it runs, of the newest slice. */
  begun: string
  ended: string
  /** When a film rested, likewise; `ended` null: it rests still. */
  pauses?: readonly Pause[]
  /** By how many milliseconds the hub's clock was ahead of this device's when it began, where that was known. */
  skew?: number
  /** Bytes and slices so far; `held`: slices that are still here. */
  size: number
  slices: number
  held: number
  /** Of what a film has so far; null where `sha256` was computed at once. */
  running: DigestState | null
  /** Hex, of the whole. */
  sha256: string | null
  /** Bytes the hub has acknowledged. */
  sent: number
  /** Where the hub takes them. */
  upload: string | null
  /** The facts that announced and completed it; null until they are in the outbox. */
  attached: string | null
  completed: string | null
  /** Its page, or the room on this device, ended before it did. */
  cut: boolean
  /** Of a file that is brought: what is all of it, whatever of it can be kept here. */
  whole?: { size: number; sha256: string }
  /** Why the hub takes no more of it; it stays here. */
  fault: Refusal | null
}

/** Some bytes of a recording, kept until the hub has them on its disk. */
export interface Slice {
  evidence: string
  /** From 0, in the order of recording. */
  number: number
  /** Bytes of the recording before it. */
  offset: number
  bytes: ArrayBuffer
  /** Hex, of these bytes. */
  sha256: string
}

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKeyPair }
  settings: { key: string; value: unknown }
  outbox: { key: [string, number]; value: Queued; indexes: { state: string; id: string } }
  kept: { key: string; value: Kept }
  rows: { key: [string, string]; value: StoredRow }
  acts: { key: string; value: Act }
  recordings: { key: string; value: Recording }
  slices: { key: [string, number]; value: Slice }
}

export type Database = IDBPDatabase<Schema>
type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>

const LAYOUT = 3

function first(database: Database): void {
  database.createObjectStore('keys')
  database.createObjectStore('settings')
  const outbox = database.createObjectStore('outbox', { keyPath: ['device', 'device_seq'] })
  outbox.createIndex('state', 'state')
  outbox.createIndex('id', 'id', { unique: true })
  database.createObjectStore('kept', { keyPath: 'id' })
  database.createObjectStore('rows', { keyPath: ['kind', 'key'] })
}

/** What stands beside a fact, and the acts of this device; rows have new fields, so the hub is asked for all of them. */
async function second(database: Database, transaction: Upgrade): Promise<void> {
  database.createObjectStore('acts', { keyPath: 'id' })
  const outbox = transaction.objectStore('outbox')
  for (const entry of await outbox.getAll()) await outbox.put({ ...entry, beside: null })
  await transaction.objectStore('settings').delete('rows_through')
}

/** Photos and films on their way to the hub. */
function third(database: Database): void {
  database.createObjectStore('recordings', { keyPath: 'evidence' })
  database.createObjectStore('slices', { keyPath: ['evidence', 'number'] })
}

/** Open this device's database; `name` differs only in tests. */
export function openDatabase(name = 'kaowu'): Promise<Database> {
  return openDB<Schema>(name, LAYOUT, {
    async upgrade(database, from, _to, transaction) {
      if (from < 1) first(database)
      if (from < 2) await second(database, transaction)
      if (from < 3) third(database)
    },
    blocking(_current, _blocked, event) {
      // Another tab wants a newer layout: step aside, or it waits for ever.
      ;(event.target as IDBDatabase).close()
    },
  })
}
