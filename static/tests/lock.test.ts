import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../src/database'
import { lockOf, waitAfter, type Lock } from '../src/lock'
import { freshDatabase } from './fakes'

let database: Database
let lock: Lock
let time: number
const clock = () => time

beforeEach(async () => {
  database = await freshDatabase()
  time = 1_000_000
  lock = lockOf(database, clock)
  await lock.set('739152')
})

const wrong = (box = lock) => box.try('8024')

test('the right PIN unlocks and any other does not', async () => {
  expect(await lock.try('739152')).toEqual({ outcome: 'right' })
  for (const pin of ['739153', '73915', '7391520', '', ' 739152']) expect((await lock.try(pin)).outcome).not.toBe('right')
})

test('the PIN is kept nowhere and its key cannot be read', async () => {
  const kept = (await database.get('settings', 'lock')) as { key: CryptoKey; mac: Uint8Array; salt: Uint8Array }
  expect(kept.key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', kept.key)).rejects.toThrow()
  expect(JSON.stringify({ ...kept, mac: [...kept.mac], salt: [...kept.salt] })).not.toContain('739152')
})

test('two devices keep something different of the same PIN', async () => {
  const other = await freshDatabase()
  await lockOf(other, clock).set('739152')
  const [one, two] = await Promise.all([database, other].map((each) => each.get('settings', 'lock')))
  expect((one as { mac: Uint8Array }).mac).not.toEqual((two as { mac: Uint8Array }).mac)
})

test('waits grow as the hub’s do', () => {
  expect([0, 4, 5, 6, 7, 8, 9, 10, 99].map((tries) => waitAfter(tries) / 1_000)).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900])
})

test('after five wrong ones even the right one waits, also after a reload', async () => {
  const ends = []
  for (let n = 0; n < 5; n += 1) ends.push(await wrong())
  expect(ends).toEqual([4, 3, 2, 1].map((left) => ({ outcome: 'wrong', left } as object)).concat({ outcome: 'wait', until: time + 30_000 }))
  const reloaded = lockOf(database, clock)
  expect(await reloaded.try('739152')).toEqual({ outcome: 'wait', until: time + 30_000 })
  time += 30_000
  expect(await wrong(reloaded)).toEqual({ outcome: 'wait', until: time + 60_000 })
  time += 60_000
  expect(await reloaded.try('739152')).toEqual({ outcome: 'right' })
  expect(await wrong(reloaded)).toEqual({ outcome: 'wrong', left: 4 })
})

test('twenty wrong ones at once are five tries', async () => {
  const ends = await Promise.all(Array.from({ length: 20 }, () => wrong()))
  expect(ends.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(4)
  expect((await lock.try('739152')).outcome).toBe('wait')
})

test('a clock set back makes nobody wait longer than the longest', async () => {
  for (let n = 0; n < 5; n += 1) await wrong()
  time -= 86_400_000
  expect(await lock.try('739152')).toEqual({ outcome: 'wait', until: time + 900_000 })
})

test('locked stays locked after a reload, until the PIN', async () => {
  await lock.close(true)
  expect(await lockOf(database, clock).state()).toMatchObject({ locked: true })
  await lock.try('739152')
  expect(await lockOf(database, clock).state()).toMatchObject({ locked: false })
})

test('the last touch is kept, and nothing once nobody is signed in', async () => {
  time += 5_000
  await lock.touch()
  expect(await lock.state()).toMatchObject({ touched: time })
  await lock.clear()
  expect(await lock.state()).toBeNull()
  await lock.touch()
  await lock.close(true)
  expect(await lock.state()).toBeNull()
})
