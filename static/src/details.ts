import { canonical, digest } from './fact'

/** Personal details of someone added or changed on the day. They stand beside a fact, never in it. */
export interface Details {
  name: string
  unit: string
  phone: string
  note: string
}

/** The text that goes `beside` a fact, and the digest the fact's body names in `details`. */
export interface SealedDetails {
  text: string
  digest: string
}

/** Seal details with a fresh salt: without it a short list of names would give the digest away. */
export async function sealed({ name, unit, phone, note }: Details): Promise<SealedDetails> {
  const random = crypto.getRandomValues(new Uint8Array(16))
  const salt = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const bytes = canonical({ name, note, phone, salt, unit })
  return { text: new TextDecoder().decode(bytes), digest: await digest(bytes) }
}

/** The name in what stands beside a queued fact; undefined where nobody is named. */
export function nameBeside({ beside }: { beside: string | null }): string | undefined {
  return beside === null ? undefined : (JSON.parse(beside) as Partial<Details>).name
}
