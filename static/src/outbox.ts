import { v7 as uuid } from 'uuid'
import type { Database, Queued } from './database'
import { canonical, digest, localTime, signature, type Fact, type HandedFact } from './fact'
import type { Hub, Receipt } from './hub'

/** How one attempt to hand in the queue ended. */
export type Delivery = 'done' | 'offline' | 'not-enrolled'

export interface Outbox {
  /**
   * Store a fact under the next number, signed, before anything is sent. Throws when it could not be stored.
   * `beside`: personal details the body names by digest (`details.ts`); sent with the fact and kept no longer than it.
   */
  put(kind: string, body: Record<string, unknown>, beside?: string): Promise<Queued>
  /** Hand in what waits, oldest first. Calls while one is under way share its end and add what came since. */
  flush(): Promise<Delivery>
  /** Hand in and wait for the receipt of one fact; null when the hub did not answer within `patience` milliseconds. */
  deliver(id: string, patience?: number): Promise<Receipt | null>
  /** The person acted without the hub's answer; the hub will be told with the fact. */
  acted(id: string): Promise<void>
  /** The hub's word on a fact it has taken; null while it has not. */
  receipt(id: string): Promise<Receipt | null>
  waiting(): Promise<Queued[]>
  needsPerson(): Promise<Queued[]>
  /** A person has read the refusal: the fact leaves this device's list (the hub keeps it). */
  settle(id: string): Promise<void>
  /** Never use a number the hub already has of this device. */
  startAfter(deviceSeq: number): Promise<void>
}

export interface OutboxParts {
  database: Database
  hub: Hub
  device: () => string
  key: () => Promise<CryptoKeyPair>
  /** Called after each change of the queue, so that counters follow. */
  changed?: () => void
  /** Called when the hub answers that it does not know this device, before the attempt ends. */
  turnedAway?: () => Promise<void>
  /** Called before each batch goes; what it returns hears the checkpoint of the answer. */
  witness?: () => (checkpoint: unknown) => Promise<void>
  now?: () => Date
  /** Shared by all tabs of this browser; only one tab sends at a time. */
  locks?: Pick<LockManager, 'request'> | undefined
}

const BATCH = 100
/** Characters of a batch at most, half of what the hub takes; an issue of many badges is large. */
const BATCH_SIZE = 500_000
/** Refusals of the hub's door, not of a rule: stated again they would be refused again. */
const DOOR = [
  'malformed', 'bad-signature', 'id-reused', 'number-reused', 'device-unknown', 'device-revoked', 'unknown-kind', 'not-allowed',
]
/** The last number used, per enrolment: a device that enrols again begins at 1. */
const lastNumberOf = (device: string) => `last_device_seq:${device}`

