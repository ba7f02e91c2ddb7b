import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Heard, Statuses } from '../../../src/fleet'
import type { Report } from '../../../src/heartbeat'
import { CHECKS, type Check, type CheckResult, type DeviceRow, type GrantRow } from '../../../src/rows'
import { remembering } from '../../../src/fleet'
import { asOf, failedOf, groupOf, lastHeard, lines, notable, tally, TROUBLES, unheard, type Line } from '../../../src/screens/devices/devices'
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
const named = (found: Line[]) => found.map(({ device: { device: id } }) => id)
const one = (over: Partial<DeviceRow>, said: Heard[] = [heard(3)]) => shown([device({ ...ready, ...over })], said)[0]!

test('a device that was heard, holds nothing back and is prepared is in order', () => {
  expect(one({})).toMatchObject({ silence: 3_000, troubles: [], pressing: false, readiness: 'ready' })
})

test('one the hub has not heard since it started is not said to be silent for so long', () => {
  expect(one({}, [])).toMatchObject({ silence: null, report: null, troubles: ['unheard', 'silent'], pressing: false })
})

test('the board names who signs people in and was not heard since the hub started, and nobody else', () => {
  const all = [
    device({ ...ready, device: 'd3' }),
    device({ ...ready, device: 'd4' }),
    device({ device: 'd5', kind: 'gate' }),
    device({ device: 'd6', kind: 'reader' }),
    device({ ...ready, device: 'd7', state: 'revoked', reason: 'flat', ended: ago(60) }),
    device({ ...ready, device: 'd8', state: 'revoked', reason: 'broken', ended: ago(60), replaced_by: 'd4' }),
    device({ ...ready, device: 'd9', state: 'revoked', missing_count: 2, missing: [4, 5], written_off: { at: ago(9), device: 'd2', note: '屏幕已碎' } }),
    device({ kind: 'hub', device: 'd1' }),
  ]
  expect(named(unheard(shown(all, [heard(400, {}, 'd4')])))).toEqual(['d3', 'd5'])
})

test('a hub that has just been started is given the time in which devices come back by themselves', () => {
  const after = (seconds: number) =>
    unheard(lines({ devices: [device(ready)], grants: [], statuses: { now: ago(0), since: ago(seconds), build: BUILD, devices: [] }, now: NOW }))
  expect(after(120)).toEqual([])
  expect(named(after(121))).toEqual(['d3'])
})

test('before the hub has ever answered no device is said to be unheard', () => {
  expect(unheard(lines({ devices: [device(ready)], grants: [], statuses: null, now: NOW }))).toEqual([])
})

test('what a silent device had not handed in is known after the hub was started anew, until it speaks', () => {
  const before: Statuses = { now: ago(3_700), since: ago(9_000), build: BUILD, devices: [heard(3_700, { waiting: 3, last: 9, skew_ms: 90_000 }), heard(3_700, {}, 'd4')] }
  const after = (...devices: Heard[]) => remembering(before, { now: ago(0), since: ago(3_600), build: BUILD, devices })
  const silent = after()
  const [line, other] = lines({ devices: [device(ready), device({ ...ready, device: 'd4' })], grants: [], statuses: silent, now: NOW })
  expect(line).toMatchObject({ silence: null, earlier: ago(3_700), troubles: ['silentUnsent', 'silent'], pressing: true })
  expect(lastHeard(line!.report)).toEqual({ last: 9 })
  expect(named(notable([line!, other!]))).toEqual(['d3'])
  expect(named(unheard([line!, other!]))).toEqual(['d4'])
  // Asked again and again it is still remembered, and forgotten once the device has spoken for itself.
  expect(remembering(silent, { ...silent, devices: [] }).earlier).toHaveLength(1)
  expect(remembering(silent, after(heard(2)))).toMatchObject({ earlier: [] })
})

test('without the hub the picture is of its last answer: no device grows more silent', () => {
  const statuses: Statuses = { now: ago(900), since: ago(3_600), build: BUILD, devices: [heard(905, { waiting: 2 })] }
  expect([asOf(statuses, false, NOW), asOf(statuses, null, NOW), asOf(statuses, true, NOW)]).toEqual([NOW - 900_000, NOW - 900_000, NOW])
  expect(lines({ devices: [device(ready)], grants: [], statuses, now: asOf(statuses, false, NOW) })[0]).toMatchObject({ silence: 5_000, pressing: false })
})

test('silent and unchecked devices are not counted among those in order', () => {
  const group = (row: Partial<DeviceRow>, said: Heard[] = [heard(3)]) => groupOf(one(row, said))
  expect(group({})).toBe('fine')
  expect(group({}, [])).toBe('silent')
  expect(group({ checked: null }, [heard(61)])).toBe('silent')
  expect(group({ checked: null })).toBe('unready')
  expect(group({ checked: { ...ready.checked, results: { ...GREEN, sound: 'failed' } } })).toBe('unready')
  expect(group({}, [heard(3, { build: 'old' })])).toBe('unready')
  expect(group({ kind: 'gate', checked: null })).toBe('fine')
  expect(group({ cloned: true })).toBe('attention')
  expect(group({ state: 'revoked' }, [])).toBe('ended')
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
