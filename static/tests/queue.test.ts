import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Queued } from '../src/database'
import type { Moved } from '../src/outbox'
import { liveQueue } from '../src/queue'

function entry(device_seq: number, state: Queued['state'] = 'waiting', device = 'd7'): Queued {
  const id = `${device}-${device_seq}`
  return {
    id, device, device_seq, state, kind: 'duty.check_in', sig: '', acted: false, digest: '', receipt: null, beside: null,
    fact: { id, kind: 'duty.check_in', at: '', device, device_seq, grant: null, body: {} },
  }
}

const numbers = (entries: readonly Queued[]) => entries.map(({ device_seq }) => device_seq)

test('what moves is shown without reading the disk, oldest first', () => {
  const { queue, moved } = liveQueue()
  moved({ put: [entry(2)], gone: [] })
  moved({ put: [entry(1)], gone: [] })
  expect(numbers(queue.waiting)).toEqual([1, 2])
  moved({ put: [entry(2, 'needs-person')], gone: ['d7-1'] })
  expect([numbers(queue.waiting), numbers(queue.needsPerson)]).toEqual([[], [2]])
})

test('the lists are replaced, never altered: a screen sees that they changed', () => {
  const { queue, moved } = liveQueue()
  const before = queue.waiting
  moved({ put: [entry(1)], gone: [] })
  expect(queue.waiting).not.toBe(before)
  expect(before).toEqual([])
})

test('what moves while the disk is read is not lost', async () => {
  const { queue, moved, reload } = liveQueue()
  let read: (all: Queued[]) => void = () => {}
  const loading = reload(() => new Promise((resolve) => (read = resolve)))
  moved({ put: [entry(3)], gone: ['d7-1'] })
  read([entry(1), entry(2)])
  await loading
  expect(numbers(queue.waiting)).toEqual([2, 3])
})

test('of two readings at once the later one holds', async () => {
  const { queue, reload } = liveQueue()
  let slow: (all: Queued[]) => void = () => {}
  const first = reload(() => new Promise((resolve) => (slow = resolve)))
  await reload(async () => [entry(2)])
  slow([entry(1)])
  await first
  expect(numbers(queue.waiting)).toEqual([2])
})

function taken(device_seq: number, seq: number): Moved {
  const of = entry(device_seq)
  const receipt = { id: of.id, digest: '', seq, verdict: 'accepted' as const, refusal: null, leaf: null, first: true }
  return { put: [], gone: [of.id], accepted: [{ ...of, receipt }] }
}

test('what the hub has accepted is ahead of the rows until they come, before what waits', () => {
  const { queue, moved, reached } = liveQueue()
  reached(10)
  moved({ put: [entry(1), entry(2), entry(3)], gone: [] })
  moved(taken(2, 12))
  moved(taken(1, 11))
  expect([numbers(queue.waiting), numbers(queue.ahead)]).toEqual([[3], [1, 2, 3]])
  reached(11)
  expect(numbers(queue.ahead)).toEqual([2, 3])
  reached(12)
  expect(numbers(queue.ahead)).toEqual([3])
  moved(taken(3, 12)) // its row came first
  expect(queue.ahead).toEqual([])
})

test('what a hub had accepted before it was put back is ahead of nothing', () => {
  const { queue, moved, reached } = liveQueue()
  reached(10)
  moved(taken(1, 12))
  expect(numbers(queue.ahead)).toEqual([1])
  reached(4)
  expect(queue.ahead).toEqual([])
})

test('what the witness queues again for a hub that was put back stands once, and goes with its rows', async () => {
  const { queue, moved, reached, reload } = liveQueue()
  reached(10)
  moved(taken(1, 12))
  moved({ put: [entry(1)], gone: [] })
  expect(numbers(queue.ahead)).toEqual([1])
  moved(taken(1, 13))
  await reload(async () => [entry(1)])
  expect([numbers(queue.waiting), numbers(queue.ahead)]).toEqual([[1], [1]])
})

test('what the hub accepts while the disk is read stays ahead of the rows', async () => {
  const { queue, moved, reload } = liveQueue()
  let read: (all: Queued[]) => void = () => {}
  const loading = reload(() => new Promise((resolve) => (read = resolve)))
  moved(taken(1, 12))
  read([entry(1)])
  await loading
  expect([numbers(queue.waiting), numbers(queue.ahead)]).toEqual([[], [1]])
})

test('whatever moves, the lists are what the disk would say', () => {
  const step = fc.record({ number: fc.integer({ min: 1, max: 9 }), to: fc.constantFrom('waiting' as const, 'needs-person' as const, 'gone' as const) })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { queue, moved } = liveQueue()
      const disk = new Map<number, Queued>()
      for (const { number, to } of steps) {
        const change: Moved = to === 'gone' ? { put: [], gone: [`d7-${number}`] } : { put: [entry(number, to)], gone: [] }
        moved(change)
        if (to === 'gone') disk.delete(number)
        else disk.set(number, entry(number, to))
      }
      const all = [...disk.values()].sort((a, b) => a.device_seq - b.device_seq)
      expect(queue.waiting).toEqual(all.filter(({ state }) => state === 'waiting'))
      expect(queue.needsPerson).toEqual(all.filter(({ state }) => state === 'needs-person'))
    }),
  )
})
