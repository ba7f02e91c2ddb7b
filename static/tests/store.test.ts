import { beforeEach, expect, test } from 'vitest'
import { watch } from 'vue'
import type { Database } from '../src/database'
import type { ChangedRow, Changes } from '../src/hub'
import { store, type Store } from '../src/store'
import { fakeHub, freshDatabase, person, type FakeHub } from './fakes'

let database: Database
let hub: FakeHub
let rows: Store

beforeEach(async () => {
  database = await freshDatabase()
  hub = fakeHub()
  rows = store(database, hub)
})

function page(through: number, list: ChangedRow[], more = false): Changes {
  return { rows: list, through, more, size: Math.max(through, 9), now: '2026-11-22T00:00:00Z' }
}

const wang = (seq: number, over = {}): ChangedRow => ({ kind: 'person', key: '1/17', seq, value: person(over) })
const names = (of = rows) => [...of.rows('person').values()].map(({ name }) => name)

test('rows arrive page by page until nothing is left', async () => {
  hub.pages = [page(3, [wang(3)], true), page(9, [{ kind: 'person', key: '1/18', seq: 9, value: person({ name: '李强' }) }])]
  await rows.sync()
  expect(names()).toEqual(['王芳', '李强'])
  expect(hub.asked).toEqual([0, 3])
  await rows.sync()
  expect(hub.asked).toEqual([0, 3, 9])
})

test('it tells through which number rows are shown, also before they are kept and after a restart', async () => {
  const told: [number, boolean][] = []
  watch(rows.shown, (through) => told.push([through, rows.rows('person').has('1/17')]), { flush: 'sync' })
  hub.pages = [page(3, [wang(3)], true), page(9, [])]
  await rows.sync()
  expect(told).toEqual([[3, true], [9, true]])
  const again = store(database, hub)
  await again.load()
  expect(again.shown.value).toBe(9)
  await rows.clear()
  expect(rows.shown.value).toBe(0)
})

test('a row always replaces the older one of its key', async () => {
  hub.pages = [page(3, [wang(3)]), page(5, [wang(5, { state: 'in' })])]
  await rows.sync()
  await rows.sync()
  expect(rows.rows('person').get('1/17')?.state).toBe('in')
  expect(rows.rows('person').size).toBe(1)
})

test('a row that is gone leaves the screen and does not come back after a restart', async () => {
  hub.pages = [page(3, [wang(3)]), page(4, [{ kind: 'person', key: '1/17', seq: 4, value: null }])]
  await rows.sync()
  await rows.sync()
  expect(names()).toEqual([])
  const again = store(database, hub)
  await again.load()
  expect(names(again)).toEqual([])
})

test('after a restart the device shows what it kept and asks only for what is new', async () => {
  hub.pages = [page(7, [wang(7)])]
  await rows.sync()
  const again = store(database, hub)
  await again.load()
  expect(names(again)).toEqual(['王芳'])
  await again.sync()
  expect(hub.asked).toEqual([0, 7])
})

test('an older answer of another tab does not undo a newer row', async () => {
  hub.pages = [page(9, [wang(9, { state: 'in' })])]
  await rows.sync()
  const slow = store(database, hub)
  hub.pages = [page(5, [wang(5, { state: 'expected' })])]
  await slow.sync()
  const again = store(database, hub)
  await again.load()
  expect(again.rows('person').get('1/17')?.state).toBe('in')
})

test('a device opened without the hub knows how old its picture is', async () => {
  await rows.sync()
  const again = store(database, hub)
  await again.load()
  expect(again.freshness).toMatchObject({ through: 0, reached: null })
})

test('a lost connection keeps the picture and says so', async () => {
  hub.pages = [page(3, [wang(3)])]
  await rows.sync()
  hub.reachable = false
  await rows.sync()
  expect(names()).toEqual(['王芳'])
  expect(rows.freshness).toMatchObject({ reached: false, through: 0 })
})

