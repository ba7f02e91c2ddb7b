import { expect, test } from 'vitest'
import { roomBody, roomDraft, roomLines } from '../../../../src/screens/office/rooms/rooms'
import { person, plan, room } from '../../../fakes'

test('rooms stand in the order of their numbers, each with its proctors in the sessions that use it', () => {
  const people = [person({ rooms: { S1: '102' }, state: 'in' })]
  const lines = roomLines([room('1001'), room('102', ['S1', 'S2']), { ...room('7'), plan: 2 }], people, plan())
  expect(lines.map((line) => line.room.room)).toEqual(['102', '1001'])
  expect(lines[0]!.covers.map(({ session, cover }) => [session.id, cover.in, cover.needed])).toEqual([['S1', 1, 2], ['S2', 0, 2]])
  expect(lines[1]!.covers.map(({ session }) => session.id)).toEqual(['S1'])
})

test('a new room without a name goes by its number', () => {
  const draft = { ...roomDraft(null), room: ' 305 ', building: '3 号楼', seats: 28 }
  expect(roomBody(1, draft, true)).toEqual({ plan: 1, room: '305', name: '305', building: '3 号楼', floor: null, seats: 28, new: true })
})
