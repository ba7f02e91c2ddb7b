import { expect, test } from 'vitest'
import { QUIET, silenceOf } from '../../src/screens/reading/heard'
import { silentStations, TOO_QUIET, type Line } from '../../src/screens/devices/devices'

const heard = { now: '2026-11-22T10:10:00Z', since: '2026-11-22T08:00:00Z', stations: [{ device: 'R1', heard: '2026-11-22T10:09:55Z' }, { device: 'R2', heard: '2026-11-22T10:00:00Z' }] }

test('a station that tells of itself is there, one that stopped is silent since it was heard last', () => {
  expect(silenceOf(heard, 'R1')).toEqual({ at: '2026-11-22T10:09:55Z', silence: 5_000, never: false })
  expect(silenceOf(heard, 'R2').silence).toBeGreaterThan(QUIET)
})

test('one that was not heard since the hub started is silent for as long as the hub listens', () => {
  expect(silenceOf(heard, 'R3')).toEqual({ at: heard.since, silence: 7_800_000, never: true })
})

const line = (device: string, silence: number | null, kind = 'reader', troubles: string[] = []) => ({ device: { device, kind, state: 'enrolled' }, silence, troubles }) as unknown as Line

test('the board names the card-reader stations that have told of themselves and fell silent, and no other device', () => {
  const known = new Set(['R1', 'R2', 'R3', 'P1'])
  const all = [line('R1', 5_000), line('R2', TOO_QUIET + 1), line('R3', null, 'reader', ['silent']), line('P1', TOO_QUIET + 1, 'phone'), line('R9', null)]
  expect(silentStations(all, known, TOO_QUIET + 1).map(({ device }) => device.device)).toEqual(['R2', 'R3'])
  expect(silentStations(all, known, 1_000).map(({ device }) => device.device)).toEqual(['R2'])
})
