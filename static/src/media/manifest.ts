import type { Database, Pause, Recording } from '../database'
import type { Fact } from '../fact'
import type { Outbox } from '../outbox'
import type { Slices } from './slices'

/** The facts of a recording: what it is before its first byte leaves, and what it was in all once it has ended. */
export interface Manifests {
  /**
   * State what can be stated of it now and was not yet; null where it is not here any more. `left`: an earlier page may
   * have stated it without noting so.
   */
  state(evidence: string, left?: boolean): Promise<Recording | null>
}

export interface ManifestParts {
  database: Database
  outbox: Pick<Outbox, 'put' | 'flush'>
  slices: Slices
  /** Shared by all tabs of this browser: nothing is stated twice. */
  locks: Pick<LockManager, 'request'> | undefined
}

/** Pauses the hub takes; where there were more, it finds that the film is shorter than its time and leaves it to a person. */
const MOST_PAUSES = 200

type Kind = 'evidence.attach' | 'evidence.complete'

/**
 * The fact of this kind about it that still counts: it waits for the hub, or the hub holds to it. What the hub refused was
 * never said. `device`: only where this enrolment stated it.
 */
export async function statedBefore(database: Database, kind: Kind, evidence: string, device?: string): Promise<string | null> {
  const about = (fact: Fact) => fact.kind === kind && fact.body['evidence'] === evidence && (device === undefined || fact.device === device)
  const waits = (await database.getAll('outbox')).find(({ fact, state }) => state === 'waiting' && about(fact))
  const held = (await database.getAll('kept')).find(({ fact, receipt }) => receipt.verdict !== 'refused' && about(fact))
  return (waits ?? held)?.id ?? null
}

export function manifests({ database, outbox, slices, locks }: ManifestParts): Manifests {
  async function put(kind: Kind, evidence: string, body: Record<string, unknown>, left: boolean): Promise<string> {
    const before = left ? await statedBefore(database, kind, evidence) : null
    if (before !== null) return before
    // It was taken, whatever the hub makes of it: refused as a question, it would be stated again under another number.
    const { id } = await outbox.put(kind, body, undefined, true)
    void outbox.flush().catch(() => {})
    return id
  }

  const noted = (evidence: string, over: Partial<Recording>) => slices.change(evidence, (one) => ({ ...one, ...over }))

  async function state(evidence: string, left: boolean): Promise<Recording | null> {
    let now = (await slices.get(evidence)) ?? null
    if (now === null || now.state === 'shelved') return now
    if (now.attached === null) now = await noted(evidence, { attached: await put('evidence.attach', evidence, attached(now), left) })
    if (now !== null && now.completed === null && now.state !== 'running') {
      now = await noted(evidence, { completed: await put('evidence.complete', evidence, completed(now), left) })
    }
    return now
  }

  let turn: Promise<unknown> = Promise.resolve()

  return {
    state(evidence, left = false) {
      const work = () => state(evidence, left)
      const mine = turn.then(() => (locks === undefined ? work() : locks.request('kaowu-manifest', work)))
      turn = mine.catch(() => {})
      return mine
    },
  }
}

function attached(recording: Recording): Record<string, unknown> {
  const { evidence, media, subject, source, type, begun, skew } = recording
  const { size, sha256 } = wholeOf(recording)
  return { ...subject, evidence, media, source, type, begun, sha256, size: sha256 === null ? null : size, ...(skew === undefined ? {} : { skew_ms: skew }) }
}

function completed(recording: Recording): Record<string, unknown> {
  const { evidence, subject, ended, slices, cut, pauses = [] } = recording
  const rested = pauses.slice(0, MOST_PAUSES).map((one): Pause => ({ ...one, ended: one.ended ?? ended }))
  return { plan: subject.plan, evidence, ...wholeOf(recording), ended, slices, ...(cut ? { cut } : {}), ...(rested.length ? { pauses: rested } : {}) }
}

/** A file of which only a part could be kept is never said to be whole: the hub finds that it differs. */
const wholeOf = ({ whole, size, sha256 }: Recording) => whole ?? { size, sha256 }
