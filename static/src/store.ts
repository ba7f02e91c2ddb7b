import { reactive, shallowReactive } from 'vue'
import type { Database, StoredRow } from './database'
import type { ChangedRow, Hub } from './hub'
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
  /** Show what this device kept from the last time. */
  load(): Promise<void>
  /** Ask for what changed until nothing is left. Calls while one runs ask once more afterwards. */
  sync(): Promise<void>
  /** The hub said that it does not know this device; kept, as a page opened again without the hub must not forget it. */
  turnedAway(): Promise<void>
  /** Forget all rows, as another hub or another enrolment begins. */
  clear(): Promise<void>
  /** Forget all rows and ask for them anew: the hub's data was exchanged. */
  startOver(): Promise<void>
}

const CURSOR = 'rows_through'
const UP_TO_DATE = 'rows_up_to_date'
const TURNED_AWAY = 'turned_away'
const PAGE = 2_000

/** `heard` receives the hub's time of each answer with the device times of asking and answering. */
export function store(
  database: Database,
  hub: Hub,
  heard: (now: string, asked: number, answered: number) => void = () => {},
): Store {
  const maps = Object.fromEntries(ROW_KINDS.map((kind) => [kind, shallowReactive(new Map())])) as {
    [K in RowKind]: Map<string, Rows[K]>
  }
  const freshness = reactive<Freshness>({ through: null, reached: null, live: false, notEnrolled: false })
  /** This tab's own cursor: another tab may be ahead in the database. */
  let through = 0

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

  async function clear(): Promise<void> {
    const transaction = database.transaction(['rows', 'settings'], 'readwrite')
    await transaction.objectStore('rows').clear()
    await transaction.objectStore('settings').delete(CURSOR)
    await transaction.objectStore('settings').delete(UP_TO_DATE)
    await transaction.objectStore('settings').delete(TURNED_AWAY)
    await transaction.done
    through = 0
    freshness.through = null
    freshness.notEnrolled = false
    for (const kind of ROW_KINDS) maps[kind].clear()
  }

  async function turnedAway(): Promise<void> {
    freshness.notEnrolled = true
    await database.put('settings', true, TURNED_AWAY)
  }

  async function knownAgain(): Promise<void> {
    freshness.notEnrolled = false
    await database.delete('settings', TURNED_AWAY)
  }

  let outdated = false

  async function run(): Promise<void> {
    for (;;) {
      if (outdated) {
        outdated = false
        await clear()
      }
      const answer = await hub.changes(through, PAGE)
      if (!answer.ok) {
        freshness.reached = false
        if (answer.kind === 'refused' && answer.status === 401) await turnedAway()
        return
      }
      const { value, asked, answered } = answer
      heard(value.now, asked, answered)
      if (value.size < through) {
        // The hub was restored from an older copy: what this device saw since then may not be so.
        await clear()
        continue
      }
      await keep(value.rows, value.through)
      value.rows.forEach(show)
      through = value.through
      freshness.reached = true
      if (freshness.notEnrolled) await knownAgain()
      if (!value.more) {
        freshness.through = answered
        await database.put('settings', answered, UP_TO_DATE)
        return
      }
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
    sync,
    clear,
    turnedAway,
    startOver() {
      outdated = true
      return sync()
    },
    async load() {
      const transaction = database.transaction(['rows', 'settings'])
      const [rows, cursor, upToDate, away] = await Promise.all([
        transaction.objectStore('rows').getAll(),
        transaction.objectStore('settings').get(CURSOR),
        transaction.objectStore('settings').get(UP_TO_DATE),
        transaction.objectStore('settings').get(TURNED_AWAY),
      ])
      rows.forEach(show)
      through = (cursor as number | undefined) ?? 0
      freshness.through = (upToDate as number | undefined) ?? null
      freshness.notEnrolled = away === true
    },
  }
}
