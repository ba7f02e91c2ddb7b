import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Heard, Statuses } from '../../../src/fleet'
import type { Report } from '../../../src/heartbeat'
import { CHECKS, type Check, type CheckResult, type DeviceRow, type GrantRow } from '../../../src/rows'
import { failedOf, lastHeard, lines, notable, tally, TROUBLES, type Line } from '../../../src/screens/devices/devices'
import { at, device } from '../../fakes'

const NOW = at('08:30:00')
const BUILD = 'abc'
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString()
const GREEN = Object.fromEntries(CHECKS.map((check) => [check, 'ok'])) as Record<Check, CheckResult>
const ready = { checked: { at: ago(12 * 3_600), build: BUILD, results: GREEN } }

function report(over: Partial<Report> = {}): Report {
  return {
    waiting: 0, needs_person: 0, oldest: null, last: 0, skew_ms: 0, battery: null, persisted: true,
    build: BUILD, rows_through: 9, screen: '/check-in', place: '东门', ...over,
  }
}

function heard(seconds: number, over: Partial<Report> = {}, id = 'd3'): Heard {
  return { device: id, seen: ago(seconds), heard: ago(seconds), report: report(over) }
}

function shown(devices: DeviceRow[], said: Heard[] = [], grants: GrantRow[] = []): Line[] {
  const statuses: Statuses = { now: ago(0), since: ago(3_600), build: BUILD, devices: said }
  return lines({ devices, grants, statuses, now: NOW })
}
const one = (over: Partial<DeviceRow>, said: Heard[] = [heard(3)]) => shown([device({ ...ready, ...over })], said)[0]!

test('a device that was heard, holds nothing back and is prepared is in order', () => {
  expect(one({})).toMatchObject({ silence: 3_000, troubles: [], pressing: false, readiness: 'ready' })
})

test('one the hub has not heard since it started is not said to be silent for so long', () => {
  expect(one({}, [])).toMatchObject({ silence: null, report: null, troubles: ['silent'], pressing: false })
})

test('silence alone is no alarm; silence with facts on it is after five minutes', () => {
  expect(one({}, [heard(400)])).toMatchObject({ troubles: ['silent'], pressing: false })
  expect(one({}, [heard(299, { waiting: 3 })])).toMatchObject({ pressing: false })
  expect(one({}, [heard(301, { waiting: 3 })])).toMatchObject({ troubles: ['silentUnsent', 'silent'], pressing: true })
})

test.each<[string, Partial<DeviceRow>, Partial<Report>]>([
  ['cloned', { cloned: true }, {}],
  ['missing', { missing: [4], missing_count: 1 }, {}],
  ['needsPerson', {}, { needs_person: 1 }],
  ['clock', {}, { skew_ms: -31_000 }],
  ['clock', {}, { skew_ms: 31_000 }],
  ['battery', {}, { battery: { level: 19, charging: false } }],
])('%s presses', (trouble, row, said) => {
  expect(one(row, [heard(3, said)])).toMatchObject({ troubles: [trouble], pressing: true })
})

test.each<[Partial<Report>]>([[{ skew_ms: 29_000 }], [{ skew_ms: null }], [{ battery: { level: 3, charging: true } }], [{ build: '' }]])(
  '%j is nothing to say',
  (said) => {
    expect(one({}, [heard(3, said)]).troubles).toEqual([])
  },
)

test('another version is named, and a check made with another version is none', () => {
  expect(one({}, [heard(3, { build: 'old' })]).troubles).toEqual(['version'])
  expect(one({ checked: { ...ready.checked, build: 'old' } })).toMatchObject({ readiness: 'version', troubles: ['unprepared'] })
})

test('what a device that left still owes presses until it came or was written off', () => {
  const gone: Partial<DeviceRow> = { state: 'revoked', reason: 'flat', ended: ago(600), missing: [8, 9], missing_count: 2 }
  expect(one(gone)).toMatchObject({ troubles: ['owes'], pressing: true })
  expect(one({ ...gone, missing: [], missing_count: 0 })).toMatchObject({ troubles: [], pressing: false })
  expect(one({ ...gone, written_off: { at: ago(9), device: 'd2', note: '屏幕已碎' } })).toMatchObject({ pressing: false })
})

