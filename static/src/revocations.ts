import { shallowRef, type ShallowRef } from 'vue'
import type { Database } from './database'
import type { Hub } from './hub'
import { fromBase64url } from './keys'
import { genuine, hex, isBytes, unseal, type BadgeKey } from './token'

/** The hub's signed list of revoked badges. Times are Unix seconds of the hub's clock. */
export interface RevocationList {
  badges: ReadonlySet<string>
  /** How many records the hub had then. */
  size: number
  issued: number
  /** When a newer one is due. */
  next: number
}

export interface Revocations {
  /** The newest list that was verified; null before the first. */
  list: ShallowRef<RevocationList | null>
  /** Why the last one that came was not taken. */
  trouble: ShallowRef<'forged' | 'older' | null>
  load(): Promise<void>
  /** Ask the hub for its newest. */
  renew(): Promise<void>
  /** The hub's data was exchanged: its next list counts whatever its size; until then the kept one stays. */
  /** Forget the list: another hub has another. */
  forget(): Promise<void>
  startOver(): Promise<void>
}

const PREFIX = 'KR1:'
const CONTEXT = new TextEncoder().encode('kaowu-revocations-v1')
const [ISSUED, SIZE, NEXT, BADGES] = [6, -70011, -70012, -70013]
const BADGE_BYTES = 8
const KEPT = 'revocations'

interface Kept {
  text: string
  /** Lists of fewer records are older ones. */
  from: { size: number; issued: number }
}

/** Read a list and check its signature; null where it is none, or not the hub's. */
export async function readList(text: string, keys: readonly BadgeKey[]): Promise<RevocationList | null> {
  try {
    if (!text.startsWith(PREFIX)) return null
    const sealed = unseal(fromBase64url(text.slice(PREFIX.length)), CONTEXT)
    const numbers = [SIZE, ISSUED, NEXT].map((claim) => sealed.payload.get(claim))
    if (!numbers.every((one): one is number => Number.isSafeInteger(one) && (one as number) >= 0)) return null
    const packed = sealed.payload.get(BADGES)
    if (!(packed instanceof Map) || !(await genuine(sealed, keys))) return null
    const [size, issued, next] = numbers as [number, number, number]
    return { badges: new Set([...packed.values()].flatMap(idsOf)), size, issued, next }
  } catch {
    return null
  }
}

function idsOf(packed: unknown): string[] {
  if (!isBytes(packed) || packed.length % BADGE_BYTES !== 0) throw new Error('badge ids have eight bytes each')
  return Array.from({ length: packed.length / BADGE_BYTES }, (_, index) =>
    hex(packed.slice(index * BADGE_BYTES, (index + 1) * BADGE_BYTES)),
  )
}

/** The list this device keeps; `keys` are the badge keys it knows. */
export function revocations(database: Database, hub: Pick<Hub, 'ask'>, keys: () => readonly BadgeKey[]): Revocations {
  const list = shallowRef<RevocationList | null>(null)
  const trouble = shallowRef<'forged' | 'older' | null>(null)

  const kept = async () => (await database.get('settings', KEPT)) as Kept | undefined

  async function take(text: string): Promise<void> {
    const found = await readList(text, keys())
    if (found === null) {
      trouble.value = 'forged'
      return
    }
    const from = (await kept())?.from ?? { size: 0, issued: 0 }
    if (found.size < from.size || (found.size === from.size && found.issued < from.issued)) {
      trouble.value = 'older'
      return
    }
    await database.put('settings', { text, from: { size: found.size, issued: found.issued } }, KEPT)
    list.value = found
    trouble.value = null
  }

  return {
    list,
    trouble,
    async load() {
      const before = await kept()
      if (before !== undefined) list.value = await readList(before.text, keys())
    },
    async renew() {
      // Without a key nothing could be verified; it comes with the rows.
      if (keys().length === 0) return
      const answer = await hub.ask<{ list: string }>('/api/revocations', { list: 'string' })
      if (answer.ok) await take(answer.value.list)
    },
    async forget() {
      await database.delete('settings', KEPT)
      list.value = null
      trouble.value = null
    },
    async startOver() {
      const before = await kept()
      if (before !== undefined) await database.put('settings', { ...before, from: { size: 0, issued: 0 } }, KEPT)
    },
  }
}