test('a hub restored from an older copy is read from the beginning', async () => {
  hub.pages = [
    page(9, [wang(9, { name: '赵敏' })]),
    { ...page(9, []), size: 4 },
    { ...page(4, [wang(4)]), size: 4 },
  ]
  await rows.sync()
  await rows.sync()
  expect(hub.asked).toEqual([0, 9, 0])
  expect(names()).toEqual(['王芳'])
})

test('a device that starts over without the hub keeps its rows and keys until all new ones have come', async () => {
  hub.pages = [page(9, [wang(9, { name: '赵敏' }), { kind: 'badge_key', key: '1', seq: 9, value: { kid: 1, x: 'old' } }])]
  await rows.sync()
  hub.reachable = false
  await rows.startOver()
  expect(names()).toEqual(['赵敏'])
  expect(rows.rows('badge_key').size).toBe(1)
  const again = store(database, hub)
  await again.load()
  expect(names(again)).toEqual(['赵敏'])
  expect(again.rows('badge_key').size).toBe(1)
})

test('that it has to start over survives a restart, and then nothing of the old picture is left', async () => {
  hub.pages = [page(9, [wang(9, { name: '赵敏' }), { kind: 'person', key: '1/18', seq: 8, value: person({ name: '李强' }) }])]
  await rows.sync()
  hub.reachable = false
  await rows.startOver()
  const again = store(database, hub)
  await again.load()
  hub.reachable = true
  hub.pages = [page(12, [wang(12)])]
  await again.sync()
  expect(hub.asked).toEqual([0, 0])
  expect(names(again)).toEqual(['王芳'])
  const later = store(database, hub)
  await later.load()
  expect(names(later)).toEqual(['王芳'])
  await later.sync()
  expect(hub.asked).toEqual([0, 0, 12])
})

test('the new picture takes the place of the old one only when it is whole', async () => {
  hub.pages = [page(9, [wang(9, { name: '赵敏' })])]
  await rows.sync()
  const seen: string[][] = []
  const changes = hub.changes.bind(hub)
  hub.changes = async (after, limit) => {
    seen.push(names())
    if (after === 3) hub.reachable = false
    return changes(after, limit)
  }
  hub.pages = [page(3, [wang(3)], true)]
  await rows.startOver()
  expect(seen).toEqual([['赵敏'], ['赵敏']])
  expect(names()).toEqual(['赵敏'])
  expect(rows.freshness.reached).toBe(false)
  hub.reachable = true
  hub.pages = [page(3, [wang(3)], true), page(5, [{ kind: 'person', key: '1/18', seq: 5, value: person({ name: '李强' }) }])]
  hub.changes = changes
  await rows.sync()
  expect(names()).toEqual(['王芳', '李强'])
})

test('a whole new picture is told as a beginning anew, though it reaches further than the old one', async () => {
  hub.pages = [page(3, [wang(3)]), page(5, [wang(5)])]
  await rows.sync()
  const told: number[] = []
  watch(rows.shown, (through) => told.push(through), { flush: 'sync' })
  await rows.startOver()
  expect(told).toEqual([0, 5])
})

test('a hub put back while everything is fetched anew is read from its beginning', async () => {
  hub.pages = [page(9, [wang(9, { name: '赵敏' })])]
  await rows.sync()
  hub.pages = [page(6, [wang(6, { name: '赵敏' })], true), { ...page(6, []), size: 4 }, { ...page(4, [wang(4)]), size: 4 }]
  await rows.startOver()
  expect(hub.asked).toEqual([0, 0, 6, 0])
  expect(names()).toEqual(['王芳'])
})

test('changes announced while asking are asked for once more', async () => {
  hub.pages = [page(3, [wang(3)]), page(5, [wang(5, { state: 'in' })])]
  await Promise.all([rows.sync(), rows.sync(), rows.sync()])
  expect(hub.asked).toEqual([0, 3])
  expect(rows.rows('person').get('1/17')?.state).toBe('in')
})

