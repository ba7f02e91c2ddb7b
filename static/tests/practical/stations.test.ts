import { expect, test } from 'vitest'
import type { App } from '../../src/app'
import type { LotsRow } from '../../src/practical/rows'
import { isStrange, stationsAt } from '../../src/practical/stations'
import { sitting } from '../evidence/given'

const lots = (session: string, room: string, stations: string[], out: string[] = []) => ({ plan: 1, session, room, stations, out: out.map((station) => ({ station })) }) as unknown as LotsRow
const given: Record<string, unknown[]> = {
  lots: [lots('P1', '901', ['1', '2'], ['3']), lots('P2', '901', ['9']), lots('P1', '902', ['A'])],
  practical: [sitting(1, { station: '0' }), sitting(2, { station: '2' }), sitting(3, { room: '903' })],
}
const store = { rows: (kind: string) => new Map(given[kind]!.map((row, place) => [String(place), row])) } as unknown as App['store']

test('the stations of a place are those of its lots and whatever candidates drew', () => {
  expect(stationsAt(store, 1, 'P1', '901')).toEqual(['1', '2', '3', '0'])
  expect(stationsAt(store, 1, 'P1', null)).toEqual(['1', '2', '3', 'A', '0'])
  expect(stationsAt(store, 1, 'P2', '901')).toEqual(['9'])
  expect(stationsAt(store, 1, 'P1', '903')).toEqual([])
  expect(stationsAt(store, 2, 'P1', '901')).toEqual([])
})

test('a station is strange where others are known, and only there', () => {
  expect([isStrange(['3'], '工位3'), isStrange(['3'], '3'), isStrange([], '工位3'), isStrange(['3'], null)]).toEqual([true, false, false, false])
})
