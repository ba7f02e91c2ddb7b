import { beforeEach, expect, test } from 'vitest'
import { outbox, type Outbox } from '../src/outbox'
import { deviceKey } from '../src/keys'
import type { Database } from '../src/database'
import { queueFile } from '../src/queue-file'
import { fakeHub, freshDatabase, refusal, type FakeHub } from './fakes'

const owner = { device: 'd7', name: '东门 手机/1', origin: 'kaowu/1' }
let database: Database
let hub: FakeHub
let box: Outbox

async function written(everything = false) {
  const kept = everything ? await database.getAll('kept') : []
  const { name, text } = queueFile(owner, await box.waiting(), kept, null, new Date(2026, 10, 22, 9, 5))
  return { name, text, file: JSON.parse(text) as { facts: { fact: { body: { n: number } }; acted: boolean; beside?: string }[] } }
}

beforeEach(async () => {
  database = await freshDatabase()
  hub = fakeHub()
  box = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))!, locks: undefined })
})

test('its name says whose it is and when, in letters every system takes', async () => {
  expect((await written()).name).toBe('kaowu-东门_手机_1-2026-11-22-0905.json')
})

test('it holds what waits as it would be handed in, and nothing leaves the queue', async () => {
  hub.reachable = false
  const { fact, sig, id } = await box.put('staff.add', { n: 1 }, '{"name":"欧阳安"}')
  await box.put('duty.check_in', { n: 2 })
  await box.acted(id)
  const { file } = await written()
  expect(file.facts[0]).toEqual({ fact, sig, acted: true, beside: '{"name":"欧阳安"}' })
  expect(file.facts[1]).not.toHaveProperty('beside')
  expect(await box.waiting()).toHaveLength(2)
})

test('its head stands first, so that a file cut short still tells whose it is', async () => {
  await box.put('duty.check_in', { n: 1 })
  const { text } = await written()
  expect(text.indexOf('"facts"')).toBeGreaterThan(text.indexOf('"origin"'))
  expect(Object.keys(JSON.parse(text) as object).at(-1)).toBe('facts')
})

test('asked for all, it also holds what the hub acknowledged, but no refusal and nothing twice', async () => {
  hub.refuses = ({ fact }) => (fact.body.n === 2 ? refusal : null)
  for (const n of [1, 2, 3]) await box.put('duty.check_in', { n })
  await box.flush()
  hub.reachable = false
  await box.put('duty.check_in', { n: 4 })
  const { file } = await written(true)
  expect(file.facts.map(({ fact, acted }) => [fact.body.n, acted])).toEqual([[1, true], [3, true], [4, false]])
})
