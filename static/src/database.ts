import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Fact, SignedFact } from './fact'
import type { Receipt } from './hub'

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
}

/** A fact the hub has taken, kept with its leaf so that a restored hub can take it back. */
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

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKeyPair }
  settings: { key: string; value: unknown }
  outbox: { key: [string, number]; value: Queued; indexes: { state: string; id: string } }
  kept: { key: string; value: Kept }
  rows: { key: [string, string]; value: StoredRow }
}

export type Database = IDBPDatabase<Schema>

/** Open this device's database; `name` differs only in tests. */
export function openDatabase(name = 'kaowu'): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('keys')
      database.createObjectStore('settings')
      const outbox = database.createObjectStore('outbox', { keyPath: ['device', 'device_seq'] })
      outbox.createIndex('state', 'state')
      outbox.createIndex('id', 'id', { unique: true })
      database.createObjectStore('kept', { keyPath: 'id' })
      database.createObjectStore('rows', { keyPath: ['kind', 'key'] })
    },
    blocking(_current, _blocked, event) {
      // Another tab wants a newer layout: step aside, or it waits for ever.
      ;(event.target as IDBDatabase).close()
    },
  })
}