test('a kind of row from a newer hub is kept and not shown', async () => {
  hub.pages = [page(3, [{ kind: 'bag', key: '1', seq: 3, value: { bag: 1 } }, wang(3)])]
  await rows.sync()
  expect(names()).toEqual(['王芳'])
  expect((await database.get('rows', ['bag', '1']))?.value).toEqual({ bag: 1 })
})

test('a device turned away knows it without the hub and after a restart, until the hub answers it again', async () => {
  hub.knows = false
  await rows.sync()
  hub.reachable = false
  await rows.sync()
  expect(rows.freshness.notEnrolled).toBe(true)
  const again = store(database, hub)
  await again.load()
  expect(again.freshness.notEnrolled).toBe(true)
  Object.assign(hub, { reachable: true, knows: true })
  await again.sync()
  expect(again.freshness.notEnrolled).toBe(false)
  const later = store(database, hub)
  await later.load()
  expect(later.freshness.notEnrolled).toBe(false)
})

/** A database whose disk is full for as long as it says so. */
function fillable(): { full: boolean; database: Database } {
  const disk = { full: true, database }
  const refuse = () => {
    if (disk.full) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' })
  }
  const writes = {
    transaction: (names: never, mode?: never, how?: never) => (mode === 'readwrite' && refuse(), database.transaction(names, mode, how)),
    put: async (...what: Parameters<Database['put']>) => (refuse(), database.put(...what)),
    delete: async (...what: Parameters<Database['delete']>) => (refuse(), database.delete(...what)),
  }
  disk.database = writes as unknown as Database
  return disk
}

const second: ChangedRow = { kind: 'person', key: '1/18', seq: 9, value: person({ name: '李强' }) }

test('a device without room shows every page all the same, says once that it stores nothing, and asks for it again when opened', async () => {
  const disk = fillable()
  const reasons: unknown[] = []
  const cramped = store(disk.database, hub, () => {}, (reason) => reasons.push(reason))
  hub.pages = [page(3, [wang(3)], true), page(9, [second])]
  await cramped.sync()
  expect(names(cramped)).toEqual(['王芳', '李强'])
  expect(cramped.freshness).toMatchObject({ reached: true, through: 0 })
  expect(reasons).toMatchObject([{ name: 'QuotaExceededError' }])
  await cramped.sync()
  expect([hub.asked, reasons.length]).toEqual([[0, 3, 9], 1])
  const again = store(database, hub)
  await again.load()
  await again.sync()
  expect([names(again), hub.asked]).toEqual([[], [0, 3, 9, 0]])
})

test('once there is room, what was only shown is kept before the cursor moves past it', async () => {
  const disk = fillable()
  const reasons: unknown[] = []
  const cramped = store(disk.database, hub, () => {}, (reason) => reasons.push(reason))
  hub.pages = [page(3, [wang(3)])]
  await cramped.sync()
  disk.full = false
  hub.pages = [page(9, [second])]
  await cramped.sync()
  expect([reasons.length, reasons[1]]).toEqual([2, null])
  const again = store(database, hub)
  await again.load()
  expect(names(again)).toEqual(['王芳', '李强'])
  await again.sync()
  expect(hub.asked.at(-1)).toBe(9)
})

test('a new picture that finds no room is shown, and fetched anew by the next opening', async () => {
  hub.pages = [page(9, [wang(9, { name: '赵敏' })])]
  await rows.sync()
  const disk = fillable()
  disk.full = false
  const cramped = store(disk.database, hub)
  await cramped.load()
  hub.changes = ((changes) => async (after: number, limit: number) => ((disk.full = true), changes(after, limit)))(hub.changes.bind(hub))
  hub.pages = [page(4, [wang(4)])]
  await cramped.startOver()
  disk.full = false
  expect([names(cramped), cramped.freshness.reached]).toEqual([['王芳'], true])
  const again = store(database, hub)
  await again.load()
  expect(names(again)).toEqual(['赵敏'])
  await again.sync()
  expect(hub.asked.at(-1)).toBe(0)
})
