import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDatabase } from '../src/database'

/** A device's database as the first release made it, with one of everything. */
async function firstLayout(name: string): Promise<void> {
  const database = await openDB(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('keys')
      fresh.createObjectStore('settings')
      const outbox = fresh.createObjectStore('outbox', { keyPath: ['device', 'device_seq'] })
      outbox.createIndex('state', 'state')
      outbox.createIndex('id', 'id', { unique: true })
      fresh.createObjectStore('kept', { keyPath: 'id' })
      fresh.createObjectStore('rows', { keyPath: ['kind', 'key'] })
    },
  })
  await database.put('keys', { private: 'key' }, 'device')
  await database.put('settings', 7, 'last_device_seq:d7')
  await database.put('settings', 40, 'rows_through')
  await database.put('outbox', { id: 'f7', device: 'd7', device_seq: 7, state: 'waiting', kind: 'duty.check_in' })
  await database.put('rows', { kind: 'person', key: '1/17', seq: 40, value: { name: '王芳' } })
  database.close()
}

test('a newer layout keeps the key, the queue, the last number and the rows', async () => {
  const name = randomUUID()
  await firstLayout(name)
  const database = await openDatabase(name)
  expect(await database.get('keys', 'device')).toEqual({ private: 'key' })
  expect(await database.get('settings', 'last_device_seq:d7')).toBe(7)
  expect(await database.getAllFromIndex('outbox', 'state', 'waiting')).toMatchObject([{ id: 'f7', beside: null }])
  expect(await database.get('rows', ['person', '1/17'])).toMatchObject({ value: { name: '王芳' } })
})

test('a newer layout asks the hub for all rows again, as they have new fields', async () => {
  const name = randomUUID()
  await firstLayout(name)
  expect(await (await openDatabase(name)).get('settings', 'rows_through')).toBeUndefined()
})

test('the layout with photos and films keeps what the one before it held, and the place in the hub’s rows', async () => {
  const name = randomUUID()
  await firstLayout(name)
  const before = await openDB(name, 2, {
    async upgrade(database, _from, _to, transaction) {
      database.createObjectStore('acts', { keyPath: 'id' })
      await transaction.objectStore('outbox').put({ id: 'f8', device: 'd7', device_seq: 8, state: 'waiting', kind: 'duty.check_in', beside: 'details' })
    },
  })
  await before.put('acts', { id: 'f8', deed: 'in' })
  before.close()
  const database = await openDatabase(name)
  expect(await database.getAllFromIndex('outbox', 'state', 'waiting')).toMatchObject([{ id: 'f7' }, { id: 'f8', beside: 'details' }])
  expect(await database.get('acts', 'f8')).toMatchObject({ deed: 'in' })
  expect(await database.get('settings', 'rows_through')).toBe(40)
  expect(await database.get('keys', 'device')).toEqual({ private: 'key' })
  expect([await database.getAll('recordings'), await database.getAll('slices')]).toEqual([[], []])
})
