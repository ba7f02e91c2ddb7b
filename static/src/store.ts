import { reactive, shallowReactive, shallowRef, type ShallowRef } from 'vue'
import type { Database, StoredRow } from './database'
import type { ChangedRow, Changes, Hub } from './hub'
import { ROW_KINDS, type RowKind, type Rows } from './rows'

/** How near this device's picture is to the hub's. */
export interface Freshness {
  /** Device time (Unix ms) of the last answer that brought the picture up to date; null before the first. */
  through: number | null
  /** Whether the last attempt reached the hub; null before the first attempt of this page. */
  reached: boolean | null
  /** Whether the hub announces changes at once; without it they come by asking every 15 s. */
  live: boolean
  /** The hub no longer knows this device: true from its saying so until it answers this device again. */
  notEnrolled: boolean
}

export interface Store {
  /** All rows of a kind by key; reactive. */
  rows<K extends RowKind>(kind: K): ReadonlyMap<string, Rows[K]>
  freshness: Freshness
  /** The number of the hub's journal through which rows are shown; 0 before any came. */
  shown: Readonly<ShallowRef<number>>
  /** Show what this device kept from the last time. */
  load(): Promise<void>
  /** Ask for what changed until nothing is left. Calls while one runs ask once more afterwards. */
  sync(): Promise<void>
  /** The hub said that it does not know this device; kept, as a page opened again without the hub must not forget it. */
  turnedAway(): Promise<void>
  /** Forget all rows, as another hub or another enrolment begins. */
  clear(): Promise<void>
  /** Ask for all rows anew, as the hub's data was exchanged; what is there stays until all of them have come. */
  startOver(): Promise<void>
}

const CURSOR = 'rows_through'
const UP_TO_DATE = 'rows_up_to_date'
const TURNED_AWAY = 'turned_away'
const OUTDATED = 'rows_outdated'
const PAGE = 2_000

/**
 * `heard` receives the hub's time of each answer with the device times of asking and answering; `unkept` is told why
 * rows could not be stored here, once, and null as soon as they could be again.
 */
