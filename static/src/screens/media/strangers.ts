import { ref, shallowRef } from 'vue'
import type { App } from '../../app'
import type { Look } from '../../evidence/rows'
import { sizeOf } from '../../ui/size'
import type { Refusal } from '../../hub'
import { t } from '../../i18n'

/** Bytes that came and that nobody described: what the hub tells of them by looking at their beginning. */
export interface Stranger {
  upload: string
  device: string
  /** Its announcement (a sequence number) is in dispute: that is settled first. */
  disputed: number | null
  state: 'open' | 'complete'
  received: number
  length: number | null
  media: 'photo' | 'video' | null
  type: string | null
  /** When the first and the last of them came, RFC 3339. */
  begun: string
  last: string
  /** When the hub gives up what has not come whole. */
  expires: string | null
  /** Who looked at it so far, the latest first; `plan`: the one whose number `person` is. */
  looks: readonly (Look & { plan: number | null })[]
}

/** Formats every browser shows by itself. */
const SHOWN = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'video/mp4', 'video/webm']

/** Where its bytes are to be seen; null where no browser shows them. */
export const seenAt = ({ upload, type }: Stranger): string | null => (type !== null && SHOWN.includes(type) ? `/api/evidence/strangers/${upload}` : null)

/** How much of it there is, in words. */
export const muchOf = ({ received, length }: Stranger): string => (length === null || received >= length ? sizeOf(received) : t('evidence.strangers.part', { size: sizeOf(received), of: sizeOf(length) }))

/** A number of its own, as every photo and film has. */
export const newEvidence = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** What nobody described, asked of the hub: devices keep no list of it. */
export function strangersOf(app: Pick<App, 'hub'>) {
  const all = shallowRef<readonly Stranger[] | null>(null)
  const fault = shallowRef<Refusal | 'offline' | null>(null)
  const asking = ref(false)

  async function look(): Promise<void> {
    asking.value = true
    const answer = await app.hub.ask<{ strangers: Stranger[] }>('/api/evidence/strangers', { strangers: 'array' })
    asking.value = false
    fault.value = answer.ok ? null : answer.kind === 'refused' ? answer.refusal : 'offline'
    if (answer.ok) all.value = answer.value.strangers
  }

  return { all, fault, asking, look }
}
