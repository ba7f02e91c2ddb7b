import { afterEach, expect, test, vi } from 'vitest'
import { fits, reserve, spare } from '../../src/media/reserve'

const MIB = 1024 * 1024
afterEach(() => void vi.restoreAllMocks())

/** The files that a browser keeps for a page, on a disk with so much room. */
function disk(room: number) {
  const files = new Map<string, number>()
  const missing = () => new DOMException('', 'NotFoundError')
  const folder = {
    async getFileHandle(name: string) {
      if (!files.has(name)) files.set(name, 0)
      return {
        getFile: async () => ({ size: files.get(name)! }),
        async createWritable() {
          let size = 0
          return {
            async write(bytes: Uint8Array) {
              size += bytes.length
              if (size > room - [...files.values()].reduce((sum, one) => sum + one, 0)) throw new DOMException('', 'QuotaExceededError')
            },
            abort: async () => {},
            close: async () => void files.set(name, size),
          }
        },
      }
    },
    async removeEntry(name: string) {
      if (!files.delete(name)) throw missing()
    },
  }
  return { manager: { getDirectory: async () => folder } as unknown as StorageManager, files }
}

test('room is kept back once, and given back the larger part first', async () => {
  const { manager, files } = disk(50 * MIB)
  expect(await reserve(manager)).toBe(true)
  expect([...files.values()]).toEqual([4 * MIB, 40 * MIB])
  expect(await reserve(manager)).toBe(true)
  expect([await spare(manager), await spare(manager), await spare(manager)]).toEqual(['film', 'end', null])
  expect(files.size).toBe(0)
})

test('a device without that much room says so, and keeps what it can for the end of a film', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  const { manager, files } = disk(30 * MIB)
  expect(await reserve(manager)).toBe(false)
  expect([...files.values()]).toEqual([4 * MIB])
  expect([await spare(manager), await spare(manager)]).toEqual(['end', null])
})

test('a browser that keeps no files for a page keeps nothing back and says nothing', async () => {
  expect([await reserve(undefined), await spare(undefined)]).toEqual([null, null])
  const closed = { getDirectory: () => Promise.reject(new DOMException('', 'SecurityError')) } as unknown as StorageManager
  expect([await reserve(closed), await spare(closed)]).toEqual([null, null])
  const older = { getDirectory: async () => ({ getFileHandle: async () => ({ getFile: async () => ({ size: 0 }) }), removeEntry: async () => {} }) } as unknown as StorageManager
  expect(await reserve(older)).toBeNull()
})

test('how much is free is found out by writing it, and nothing of that stays', async () => {
  const { manager, files } = disk(30 * MIB)
  expect([await fits(20 * MIB, manager), await fits(40 * MIB, manager), await fits(MIB, undefined)]).toEqual([true, false, null])
  expect(files.size).toBe(0)
})
