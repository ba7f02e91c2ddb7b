import { vi } from 'vitest'
import type { Outbox } from '../src/outbox'
import type { FakeHub } from './fakes'

/** What is shown each time it has come to be on the disk that somebody acted without the hub. */
export function shownOnceActed(box: Outbox, shown: () => unknown): unknown[] {
  const then: unknown[] = []
  const acted = box.acted
  box.acted = async (id) => {
    await acted(id)
    then.push(shown())
  }
  return then
}

/** A device with no room left for that somebody acted without the hub; what is returned makes room. */
export function actedIsNotKept(): () => void {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const put = IDBObjectStore.prototype.put
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const { state, acted } = value as { state?: string; acted?: boolean }
    if (this.name === 'outbox' && state === 'waiting' && acted === true) throw new DOMException('full', 'QuotaExceededError')
    return put.call(this, value, key)
  })
  return () => full.mockRestore()
}

/** A hub that takes what is sent to it when it is let, and not before. */
export function slow(hub: FakeHub): () => void {
  let free = () => {}
  const held = new Promise<void>((resolve) => (free = resolve))
  const send = hub.send
  hub.send = async (facts) => {
    await held
    return send(facts)
  }
  return free
}
