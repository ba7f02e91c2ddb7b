import type { Database, Kept, Queued, Recording } from '../database'
import type { Slices } from './slices'

/** Photos that were taken for an act that was not stated yet: each goes with the act that came to stand, never with a refused try. */
export interface Shelf {
  /** A fact speaks of these objects: their photos wait for the hub's word on it. */
  stated(labels: ReadonlySet<string>, fact: string): Promise<void>
  /** Look what became of the facts they wait for; returns who waits no longer, and for which fact. */
  look(): Promise<{ evidence: string; fact: string }[]>
  /** Those whose act is out of mind: nothing that waits speaks of them. */
  forgotten(): Promise<string[]>
}

/** Milliseconds after which an act that was being prepared will not be stated any more. */
export const FORGOTTEN = 30 * 60_000

/** `acted`: done without the hub's answer, which may still come under another number; `again`: it came so. */
type Word = { is: 'asked' | 'acted' | 'stands' | 'turned-away' } | { is: 'again'; fact: string }

export function shelf(database: Database, slices: Slices, changed: (evidence: string) => Promise<void>): Shelf {
  async function wordOn(id: string): Promise<Word> {
    const queued = await database.getFromIndex('outbox', 'id', id)
    const known = queued?.receipt == null ? await database.get('kept', id) : undefined
    const receipt = queued?.receipt ?? known?.receipt ?? null
    if (receipt === null) return { is: queued === undefined ? 'turned-away' : queued.acted ? 'acted' : 'asked' }
    if (receipt.verdict !== 'refused') return { is: 'stands' }
    const fact = await restated((queued ?? known)!)
    return fact === null ? { is: 'turned-away' } : { is: 'again', fact }
  }

  /** An act that was done and then refused is stated once more, with its time and its words (`outbox.ts`). */
  async function restated({ id, fact }: Queued | Kept): Promise<string | null> {
    const later = [...(await database.getAll('outbox')), ...(await database.getAll('kept', IDBKeyRange.lowerBound(id, true)))]
    const same = (one: Queued | Kept) => one.id > id && one.acted && one.fact.kind === fact.kind && one.fact.at === fact.at
    return later.find((one) => same(one) && JSON.stringify(one.fact.body) === JSON.stringify(fact.body))?.id ?? null
  }

  const waiting = async () => (await slices.all()).filter(({ state }) => state === 'shelved')

  async function note(evidence: string, over: (one: Recording) => Partial<Recording>): Promise<void> {
    await slices.change(evidence, (one) => (one.state === 'shelved' ? { ...one, ...over(one) } : one))
    await changed(evidence)
  }

  async function became(recording: Recording): Promise<string | null> {
    let fact = recording.act ?? null
    for (let word = fact === null ? null : await wordOn(fact); fact !== null && word !== null; word = await wordOn(fact)) {
      if (word.is === 'stands') return fact
      if (word.is === 'again') {
        const next = word.fact
        await note(recording.evidence, () => ({ act: next }))
        fact = next
        continue
      }
      const about = fact
      if (word.is === 'acted' && recording.subject.about !== about) await note(recording.evidence, ({ subject }) => ({ subject: { ...subject, about } }))
      return null
    }
    return null
  }

  return {
    async stated(labels, fact) {
      for (const one of await waiting()) {
        // What was done with an earlier fact is no part of a later one.
        if (one.shelf !== null && labels.has(one.shelf) && one.subject.about === null) await note(one.evidence, () => ({ act: fact }))
      }
    },
    async look() {
      const off: { evidence: string; fact: string }[] = []
      for (const one of await waiting()) {
        const fact = await became(one)
        if (fact !== null) off.push({ evidence: one.evidence, fact })
      }
      return off
    },
    async forgotten() {
      const old: string[] = []
      for (const { evidence, begun, act } of await waiting()) {
        if (Date.parse(begun) >= Date.now() - FORGOTTEN) continue
        const word = act == null ? null : await wordOn(act)
        if (word === null || word.is === 'turned-away') old.push(evidence)
      }
      return old
    },
  }
}
