import { shallowReactive } from 'vue'
import { hubTime } from '../clock'

/** How far one upload has come; nothing of it is kept. */
export interface Growth {
  upload: string
  /** Bytes on the hub's disk. */
  offset: number
  /** Bytes in all; null while it is recorded. */
  length: number | null
  /** Hub time, Unix ms, at which its last bytes came, as far as this device heard. */
  at: number
}

const heardOf = shallowReactive(new Map<string, Growth>())
/** By evidence: what the hub told of uploads under way, at most once a second each. */
export const growing: ReadonlyMap<string, Growth> = heardOf

/** Take in an announcement (`media`) of the hub: bytes came just now, or at the time it names (`at`). */
export function grown(news: unknown): void {
  const { evidence, upload, offset, length, at } = (news ?? {}) as Record<string, unknown>
  if (typeof evidence !== 'string' || typeof upload !== 'string' || typeof offset !== 'number') return
  heardOf.set(evidence, { upload, offset, length: typeof length === 'number' ? length : null, at: typeof at === 'string' ? Date.parse(at) : hubTime() })
}

const pictureOf = shallowReactive(new Map<string, string>())
/** By evidence: the version of a photo's small picture that the hub has just made; its row says so a little later. */
export const pictures: ReadonlyMap<string, string> = pictureOf

/** Take in an announcement (`picture`) of the hub. */
export function pictured(news: unknown): void {
  const { evidence, thumb } = (news ?? {}) as Record<string, unknown>
  if (typeof evidence === 'string' && typeof thumb === 'string') pictureOf.set(evidence, thumb)
}
