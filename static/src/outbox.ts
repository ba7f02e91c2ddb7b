import { v7 as uuid } from 'uuid'
import { shallowReactive } from 'vue'
import { batchOf, handed } from './batch'
import type { Database, Queued } from './database'
import { canonical, digest, localTime, signature, type Fact } from './fact'
import type { Hub, Receipt } from './hub'

/** How one attempt to hand in the queue ended. */
export type Delivery = 'done' | 'offline' | 'not-enrolled'

export interface Outbox {
  /**
   * Store a fact under the next number, signed, before anything is sent. Throws when it could not be stored.
   * `beside`: personal details the body names by digest (`details.ts`); sent with the fact and kept no longer than it.
   * `acted`: it was done, whatever the hub makes of it; never asked as a question first.
   */
  put(kind: string, body: Record<string, unknown>, beside?: string, acted?: boolean): Promise<Queued>
  /** Hand in what waits, oldest first. Calls while one is under way share its end and add what came since. */
  flush(): Promise<Delivery>
  /**
   * Hand in and wait for the receipt of the last of these facts; null when the hub did not answer within `patience`
   * milliseconds. Behind a long queue they go ahead of it where nothing that waits concerns the same (`overtakes`).
   */
  deliver(ids: string | readonly string[], patience?: number): Promise<Receipt | null>
  /**
   * The person acted without the hub's answer; the hub will be told with the fact. Rejects where that could not be stored:
   * then it is known, and told to the hub, for as long as this page lives (`unkept`), and stored once there is room.
   */
  acted(id: string): Promise<void>
  /** Facts with which somebody acted without the hub, and that this page alone knows. */
  unkept: ReadonlySet<string>
  /** The hub's word on a fact it has taken; null while it has not. */
  receipt(id: string): Promise<Receipt | null>
  /** All that waits, from the disk; the screens have `queue.waiting` at hand. */
  waiting(): Promise<Queued[]>
  /** What moved in another tab of this browser; ends the waiting for a receipt that came there. */
  heard(moved: Moved): void
  needsPerson(): Promise<Queued[]>
  /** A person has read the refusal: the fact leaves this device's list (the hub keeps it). */
  settle(id: string): Promise<void>
  /** Never use a number the hub already has of this device. */
  startAfter(deviceSeq: number): Promise<void>
}

/** What one change did to the queue: entries as they stand now, and the ids of those that left. */
export interface Moved {
  put: readonly Queued[]
  gone: readonly string[]
  /** Those of them that left because the hub accepted them, with its receipt. */
  accepted?: readonly Queued[]
}

export interface OutboxParts {
  database: Database
  hub: Hub
  device: () => string
  key: () => Promise<CryptoKeyPair>
  /** The grant under which a fact of this kind is made now, if there is one. */
  grant?: (kind: string) => string | null
  /** Called after each change of the queue, so that lists and counters follow. */
  changed?: (moved: Moved) => void
  /** Whether these facts may reach the hub before the older ones that wait; never, where nobody says so. */
  overtakes?: (mine: readonly Queued[]) => boolean
  /** Called when the hub answers that it does not know this device, before the attempt ends. */
  turnedAway?: () => Promise<void>
  /** Called before each batch goes; what it returns hears the checkpoint of the answer. */
  witness?: () => (checkpoint: unknown) => Promise<void>
  now?: () => Date
  /** Shared by all tabs of this browser; only one tab sends at a time. */
  locks?: Pick<LockManager, 'request'> | undefined
}

const BATCH = 50
/** Receipts at hand. */
const REMEMBERED = 100
/** Milliseconds; a hub that is slow because many come back at once is not given up on for longer. */
const LONGEST_PAUSE = 1_000
const VERDICTS: readonly string[] = ['accepted', 'refused', 'disputed']
/** Refusals of the hub's door, not of a rule: stated again they would be refused again. */
const DOOR = [
  'malformed', 'bad-signature', 'id-reused', 'number-reused', 'device-unknown', 'device-revoked', 'unknown-kind', 'not-allowed',
]
/** What tells of something that was not done: its words were read when it was turned away, whatever the hub has to say of it. */
const TOLD = ['custody.attempt']
/** The last number used, per enrolment: a device that enrols again begins at 1. */
const lastNumberOf = (device: string) => `last_device_seq:${device}`