export function outbox(parts: OutboxParts): Outbox {
  const { database, hub } = parts
  const changed = parts.changed ?? (() => {})
  const now = parts.now ?? (() => new Date())
  const locks = parts.locks ?? globalThis.navigator?.locks

  /** `done`: when the act was done without the hub, where it already was. */
  async function signed(kind: string, body: Record<string, unknown>, beside: string | null, done?: string): Promise<Queued> {
    const [id, device, at] = [uuid(), parts.device(), done ?? localTime(now())]
    const last = (await database.get('settings', lastNumberOf(device))) as number | undefined
    const number = (last ?? 0) + 1
    const fact: Fact = { id, kind, at, device, device_seq: number, grant: null, body }
    const bytes = canonical(fact)
    const [sum, sig] = [await digest(bytes), await signature(await parts.key(), bytes)]
    const acted = done !== undefined
    return { fact, sig, acted, id, kind, device, device_seq: number, digest: sum, state: 'waiting', receipt: null, beside }
  }

  /** Store under its number, or say false where another tab took the number while this one was signing. */
  async function store(entry: Queued): Promise<boolean> {
    const transaction = database.transaction(['settings', 'outbox'], 'readwrite', { durability: 'strict' })
    const name = lastNumberOf(entry.device)
    const last = ((await transaction.objectStore('settings').get(name)) as number | undefined) ?? 0
    if (last !== entry.device_seq - 1) {
      await transaction.done
      return false
    }
    await Promise.all([
      transaction.objectStore('outbox').add(entry),
      transaction.objectStore('settings').put(entry.device_seq, name),
      transaction.done,
    ])
    return true
  }

  let numbering: Promise<unknown> = Promise.resolve()

  /** One at a time within this tab; between tabs `store` re-checks the number. */
  function put(kind: string, body: Record<string, unknown>, beside: string | null, done?: string): Promise<Queued> {
    const mine = numbering.then(async () => {
      for (;;) {
        const entry = await signed(kind, body, beside, done)
        if (await store(entry)) {
          changed()
          return entry
        }
      }
    })
    numbering = mine.catch(() => {})
    return mine
  }

  /**
   * The hub judged this as a question and said no, but its answer came too late: the person had been told that the device
   * has it, and went in. The act is stated as a fact of its own, so that the hub can call it disputed and the chief sees it.
   */
  async function stateAct(entry: Queued): Promise<void> {
    await put(entry.kind, entry.fact.body, entry.beside, entry.fact.at)
    await change(entry.id, (one) => (one.state === 'needs-person' ? null : one))
  }

  const ruledOut = (receipt: Receipt | null) => receipt?.verdict === 'refused' && !DOOR.includes(receipt.refusal?.code ?? '')

  async function take(receipts: Receipt[], sent: Queued[]): Promise<number> {
    const transaction = database.transaction(['outbox', 'kept'], 'readwrite', { durability: 'strict' })
    const queue = transaction.objectStore('outbox')
    const done: Queued[] = []
    let taken = 0
    for (const entry of sent) {
      const receipt = receipts.find((one) => one?.id === entry.id && one.digest === entry.digest)
      if (receipt === undefined || !['accepted', 'refused', 'disputed'].includes(receipt.verdict)) continue
      taken += 1
      const { fact, sig, acted, id, device_seq } = entry
      await transaction.objectStore('kept').put({ fact, sig, acted, id, device_seq, receipt })
      // What was sent may be older than what is stored: the person may have acted while the answer was on its way.
      const stored = (await queue.get([entry.device, device_seq])) ?? entry
      if (receipt.verdict === 'accepted') await queue.delete([entry.device, device_seq])
      else await queue.put({ ...stored, state: 'needs-person', receipt })
      if (stored.acted && ruledOut(receipt)) done.push(stored)
    }
    await transaction.done
    for (const entry of done) await stateAct(entry)
    if (taken > 0) changed()
    return taken
  }

  async function sendAll(): Promise<Delivery> {
    for (;;) {
      const batch = batchOf(await waiting())
      if (batch.length === 0) return 'done'
      const heard = parts.witness?.()
      const answer = await hub.send(batch.map(handed))
      if (!answer.ok) {
        if (answer.kind !== 'refused' || answer.status !== 401) return 'offline'
        await parts.turnedAway?.()
        return 'not-enrolled'
      }
      const taken = await take(answer.value.receipts, batch)
      // Whatever the hub's signature says about the hub, what it has acknowledged here is dealt with.
      void heard?.(answer.value.checkpoint)
      if (taken === 0) return 'offline'
    }
  }

  let sending: Promise<Delivery> | null = null
  let again: Promise<Delivery> | null = null

  function flush(): Promise<Delivery> {
    if (sending === null) {
      const run = locks === undefined ? sendAll() : locks.request('kaowu-outbox', sendAll)
      sending = run.finally(() => (sending = null))
      return sending
    }
    // A fact put after the running batch was read needs another round.
    again ??= sending
      .catch(() => {})
      .then(() => {
        again = null
        return flush()
      })
    return again
  }

  async function receipt(id: string): Promise<Receipt | null> {
    return (await database.get('kept', id))?.receipt ?? null
  }

  function waiting(): Promise<Queued[]> {
    return database.getAllFromIndex('outbox', 'state', 'waiting')
  }

  async function change(id: string, how: (entry: Queued) => Queued | null): Promise<void> {
    const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' })
    const entry = await transaction.store.index('id').get(id)
    if (entry !== undefined) {
      const next = how(entry)
      if (next === null) await transaction.store.delete([entry.device, entry.device_seq])
      else await transaction.store.put(next)
    }
    await transaction.done
    changed()
  }

  return {
    put: (kind, body, beside) => put(kind, body, beside ?? null),
    flush,
    waiting,
    async deliver(id, patience = 3_000) {
      // A long batch may be under way, and nobody is kept standing at a gate for it.
      await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, patience))])
      return receipt(id)
    },
    receipt,
    async acted(id) {
      const late: Queued[] = []
      await change(id, (entry) => {
        if (entry.state === 'waiting') return { ...entry, acted: true }
        if (ruledOut(entry.receipt)) late.push(entry)
        return entry
      })
      for (const entry of late) await stateAct(entry)
    },
    needsPerson: () => database.getAllFromIndex('outbox', 'state', 'needs-person'),
    settle: (id) => change(id, (entry) => (entry.state === 'needs-person' ? null : entry)),
    async startAfter(deviceSeq) {
      const transaction = database.transaction('settings', 'readwrite')
      const name = lastNumberOf(parts.device())
      const last = ((await transaction.store.get(name)) as number | undefined) ?? 0
      if (deviceSeq > last) await transaction.store.put(deviceSeq, name)
      await transaction.done
    },
  }
}

function handed({ fact, sig, acted, beside }: Queued): HandedFact {
  return beside === null ? { fact, sig, acted } : { fact, sig, acted, beside }
}

/** The oldest facts that go in one request; at least one. */
function batchOf(queue: Queued[]): Queued[] {
  let size = 0
  const end = queue.findIndex((entry, index) => {
    size += JSON.stringify(handed(entry)).length
    return index > 0 && (index >= BATCH || size > BATCH_SIZE)
  })
  return end === -1 ? queue : queue.slice(0, end)
}

const FIRST_RETRY = 1_000
const LAST_RETRY = 60_000

/** Milliseconds to the next try after `failures` in a row: 1 s doubling to 60 s; `chance` (0 to 1) spreads the devices. */
export function retryAfter(failures: number, chance: number): number {
  const ceiling = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.max(0, failures - 1))
  return ceiling * (0.5 + chance / 2)
}
