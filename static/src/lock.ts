import type { Database } from './database'

/**
 * What unlocks this device without the hub. The key can be used here but not read, and the PIN is kept nowhere; wrong
 * tries are counted on disk before they are checked, so that reloading gives no more of them.
 */
interface Kept {
  key: CryptoKey
  salt: Uint8Array<ArrayBuffer>
  mac: Uint8Array<ArrayBuffer>
  tries: number
  /** Device time, Unix ms. */
  waitUntil: number
  locked: boolean
  /** Device time of the last touch, key or scan, Unix ms. */
  touched: number
}

export type Unlocking = { outcome: 'right' } | { outcome: 'wrong'; left: number } | { outcome: 'wait'; until: number }

export interface Lock {
  /** Begin to guard with the PIN that was just accepted by the hub. */
  set(pin: string): Promise<void>
  /** Nobody is signed in any more. */
  clear(): Promise<void>
  try(pin: string): Promise<Unlocking>
  close(locked: boolean): Promise<void>
  touch(): Promise<void>
  /** How it was left; null where nothing is guarded. */
  state(): Promise<Pick<Kept, 'locked' | 'touched' | 'waitUntil'> | null>
}

const NAME = 'lock'
const FREE_TRIES = 5
const FIRST_WAIT = 30_000
const LONGEST_WAIT = 15 * 60_000
const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const

/** Milliseconds nobody may try after so many wrong PINs in a row; as the hub has it. */
export function waitAfter(tries: number): number {
  return tries < FREE_TRIES ? 0 : Math.min(FIRST_WAIT * 2 ** Math.min(tries - FREE_TRIES, 10), LONGEST_WAIT)
}

/** The lock of this device; every change is on disk before it counts. */
export function lockOf(database: Database, now: () => number = Date.now): Lock {
  async function change(how: (kept: Kept) => Kept): Promise<Kept | null> {
    const transaction = database.transaction('settings', 'readwrite', { durability: 'strict' })
    const kept = (await transaction.store.get(NAME)) as Kept | undefined
    const next = kept === undefined ? null : how(kept)
    if (next !== null) await transaction.store.put(next, NAME)
    await transaction.done
    return next
  }

  return {
    async set(pin) {
      const key = (await crypto.subtle.generateKey(HMAC, false, ['sign'])) as CryptoKey
      const salt = crypto.getRandomValues(new Uint8Array(16))
      const mac = await macOf(key, salt, pin)
      const kept: Kept = { key, salt, mac, tries: 0, waitUntil: 0, locked: false, touched: now() }
      await database.put('settings', kept, NAME)
    },
    clear: () => database.delete('settings', NAME),
    async try(pin) {
      let before = 0
      const kept = await change((one) => {
        // A clock that was set back makes nobody wait longer than the longest.
        before = Math.min(one.waitUntil, now() + LONGEST_WAIT)
        if (before > now()) return one
        const tries = one.tries + 1
        return { ...one, tries, waitUntil: waitAfter(tries) === 0 ? 0 : now() + waitAfter(tries) }
      })
      if (kept === null) return { outcome: 'right' }
      if (before > now()) return { outcome: 'wait', until: before }
      if (same(await macOf(kept.key, kept.salt, pin), kept.mac)) {
        await change((one) => ({ ...one, tries: 0, waitUntil: 0, locked: false, touched: now() }))
        return { outcome: 'right' }
      }
      return kept.waitUntil > 0 ? { outcome: 'wait', until: kept.waitUntil } : { outcome: 'wrong', left: FREE_TRIES - kept.tries }
    },
    async close(locked) {
      await change((one) => ({ ...one, locked }))
    },
    async touch() {
      await change((one) => ({ ...one, touched: now() }))
    },
    async state() {
      const kept = (await database.get('settings', NAME)) as Kept | undefined
      return kept === undefined ? null : { locked: kept.locked, touched: kept.touched, waitUntil: kept.waitUntil }
    },
  }
}

async function macOf(key: CryptoKey, salt: Uint8Array<ArrayBuffer>, pin: string): Promise<Uint8Array<ArrayBuffer>> {
  const typed = new TextEncoder().encode(pin)
  const message = new Uint8Array(salt.length + typed.length)
  message.set(salt)
  message.set(typed, salt.length)
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message))
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place])
}
