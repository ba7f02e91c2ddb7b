import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../src/database'
import { readList, revocations, type Revocations } from '../src/revocations'
import { answered, freshDatabase, offline } from './fakes'
import vectors from './vectors.json'

const keys = [vectors.badge_key]
const [first, later] = vectors.revocations as [(typeof vectors.revocations)[0], (typeof vectors.revocations)[0]]
const forged = `${first.text.slice(0, -4)}AAAA`

let database: Database
let says: unknown
let mine: Revocations

const open = (known = keys) =>
  revocations(database, { ask: async () => (says === null ? offline : answered({ list: says })) as never }, () => known)

async function hear(text: unknown): Promise<void> {
  says = text
  await mine.renew()
}

beforeEach(async () => {
  database = await freshDatabase()
  mine = open()
})

test.each(vectors.revocations)('a list of $says reads as the hub wrote it', async ({ text, size, issued, next, badges }) => {
  expect(await readList(text, keys)).toEqual({ badges: new Set(badges), size, issued, next })
})

test.each(['', 'KR1:', 'KR1:!!', `KW1:${first.text.slice(4)}`, vectors.tokens[0]!.text, forged])('%s is no list', async (text) => {
  expect(await readList(text, keys)).toBeNull()
})

test('a list of a key this device does not know is no list', async () => {
  expect(await readList(first.text, [{ kid: 2, x: keys[0]!.x }])).toBeNull()
})

test('the newest is kept and is there when the page is opened again', async () => {
  await hear(first.text)
  await hear(later.text)
  const again = open()
  await again.load()
  expect(again.list.value).toMatchObject({ size: later.size })
})

test('without the hub the kept one stays', async () => {
  await hear(first.text)
  await hear(null)
  expect([...mine.list.value!.badges].sort()).toEqual([...first.badges].sort())
  expect(mine.trouble.value).toBeNull()
})

test.each([['forged', forged], ['older', first.text]] as const)('a %s one is not taken, and told', async (trouble, text) => {
  await hear(later.text)
  await hear(text)
  expect(mine.list.value?.size).toBe(later.size)
  expect(mine.trouble.value).toBe(trouble)
})

test('once the hub’s data was exchanged its next list counts, and until then the kept one', async () => {
  await hear(later.text)
  await mine.startOver()
  expect(mine.list.value?.size).toBe(later.size)
  await hear(first.text)
  expect(mine.list.value?.size).toBe(first.size)
})

test('nothing is asked while no key is known', async () => {
  mine = open([])
  await hear(forged)
  expect(mine.trouble.value).toBeNull()
})
