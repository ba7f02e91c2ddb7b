import { expect, test } from 'vitest'
import { grouped, onWall, roomsOf, unplaced, type Narrowed } from '../../../src/screens/media/wall'
import { piece } from '../../evidence/given'

const all: Narrowed = { plan: 1, session: null, room: null, share: 'all' }
const ids = (rows: readonly { evidence: string }[]) => rows.map(({ evidence }) => evidence)

test('what runs stands first, then the newest; what was removed is no more on the wall', () => {
  const rows = [
    piece('old', { begun: '2026-06-20T09:00:00+08:00' }),
    piece('new', { begun: '2026-06-20T09:20:00+08:00' }),
    piece('film', { media: 'video', state: 'live', begun: '2026-06-20T08:00:00+08:00' }),
    piece('gone', { state: 'removed' }),
  ]
  const wall = onWall(rows, all)
  expect([ids(wall.running), ids(wall.rest)]).toEqual([['film'], ['new', 'old']])
  expect(wall.count).toMatchObject({ all: 3, live: 1, removed: 1 })
  expect(ids(onWall(rows, { ...all, share: 'removed' }).rest)).toEqual(['gone'])
})

test('everything that did not come whole has its place among what needs care or what is still coming', () => {
  const rows = (['announced', 'live', 'arriving', 'complete', 'equal', 'differs', 'unreadable', 'interrupted'] as const).map((state) => piece(state, { state }))
  const of = (share: Narrowed['share']) => { const { running, rest } = onWall(rows, { ...all, share }); return ids([...running, ...rest]).sort() }
  expect(of('coming')).toEqual(['announced', 'arriving'])
  expect(of('trouble')).toEqual(['differs', 'interrupted', 'unreadable'])
  expect(of('kept')).toEqual(['complete', 'equal'])
  expect(of('live')).toEqual(['live'])
})

test('a session or a room narrows it, but never hides what belongs nowhere yet; another plan’s is not here', () => {
  const rows = [piece('here'), piece('other', { room: '902' }), piece('later', { session: 'P2' }), piece('card', { session: null, room: null, station: null, candidate: null }), piece('foreign', { plan: 2 })]
  expect(ids(onWall(rows, { ...all, session: 'P1' }).rest)).toEqual(['card', 'here', 'other'])
  expect(ids(onWall(rows, { ...all, session: 'P1', room: '901' }).rest)).toEqual(['here'])
  expect(onWall(rows, { ...all, session: 'P1' }).count.unplaced).toBe(1)
  expect(rows.filter(unplaced).map(({ evidence }) => evidence)).toEqual(['card'])
  expect(roomsOf(rows, 1, 'P1')).toEqual(['901', '902'])
})

test('by place: room, station, candidate, and within them as they were taken', () => {
  const rows = [piece('b', { station: '10' }), piece('a2', { station: '2', begun: '2026-06-20T09:30:00+08:00' }), piece('a1', { station: '2' }), piece('room', { station: null, candidate: null, purpose: 'room' })]
  expect(grouped(rows).map(({ station, rows: inside }) => [station, ids(inside)])).toEqual([[null, ['room']], ['2', ['a1', 'a2']], ['10', ['b']]])
})
