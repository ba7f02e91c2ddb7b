import { expect, test } from 'vitest'
import { labelNumber } from '../../src/custody/label'
import { papersHere } from '../../src/custody/scene'
import type { Queued } from '../../src/database'
import { liveQueue } from '../../src/queue'
import type { Item } from '../../src/rows'
import { fakeApp } from '../components'
import { plan } from '../fakes'

const SET = labelNumber('RSET', 1)

function set(over: Partial<Item> = {}): Item {
  return {
    label: SET, kind: 'RSET', plan: 1, session: 'S1', room: '101', state: 'received', holder: { stage: 'site', people: [], room: null }, inside: null,
    seal: null, broken: false, counts: {}, packed: {}, aside: {}, at: null, act: null, ...over,
  }
}

/** An act that the hub took under its number `seq`. */
function taken(device_seq: number, seq: number, kind: string, body: Record<string, unknown>): Queued {
  const id = `f${device_seq}`
  const fact = { id, kind, at: '2026-11-22T08:31:00+08:00', device: 'd3', device_seq, grant: null, body: { plan: 1, ...body } }
  const receipt = { id, digest: '', seq, verdict: 'accepted' as const, refusal: null, leaf: null, first: true }
  return { fact, sig: '', acted: false, id, kind, device: 'd3', device_seq, digest: '', state: 'waiting', receipt, beside: null }
}

test('what the hub has taken is done here before its rows come: a set is out, and one taken back is here again', () => {
  const live = liveQueue()
  const at = (row: Item) => papersHere({ ...fakeApp({ plan: { 1: plan() }, item: { [`1/${SET}`]: row } }), queue: live.queue }).items.value.get(SET)!.holder.stage
  const [inside, out] = [set(), set({ state: 'issued', holder: { stage: 'room', people: [2, 3], room: '101' }, act: { fact: 'f1', kind: 'custody.handoff', device: 'd3' } })]
  live.reached(10)
  live.moved({ put: [], gone: ['f1'], accepted: [taken(1, 11, 'custody.handoff', { leg: 'L3', objects: [SET], receivers: [{ person: 2 }, { person: 3 }] })] })
  expect(at(inside)).toBe('room')
  live.reached(11)
  expect(live.queue.ahead).toEqual([])
  live.moved({ put: [], gone: ['f2'], accepted: [taken(2, 12, 'custody.undo', { undoes: 'f1' })] })
  expect(at(out)).toBe('site')
  live.reached(12)
  expect(at(inside)).toBe('site')
})
