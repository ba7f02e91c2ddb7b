import { expect, test } from 'vitest'
import { persist, storage } from '../src/storage'

const manager = (over: Partial<StorageManager>) => over as StorageManager

test('a promise given before is not asked for again', async () => {
  let asked = 0
  const given = manager({ persisted: async () => true, persist: async () => (asked++, true) })
  expect(await persist(given)).toBe(true)
  expect(asked).toBe(0)
})

test('a browser that says no is believed', async () => {
  expect(await persist(manager({ persisted: async () => false, persist: async () => false }))).toBe(false)
})

test('a browser that cannot be asked promises nothing', async () => {
  expect(await persist(undefined)).toBeNull()
  expect(await persist(manager({}))).toBeNull()
  expect(await persist(manager({ persisted: () => Promise.reject(new Error('private mode')), persist: async () => true }))).toBeNull()
})

test('what the browser tells of its storage is passed on', async () => {
  const told = manager({ persisted: async () => false, estimate: async () => ({ usage: 5, quota: 70 }) })
  expect(await storage(told)).toEqual({ persisted: false, used: 5, quota: 70 })
  expect(await storage(undefined)).toEqual({ persisted: null, used: null, quota: null })
})

test('a quota that Chromium tells every page alike is none', async () => {
  const GIB = 1024 ** 3
  const told = (usage: number, quota: number) => storage(manager({ estimate: async () => ({ usage, quota }) }))
  expect((await told(2_777_088, 2_777_088 + 10 * GIB)).quota).toBeNull()
  expect((await told(0, 1 * GIB)).quota).toBeNull()
  expect((await told(5, 5)).quota).toBe(5)
  expect((await told(2_777_088, 10 * GIB)).quota).toBe(10 * GIB)
})
