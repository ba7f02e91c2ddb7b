import { expect, test } from 'vitest'
import type { Queued } from '../src/database'
import { echoed, type Picture } from '../src/echo'
import { badge, person, plan } from './fakes'
import vectors from './vectors.json'

const spare = badge({ badge: 'aa00000000000001', person: 0, spare: true, number: '00200-A' })
const wang = person({ badge: '00112233445566ff', number: '00017-E' })
const rows: Picture = {
  plans: new Map([['1', plan()]]),
  people: new Map([['1/17', wang], ['1/18', person({ person: 18, name: '李强', rooms: { S1: '102' }, sessions: ['S1'] })]]),
  badges: new Map([['00112233445566ff', badge()], [spare.badge, spare]]),
}

let sequence = 0
function queued(kind: string, body: Record<string, unknown>, over: Partial<Queued> = {}): Queued {
  sequence += 1
  const id = over.id ?? `f${sequence}`
  const at = '2026-11-22T08:00:00.000+08:00'
  return {
    fact: { id, kind, at, device: 'd7', device_seq: sequence, grant: null, body },
    sig: '', acted: false, id, kind, device: 'd7', device_seq: sequence, digest: '', state: 'waiting', receipt: null, beside: null, ...over,
  }
}
const bind = (whom: Record<string, unknown>, id?: string) =>
  queued('badge.bind', { plan: 1, number: '00200-A', ...whom }, id === undefined ? {} : { id })
const add = (id: string, more: Record<string, unknown> = {}) =>
  queued('staff.add', { plan: 1, role: 8, sessions: [], details: '', replaces: null, ...more }, { id, beside: '{"name":"欧阳安","unit":"三校","phone":"13800005678"}' })

test('with nothing waiting the rows are shown as they are', () => {
  expect(echoed(rows, [])).toBe(rows)
})

test('somebody checked in here is in, by badge number and by name alike', () => {
  for (const body of [{ number: '00017-E' }, { person: 17, plan: 1 }]) {
    const seen = echoed(rows, [queued('duty.check_in', { place: '东门', ...body })])
    expect(seen.people.get('1/17')).toMatchObject({ state: 'in', place: '东门' })
  }
})

test('a spare badge bound here is nobody else’s any more, and the old badge has stopped', () => {
  const seen = echoed(rows, [bind({ person: 17, reason: 'lost' })])
  expect(seen.badges.get(spare.badge)).toMatchObject({ person: 17 })
  expect(seen.badges.get('00112233445566ff')).toMatchObject({ state: 'revoked', reason: 'lost' })
  expect(seen.people.get('1/17')).toMatchObject({ badge: spare.badge, number: '00200-A' })
})

test('a walk-in is known here before the hub has a number for them, by their own badge too', () => {
  const seen = echoed(rows, [add('a1'), bind({ added: 'a1' }), queued('duty.check_in', { place: '东门', number: '00200-A' })])
  const [walkIn] = [...seen.people.values()].filter(({ person: number }) => number < 0)
  expect(walkIn).toMatchObject({ name: '欧阳安', tail: '5678', state: 'in', badge: spare.badge, confirmed: false })
  expect(seen.badges.get(spare.badge)?.person).toBe(walkIn?.person)
})

test('a substitute takes the rooms over, and the one they stand for is off the list', () => {
  const seen = echoed(rows, [add('a1', { replaces: 18 })])
  expect(seen.people.get('1/18')).toMatchObject({ listed: false, rooms: {} })
  expect([...seen.people.values()].find(({ added }) => added === 'a1')).toMatchObject({ rooms: { S1: '102' }, sessions: ['S1'] })
})

test('once the hub has added the walk-in, what still waits is laid over its row', () => {
  const known = { ...rows, people: new Map([...rows.people, ['1/90', person({ person: 90, name: '欧阳安', added: 'a1' })]]) }
  expect(echoed(known, [bind({ added: 'a1' })]).badges.get(spare.badge)?.person).toBe(90)
})

test('what was taken back here leaves no trace', () => {
  const seen = echoed(rows, [bind({ person: 18 }, 'b1'), queued('duty.undo', { undoes: 'b1' })])
  expect(seen.badges.get(spare.badge)?.person).toBe(0)
  expect(seen.people.get('1/18')?.badge).toBeNull()
})

test('an act the hub has taken is taken back as well', () => {
  const scan = { fact: 'c1', kind: 'duty.check_in', device: 'd7', at: '' }
  const people = new Map([['1/17', { ...wang, state: 'in' as const, scan }]])
  expect(echoed({ ...rows, people }, [queued('duty.undo', { undoes: 'c1' })]).people.get('1/17')?.state).toBe('expected')
})

test('a badge handed out is out, one collected is back, and one shown again afterwards is out again', () => {
  const out = queued('badge.hand_out', { plan: 1, badges: ['00112233445566ff'] })
  const back = queued('badge.return', { place: '东门', number: '00017-E' })
  const again = queued('duty.check_in', { place: '东门', number: '00017-E' })
  const state = (...waiting: Queued[]) => echoed(rows, waiting).badges.get('00112233445566ff')
  expect(state(out)?.out).not.toBeNull()
  expect(state(out, back)?.returned).not.toBeNull()
  expect(state(out, back, again)?.returned).toBeNull()
})

test('facts about people and badges this device never heard of change nothing', () => {
  const strange = [
    queued('duty.check_in', { place: '东门', person: 99, plan: 1 }),
    queued('badge.bind', { plan: 1, person: 99, number: '00200-A' }),
    queued('badge.return', { place: '东门', badge: 'no badge' }),
    queued('duty.undo', { undoes: 'x' }),
    queued('badge.revoke', { badge: 'ff' }),
    queued('import.commit', {}),
  ]
  const seen = echoed(rows, strange)
  expect([seen.people, seen.badges]).toEqual([rows.people, rows.badges])
})

test('a scanned badge text is understood, too', () => {
  const good = vectors.tokens.find(({ outcome }) => outcome === 'good')!
  const token = good.token as { plan: number; person: number }
  const people = new Map([[`${token.plan}/${token.person}`, person({ plan: token.plan, person: token.person })]])
  const seen = echoed({ ...rows, people, badges: new Map() }, [queued('duty.check_in', { place: '东门', badge: good.text })])
  expect([...seen.people.values()][0]?.state).toBe('in')
})
