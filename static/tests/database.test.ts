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
