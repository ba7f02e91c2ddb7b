import { afterEach, expect, test, vi } from 'vitest'
import { reserve, spare, sweep } from '../../src/media/reserve'

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
    async *entries() {
      for (const [name, size] of [...files]) yield [name, { kind: 'file', getFile: async () => ({ size }) }]
    },
    async removeEntry(name: string) {
      if (!files.delete(name)) throw missing()
    },
  }
  return { ground: { manager: { getDirectory: async () => folder } as unknown as StorageManager }, files }
}

test('room is kept back once, and given back once', async () => {
  const { ground, files } = disk(50 * MIB)
  expect(await reserve(ground)).toBe(true)
  expect([...files.values()]).toEqual([4 * MIB])
  expect(await reserve(ground)).toBe(true)
  expect([await spare(ground), await spare(ground)]).toEqual([true, false])
  expect(files.size).toBe(0)
})

test('a device without that much room says so and keeps nothing back', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  const { ground, files } = disk(3 * MIB)
  expect(await reserve(ground)).toBe(false)
  expect(files.size).toBe(0)
})

test('a browser that keeps no files for a page keeps nothing back and says nothing', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  expect([await reserve({}), await spare({})]).toEqual([null, false])
  const closed = { manager: { getDirectory: () => Promise.reject(new DOMException('', 'SecurityError')) } as unknown as StorageManager }
  expect([await reserve(closed), await spare(closed)]).toEqual([null, false])
  const older = { manager: { getDirectory: async () => ({ getFileHandle: async () => ({ getFile: async () => ({ size: 0 }) }), removeEntry: async () => {} }) } as unknown as StorageManager }
  expect(await reserve(older)).toBeNull()
})

test('only a browser that says it is full is full', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  const failing = (name: string) => ({ manager: { getDirectory: async () => ({ getFileHandle: () => Promise.reject(new DOMException('', name)) }) } as unknown as StorageManager })
  expect([await reserve(failing('QuotaExceededError')), await reserve(failing('NoModificationAllowedError')), await reserve(failing('UnknownError'))]).toEqual([false, null, null])
})

test('what a browser that died has left behind is taken away, a whole reserve stays', async () => {
  const { ground, files } = disk(500 * MIB)
  await reserve(ground)
  for (const [name, size] of [['kaowu-trial', 0], ['kaowu-trial.crswap', 180 * MIB], ['kaowu-reserve-film', 40 * MIB]] as const) files.set(name, size)
  await sweep(ground)
  expect([...files]).toEqual([['kaowu-reserve-end', 4 * MIB]])
  files.set('kaowu-reserve-end', 0)
  await sweep(ground)
  expect(files.size).toBe(0)
  await sweep({})
})
