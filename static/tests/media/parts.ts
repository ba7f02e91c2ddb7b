import { createHash, randomBytes } from 'node:crypto'

export const bytes = (size: number) => new Uint8Array(randomBytes(size)).buffer as ArrayBuffer
export const hex = (whole: Buffer) => createHash('sha256').update(whole).digest('hex')

/** The browser's locks, for the tabs of one test. */
export function lockManager() {
  const held = new Map<string, Promise<unknown>>()
  return {
    async request(name: string, ...rest: unknown[]): Promise<unknown> {
      const work = rest.at(-1) as (lock: unknown) => unknown
      const { ifAvailable } = rest.length > 1 ? (rest[0] as LockOptions) : {}
      if (ifAvailable && held.has(name)) return work(null)
      while (held.has(name)) await held.get(name)
      const run = Promise.resolve().then(() => work({ name }))
      held.set(name, run.catch(() => {}).finally(() => held.delete(name)))
      return run
    },
  } as unknown as LockManager
}
