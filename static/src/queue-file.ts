import type { Checkpoint } from './checkpoint'
import type { Kept, Queued } from './database'
import { localTime, type HandedFact } from './fact'

/** The records of this device as a file, for a hub that it cannot reach any more. `docs/formats.md` describes it. */
export interface QueueFile {
  format: 'kaowu-queue-1'
  device: string
  name: string
  /** The journal the device belongs to. */
  origin: string
  /** When the file was made, by the device's clock. */
  made: string
  /** The newest checkpoint that the device has verified. */
  checkpoint: string | null
  facts: HandedFact[]
}

export interface Owner {
  device: string
  name: string
  origin: string
}

/** Write what waits, and where they are asked for also the records the hub has acknowledged. Nothing leaves the queue. */
export function queueFile(
  owner: Owner,
  waiting: readonly Queued[],
  kept: readonly Kept[],
  checkpoint: Checkpoint | null,
  now: Date,
): { name: string; text: string } {
  const again = new Set(waiting.map(({ id }) => id))
  // A refusal changed nothing: stated once more it would be judged anew.
  const had = kept.filter(({ id, receipt }) => !again.has(id) && receipt.verdict !== 'refused')
  const facts: HandedFact[] = [
    ...had.map(({ fact, sig }) => ({ fact, sig, acted: true })),
    ...waiting.map(({ fact, sig, acted, beside }) => (beside === null ? { fact, sig, acted } : { fact, sig, acted, beside })),
  ]
  const made = localTime(now)
  // The head stands first: of a file cut short it is what tells whose it is.
  const file: QueueFile = {
    format: 'kaowu-queue-1', device: owner.device, name: owner.name, origin: owner.origin, made, checkpoint: checkpoint?.note ?? null, facts,
  }
  const stamp = made.slice(0, 16).replaceAll(':', '').replace('T', '-')
  return { name: `kaowu-${plain(owner.name || owner.device)}-${stamp}.json`, text: JSON.stringify(file) }
}

/** A name that every system takes as part of a file's. */
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 40)
}

/** Give the file to the person: the system's share sheet where there is one, else as a download. */
export async function handOver(name: string, text: string): Promise<'shared' | 'saved' | 'cancelled'> {
  const file = new File([text], name, { type: 'application/json' })
  const touch = globalThis.matchMedia?.('(pointer: coarse)').matches
  if (touch && navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: name })
      return 'shared'
    } catch (reason) {
      if ((reason as { name?: unknown } | null)?.name === 'AbortError') return 'cancelled'
    }
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return 'saved'
}