test('what presses stands first, then those in use, then those that left', () => {
  const all = shown(
    [
      device({ ...ready, device: 'd10' }),
      device({ ...ready, device: 'd9', state: 'revoked' }),
      device({ ...ready, device: 'd4' }),
      device({ ...ready, device: 'd11', state: 'revoked', missing: [1], missing_count: 1 }),
      device({ ...ready, device: 'd8', cloned: true }),
    ],
    ['d4', 'd8', 'd10'].map((id) => heard(2, {}, id)),
  )
  expect(all.map(({ device: { device: id } }) => id)).toEqual(['d8', 'd11', 'd4', 'd10', 'd9'])
  expect(notable(all).map(({ device: { device: id } }) => id)).toEqual(['d8', 'd11'])
})

test("the hub's own devices are nobody's to look after", () => {
  expect(shown([device({ kind: 'hub' }), device({ kind: 'office' })])).toEqual([])
})

test('the holder is who signed in last and is still in', () => {
  const grant = (id: string, over: Partial<GrantRow>): GrantRow => ({
    grant: id, plan: 1, person: 1, role: 3, device: 'd3', scope: { acts: [], place: '' }, ended: null,
    nbf: NOW / 1_000 - 100, exp: NOW / 1_000 + 100, state: 'open', token: '', ...over,
  })
  const grants = [
    grant('g1', {}),
    grant('g2', { nbf: NOW / 1_000 - 50 }),
    grant('g3', { nbf: NOW / 1_000 - 10, state: 'ended' }),
    grant('g4', { nbf: NOW / 1_000 - 9, exp: NOW / 1_000 - 1 }),
    grant('g5', { nbf: NOW / 1_000 - 8, device: 'd4' }),
  ]
  expect(shown([device()], [], grants)[0]!.holder?.grant).toBe('g2')
})

test('ready are counted among those that a person prepares', () => {
  const all = shown([
    device({ ...ready, device: 'd2', kind: 'tablet' }),
    device({ device: 'd3' }),
    device({ device: 'd4', kind: 'gate' }),
    device({ ...ready, device: 'd5', kind: 'reader' }),
    device({ ...ready, device: 'd6', state: 'revoked' }),
  ])
  expect(tally(all)).toEqual({ ready: 2, all: 3 })
})

test('a check is worth nothing after a day and a half', () => {
  expect(one({ checked: { ...ready.checked, at: ago(36 * 3_600 + 1) } }).readiness).toBe('old')
  expect(one({ checked: { ...ready.checked, at: ago(36 * 3_600 - 1) } }).readiness).toBe('ready')
})

test('without a camera a hand scanner does, without both a device is blind', () => {
  expect(failedOf({ ...GREEN, camera: 'failed' })).toEqual([])
  expect(failedOf({ ...GREEN, camera: 'failed', scanner: 'skipped' })).toEqual(['camera'])
  expect(failedOf({ ...GREEN, scanner: 'failed' })).toEqual([])
  expect(failedOf({ ...GREEN, camera: 'absent', scanner: 'absent' })).toEqual(['camera'])
})

test('whatever else failed is named, in the order of the page', () => {
  const result = fc.constantFrom<CheckResult>('ok', 'failed', 'skipped', 'absent')
  fc.assert(
    fc.property(fc.record(Object.fromEntries(CHECKS.map((check) => [check, result]))), (results) => {
      const failed = failedOf(results)
      expect(failed).toEqual(CHECKS.filter((check) => failed.includes(check)))
      for (const check of CHECKS) {
        if (check !== 'camera' && check !== 'scanner') expect(failed.includes(check)).toBe(results[check] === 'failed')
      }
    }),
  )
})

test('of a device that ends is said what it is known to hold, and nothing where that is nothing', () => {
  expect(lastHeard(null)).toEqual({})
  expect(lastHeard(report())).toEqual({})
  expect(lastHeard(report({ waiting: 3, last: 9, oldest: ago(60) }))).toEqual({ last: 9, oldest: ago(60) })
  expect(lastHeard(report({ waiting: 3, last: 0, oldest: null }))).toEqual({})
})

test('every trouble has its place in the order', () => {
  expect(new Set(TROUBLES).size).toBe(TROUBLES.length)
})
