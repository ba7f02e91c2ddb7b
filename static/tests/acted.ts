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

/** A device with no room left even for that somebody acted without the hub. */
export function actedIsNotKept(box: Outbox): void {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  box.acted = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
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