export function outbox(parts: OutboxParts): Outbox {
  const { database, hub } = parts
  const changed = parts.changed ?? (() => {})
  const now = parts.now ?? (() => new Date())
  const locks = parts.locks ?? globalThis.navigator?.locks

  const granted = (kind: string) => parts.grant?.(kind) ?? null

  /** What was put in this tab and has not left the queue, and the last receipts: each look at the disk keeps a person waiting. */
  const fresh = new Map<string, Queued>()
  const receipts = new Map<string, Receipt>()
  /** The last number this tab used; another tab may have used more. */
  let used: { device: string; number: number } | null = null

  const unkept = shallowReactive(new Set<string>())
  /** What another tab tells that somebody acted with; its disk may not say so. */
  const elsewhere = new Set<string>()

  function follow({ put: changedHere, gone }: Moved): void {
    for (const entry of changedHere) if (fresh.has(entry.id)) fresh.set(entry.id, entry)
    for (const id of [...gone, ...changedHere.filter(({ state }) => state !== 'waiting').map(({ id }) => id)]) {
      unkept.delete(id)
      elsewhere.delete(id)
    }
    for (const id of gone) fresh.delete(id)
  }

  /** An entry as it stands on the disk, with what the disk could not take. */
  const whole = (entry: Queued): Queued => (unkept.has(entry.id) || elsewhere.has(entry.id) ? { ...entry, acted: true } : entry)

  /** `done`: the fact that was made when the act was done, where it already was. */
  async function signed(kind: string, body: Record<string, unknown>, beside: string | null, acted: boolean, done?: Fact): Promise<Queued> {
    const [id, device, at] = [uuid(), parts.device(), done?.at ?? localTime(now())]
    const grant = done === undefined ? granted(kind) : done.grant
    const number = (used?.device === device ? used.number : await lastNumber(device)) + 1
    const fact: Fact = { id, kind, at, device, device_seq: number, grant, body }
    const bytes = canonical(fact)
    const [sum, sig] = [await digest(bytes), await signature(await parts.key(), bytes)]
    return { fact, sig, acted, id, kind, device, device_seq: number, digest: sum, state: 'waiting', receipt: null, beside }
  }

  async function lastNumber(device: string): Promise<number> {
    return ((await database.get('settings', lastNumberOf(device))) as number | undefined) ?? 0
  }

  /** Store under its number, or say false where another tab took the number while this one was signing. */
  async function store(entry: Queued): Promise<boolean> {
    const transaction = database.transaction(['settings', 'outbox'], 'readwrite', { durability: 'strict' })
    const name = lastNumberOf(entry.device)
    const last = ((await transaction.objectStore('settings').get(name)) as number | undefined) ?? 0
    if (last !== entry.device_seq - 1) {
      used = null
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
  function put(kind: string, body: Record<string, unknown>, beside: string | null, acted: boolean, done?: Fact): Promise<Queued> {
    const mine = numbering.then(async () => {
      for (;;) {
        const entry = await signed(kind, body, beside, acted, done)
        if (await store(entry)) {
          used = { device: entry.device, number: entry.device_seq }
          fresh.set(entry.id, entry)
          changed({ put: [entry], gone: [] })
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
    await put(entry.kind, entry.fact.body, entry.beside, true, entry.fact)
    await change(entry.id, (one) => (one.state === 'needs-person' ? null : one))
  }

  const ruledOut = (receipt: Receipt | null) => receipt?.verdict === 'refused' && !DOOR.includes(receipt.refusal?.code ?? '')

  /** Keep receipts in one transaction however many there are; return how many facts the hub has spoken on. */
  async function take(answers: readonly Receipt[], sent: readonly Queued[]): Promise<number> {
    const said = new Map(answers.map((receipt) => [receipt?.id, receipt]))
    const taken = sent.flatMap((entry) => {
      const receipt = said.get(entry.id)
      return receipt?.digest === entry.digest && VERDICTS.includes(receipt.verdict) ? [{ entry, receipt }] : []
    })
    if (taken.length === 0) return 0
    const transaction = database.transaction(['outbox', 'kept'], 'readwrite', { durability: 'strict' })
    const [queue, kept] = [transaction.objectStore('outbox'), transaction.objectStore('kept')]
    const stored = await Promise.all(taken.map(({ entry }) => queue.get([entry.device, entry.device_seq])))
    const moved = { put: [] as Queued[], gone: [] as string[], accepted: [] as Queued[] }
    const writes: Promise<unknown>[] = [transaction.done]
    taken.forEach(({ entry, receipt }, index) => {
      // What was sent may be older than what is stored: the person may have acted while the answer was on its way.
      const now = stored[index] && whole(stored[index])
      // Another request brought the same answer first, and a person may have settled it since.
      if (now === undefined || now.state !== 'waiting') return
      const { fact, sig, acted, id, device_seq } = entry
      writes.push(kept.put({ fact, sig, acted, id, device_seq, receipt }))
      if (receipt.verdict === 'accepted' || TOLD.includes(entry.kind)) {
        writes.push(queue.delete([entry.device, device_seq]))
        moved.gone.push(id)
        if (receipt.verdict === 'accepted') moved.accepted.push({ ...now, receipt })
      } else {
        const next: Queued = { ...now, state: 'needs-person', receipt }
        writes.push(queue.put(next))
        moved.put.push(next)
      }
    })
    await Promise.all(writes)
    for (const { entry, receipt } of taken) remember(entry.id, receipt)
    tell(moved)
    for (const entry of moved.put) if (entry.acted && ruledOut(entry.receipt)) await stateAct(entry)
    return taken.length
  }

  function remember(id: string, receipt: Receipt): void {
    receipts.set(id, receipt)
    if (receipts.size > REMEMBERED) receipts.delete(receipts.keys().next().value!)
  }

  /** Waiters for receipts, by the fact's id. */
  const asking = new Map<string, Set<() => void>>()

  function wake({ put: changedHere, gone }: Moved): void {
    const spoken = [...gone, ...changedHere.filter(({ state }) => state !== 'waiting').map(({ id }) => id)]
    for (const id of spoken) asking.get(id)?.forEach((done) => done())
  }

  function tell(moved: Moved): void {
    follow(moved)
    changed(moved)
    wake(moved)
  }

  /** Hand in one request; `taken` where the hub spoke on any of it. */
  async function handIn(batch: readonly Queued[]): Promise<Exclude<Delivery, 'done'> | 'taken'> {
    const heard = parts.witness?.()
    const answer = await hub.send(batch.map(handed))
    if (answer.ok) {
      const taken = await take(answer.value.receipts, batch)
      // Whatever the hub's signature says about the hub, what it has acknowledged here is dealt with.
      void heard?.(answer.value.checkpoint)
      return taken > 0 ? 'taken' : 'offline'
    }
    if (answer.kind !== 'refused' || answer.status !== 401) return 'offline'
    await parts.turnedAway?.()
    return 'not-enrolled'
  }

  async function sendAll(): Promise<Delivery> {
    for (const id of unkept) await keepActed(id).catch(() => {})
    for (;;) {
      const batch = batchOf(await database.getAllFromIndex('outbox', 'state', 'waiting', BATCH)).map(whole)
      if (batch.length === 0) return 'done'
      const began = performance.now()
      const end = await handIn(batch)
      if (end !== 'taken') return end
      // A long queue leaves the hub and this screen as much time as it takes.
      if (batch.length === BATCH) await pause(Math.min(LONGEST_PAUSE, performance.now() - began))
    }
  }

  /**
   * Send a few facts ahead of a longer queue, in a request of their own: a person stands at the gate. The hub takes a
   * number ahead and names those before it as missing until they come, so only the order of effects has to be minded.
   */
  async function goAhead(ids: readonly string[]): Promise<Delivery | null> {
    const found = await Promise.all(ids.map((id) => fresh.get(id) ?? database.getFromIndex('outbox', 'id', id)))
    const mine = found.filter((entry): entry is Queued => entry?.state === 'waiting').map(whole)
    if (mine.length === 0 || parts.overtakes?.(mine) !== true) return null
    const end = await handIn(mine)
    if (end !== 'taken') return end
    void flush().catch(() => {})
    return 'done'
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
    if (fresh.get(id)?.state === 'waiting') return null
    return receipts.get(id) ?? (await database.get('kept', id))?.receipt ?? null
  }

  async function waiting(): Promise<Queued[]> {
    return (await database.getAllFromIndex('outbox', 'state', 'waiting')).map(whole)
  }

  async function change(id: string, how: (entry: Queued) => Queued | null): Promise<void> {
    const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' })
    const entry = await transaction.store.index('id').get(id)
    const next = entry === undefined ? entry : how(entry)
    const writes: Promise<unknown>[] = [transaction.done]
    if (next === null) writes.push(transaction.store.delete([entry!.device, entry!.device_seq]))
    else if (next !== undefined && next !== entry) writes.push(transaction.store.put(next))
    await Promise.all(writes)
    if (next === null) tell({ put: [], gone: [id] })
    else if (next !== undefined && next !== entry) tell({ put: [next], gone: [] })
  }

  async function keepActed(id: string): Promise<void> {
    const late: Queued[] = []
    await change(id, (entry) => {
      if (entry.state === 'waiting') return { ...entry, acted: true }
      if (ruledOut(entry.receipt)) late.push(entry)
      return entry
    })
    for (const entry of late) await stateAct(entry)
    unkept.delete(id)
  }

  return {
    put: (kind, body, beside, acted) => put(kind, body, beside ?? null, acted ?? false),
    flush,
    waiting,
    heard(moved) {
      for (const { id, acted, state } of moved.put) if (acted && state === 'waiting') elsewhere.add(id)
      follow(moved)
      wake(moved)
    },
    async deliver(ids, patience = 3_000) {
      const wanted = [ids].flat()
      const last = wanted.at(-1)!
      const waiters = asking.get(last) ?? new Set<() => void>()
      let wakeUp = () => {}
      // A long batch may be under way, and nobody is kept standing at a gate for it.
      const heard = new Promise<void>((resolve) => {
        wakeUp = resolve
        setTimeout(resolve, patience)
      })
      asking.set(last, waiters.add(wakeUp))
      try {
        await Promise.race([heard, goAhead(wanted).then((ahead) => (ahead === null ? flush() : ahead))])
      } finally {
        waiters.delete(wakeUp)
        if (waiters.size === 0) asking.delete(last)
      }
      return receipt(last)
    },
    receipt,
    async acted(id) {
      try {
        await keepActed(id)
      } catch (error) {
        const entry = fresh.get(id)
        if (entry?.state === 'waiting') {
          unkept.add(id)
          tell({ put: [whole(entry)], gone: [] })
        }
        throw error
      }
    },
    unkept,
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

const FIRST_RETRY = 1_000
const LAST_RETRY = 60_000

/** Milliseconds to the next try after `failures` in a row: 1 s doubling to 60 s; `chance` (0 to 1) spreads the devices. */
export function retryAfter(failures: number, chance: number): number {
  const ceiling = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.max(0, failures - 1))
  return ceiling * (0.5 + chance / 2)
}
