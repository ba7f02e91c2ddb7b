import { expect, test } from 'vitest'
import { roomsTold } from '../src/rooms-told'
import type { DrawRow } from '../src/screens/draw/rows'
import { person, plan } from './fakes'

const STARTS = Date.parse('2026-11-22T09:00:00+08:00')
const at = (minutes: number) => STARTS + minutes * 60_000
const session = (id: string, name: string, starts: string) => ({ id, name, kind: 'theory' as const, starts, ends: '2026-11-22T18:00:00+08:00' })
const day = plan({
  sessions: [session('S1', '理论第一场', '2026-11-22T09:00:00+08:00'), session('P1', '实操第一场', '2026-11-22T13:00:00+08:00')],
  timetable: [
    { at: '2026-11-22T08:20:00+08:00', name: '抽签确定考场', session: 'S1', signal: null },
    { at: '2026-11-22T12:30:00+08:00', name: '核对身份，考生抽取工位', session: 'P1', signal: null },
  ],
})
const proctor = person({ rooms: { S1: '101', P1: '901' } })
const drawn = new Map([['1/S1/rooms', { drawn: { root: '' } } as unknown as DrawRow]])
const begun = new Map([['1/S1/rooms', { drawn: null, open: {} } as unknown as DrawRow]])

test('a room that the coming draw may change is not told; one that is not drawn is', () => {
  expect(roomsTold(proctor, day, new Map(), at(-60))).toEqual({ known: [{ session: '实操第一场', room: '901' }], later: ['理论第一场'] })
  expect(roomsTold(proctor, day, begun, at(-40)).later).toEqual(['理论第一场'])
})

test('drawn, or begun without a draw, the room on record is told', () => {
  for (const told of [roomsTold(proctor, day, drawn, at(-30)), roomsTold(proctor, day, new Map(), at(0))]) {
    expect(told).toEqual({ known: [{ session: '理论第一场', room: '101' }, { session: '实操第一场', room: '901' }], later: [] })
  }
})

test('only invigilators of the session wait for its draw', () => {
  expect(roomsTold(person({ role: 7, rooms: {} }), day, new Map(), at(-60))).toEqual({ known: [], later: [] })
  expect(roomsTold(person({ sessions: ['P1'], rooms: {} }), day, new Map(), at(-60)).later).toEqual([])
  expect(roomsTold(person({ rooms: {} }), day, new Map(), at(-60)).later).toEqual(['理论第一场'])
})