export function store(
  database: Database,
  hub: Hub,
  heard: (now: string, asked: number, answered: number) => void = () => {},
  unkept: (reason: unknown) => void = () => {},
): Store {
  const maps = Object.fromEntries(ROW_KINDS.map((kind) => [kind, shallowReactive(new Map())])) as {
    [K in RowKind]: Map<string, Rows[K]>
  }
  const freshness = reactive<Freshness>({ through: null, reached: null, live: false, notEnrolled: false })
  /** This tab's own cursor: another tab may be ahead in the database. */
  let through = 0
  const shown = shallowRef(0)

  function show(row: StoredRow | ChangedRow): void {
    const map = maps[row.kind as RowKind] as Map<string, unknown> | undefined
    if (map === undefined) return
    if (row.value === null) map.delete(row.key)
    else map.set(row.key, row.value)
  }

  async function keep(rows: ChangedRow[], reached: number): Promise<void> {
    const transaction = database.transaction(['rows', 'settings'], 'readwrite')
    const table = transaction.objectStore('rows')
    // Asked all at once: one after the other, a thousand rows take a slow phone seconds.
    const empty = (await table.count()) === 0
    const older = empty ? [] : await Promise.all(rows.map(({ kind, key }) => table.get([kind, key])))
    const cursor = ((await transaction.objectStore('settings').get(CURSOR)) as number | undefined) ?? 0
    const newer = rows.filter(({ seq }, index) => (older[index]?.seq ?? seq) <= seq)
    await Promise.all([
      ...newer.map(({ kind, key, seq, value }) => table.put({ kind, key, seq, value })),
      reached > cursor ? transaction.objectStore('settings').put(reached, CURSOR) : null,
      transaction.done,
    ])
  }

  /** Shown but not stored yet, the newest of each key: kept with what comes next, and the kept cursor waits for it. */
  const waiting = new Map<string, ChangedRow>()
  /** The kept picture is outdated and could not be exchanged: nothing is added to it, the next opening asks anew. */
  let adrift = false
  let failing = false

  /** Store something; a device without room goes on without it, and says so. */
  async function stored(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write()
      if (failing) unkept(null)
      failing = false
      return true
    } catch (reason) {
      if (!failing) unkept(reason)
      failing = true
      return false
    }
  }

  async function keepAll(rows: readonly ChangedRow[], reached: number): Promise<void> {
    if (adrift) return
    for (const row of rows) waiting.set(`${row.kind} ${row.key}`, row)
    if (await stored(() => keep([...waiting.values()], reached))) waiting.clear()
  }

  async function clear(): Promise<void> {
    const transaction = database.transaction(['rows', 'settings'], 'readwrite')
    await transaction.objectStore('rows').clear()
    await transaction.objectStore('settings').delete(CURSOR)
    await transaction.objectStore('settings').delete(UP_TO_DATE)
    await transaction.objectStore('settings').delete(TURNED_AWAY)
    await transaction.objectStore('settings').delete(OUTDATED)
    await transaction.done
    outdated = adrift = false
    waiting.clear()
    through = shown.value = 0
    freshness.through = null
    freshness.notEnrolled = false
    for (const kind of ROW_KINDS) maps[kind].clear()
  }

  async function turnedAway(): Promise<void> {
    freshness.notEnrolled = true
    await stored(() => database.put('settings', true, TURNED_AWAY))
  }

  async function knownAgain(): Promise<void> {
    freshness.notEnrolled = false
    await stored(() => database.delete('settings', TURNED_AWAY))
  }

  /** What is kept is another hub's picture, or one from before it was put back: it stands until the new one is whole. */
  let outdated = false

  async function outdate(): Promise<void> {
    outdated = true
    await stored(() => database.put('settings', true, OUTDATED))
  }

  /** Ask for one page; null where the hub did not give it. */
  async function page(after: number): Promise<(Changes & { answered: number }) | null> {
    const answer = await hub.changes(after, PAGE)
    if (!answer.ok) {
      freshness.reached = false
      if (answer.kind === 'refused' && answer.status === 401) await turnedAway()
      return null
    }
    heard(answer.value.now, answer.asked, answer.answered)
    return { ...answer.value, answered: answer.answered }
  }

  async function keepInstead(rows: readonly ChangedRow[], reached: number): Promise<void> {
    const transaction = database.transaction(['rows', 'settings'], 'readwrite')
    const [table, settings] = [transaction.objectStore('rows'), transaction.objectStore('settings')]
    const end = transaction.done
    end.catch(() => {})
    await table.clear()
    for (const { kind, key, seq, value } of rows) await table.put({ kind, key, seq, value })
    await settings.put(reached, CURSOR)
    await settings.delete(OUTDATED)
    await end
  }

  /** Put the whole new picture in the place of the old one: a device never stands without rows and keys in between. */
  async function exchange(rows: readonly ChangedRow[], reached: number): Promise<void> {
    adrift = !(await stored(() => keepInstead(rows, reached)))
    waiting.clear()
    for (const kind of ROW_KINDS) maps[kind].clear()
    rows.forEach(show)
    // Whoever follows `shown` begins again, even where the new picture reaches further than the old one.
    shown.value = 0
    through = shown.value = reached
    outdated = false
  }

  async function upToDate(answered: number): Promise<void> {
    freshness.reached = true
    if (freshness.notEnrolled) await knownAgain()
    freshness.through = answered
    // What is kept is no newer than what could be stored.
    if (waiting.size === 0 && !adrift) await stored(() => database.put('settings', answered, UP_TO_DATE))
  }

  /** Fetch everything, then exchange; a hub that is put back meanwhile is read from the beginning again. */
  async function anew(): Promise<void> {
    const rows: ChangedRow[] = []
    for (let after = 0; ; ) {
      const value = await page(after)
      if (value === null) return
      if (value.size < after) {
        rows.length = after = 0
        continue
      }
      rows.push(...value.rows)
      after = value.through
      if (value.more) continue
      await exchange(rows, after)
      return upToDate(value.answered)
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      if (outdated) return anew()
      const value = await page(through)
      if (value === null) return
      if (value.size < through) {
        // The hub was restored from an older copy: what this device saw since then may not be so.
        await outdate()
        continue
      }
      // A screen does not wait for this device's disk: what it could not keep it asks for again when it is opened again.
      value.rows.forEach(show)
      shown.value = value.through
      await keepAll(value.rows, value.through)
      through = value.through
      freshness.reached = true
      if (freshness.notEnrolled) await knownAgain()
      if (!value.more) return upToDate(value.answered)
    }
  }

  let running: Promise<void> | null = null
  let again: Promise<void> | null = null

  function sync(): Promise<void> {
    if (running === null) {
      running = run().finally(() => (running = null))
      return running
    }
    again ??= running
      .catch(() => {})
      .then(() => {
        again = null
        return sync()
      })
    return again
  }

  return {
    rows: (kind) => maps[kind],
    freshness,
    shown,
    sync,
    clear,
    turnedAway,
    async startOver() {
      await outdate()
      await sync()
    },
    async load() {
      const transaction = database.transaction(['rows', 'settings'])
      const [rows, cursor, answered, away, old] = await Promise.all([
        transaction.objectStore('rows').getAll(),
        transaction.objectStore('settings').get(CURSOR),
        transaction.objectStore('settings').get(UP_TO_DATE),
        transaction.objectStore('settings').get(TURNED_AWAY),
        transaction.objectStore('settings').get(OUTDATED),
      ])
      rows.forEach(show)
      through = shown.value = (cursor as number | undefined) ?? 0
      freshness.through = (answered as number | undefined) ?? null
      freshness.notEnrolled = away === true
      outdated = old === true
    },
  }
}
