import { expect, test } from 'vitest'
import { own as en } from '../../../src/i18n/own.en'
import { own as zh } from '../../../src/i18n/own.zh'
import { awake, certificate, clock, power, rows, space, version, zone, type Finding } from '../../../src/screens/prepare/checks'

const TRUST = { days: 700, welcome: ['http://192.168.1.5:8081/'] }
const GB = 1_000_000_000

test('a device that trusts the hub opens without it', () => {
  expect(certificate({ secure: true, local: false, controlled: true }, TRUST)).toMatchObject({ result: 'ok', with: { days: 700 } })
  expect(certificate({ secure: true, local: true, controlled: true }, null)).toMatchObject({ result: 'ok', says: 'certificateLocal' })
})

test('one that does not is led to the page that says how', () => {
  const page = { with: { page: TRUST.welcome[0] }, fix: 'certificateNotFix' }
  expect(certificate({ secure: true, local: false, controlled: false }, TRUST)).toMatchObject({ result: 'failed', ...page })
  expect(certificate({ secure: false, local: false, controlled: false }, TRUST)).toMatchObject({ result: 'failed', ...page })
  expect(certificate({ secure: true, local: false, controlled: false }, { days: 1, welcome: [] }).fix).toBe('certificateNotFixPlain')
})

test('the hub is reached and has lists', () => {
  expect(rows(true, 42, 3_000).result).toBe('ok')
  expect(rows(true, 0, 0).says).toBe('hubEmpty')
  expect(rows(false, 42, 0).says).toBe('hubAway')
})

test('the version is that of the hub; where nobody can tell, nobody is blamed', () => {
  expect(version('a', 'a').result).toBe('ok')
  expect(version('a', 'b').result).toBe('failed')
  expect(version('', 'b').result).toBe('absent')
  expect(version('a', null).result).toBe('absent')
})

test.each([[0, 'ok'], [-29_000, 'ok'], [30_001, 'failed'], [-240_000, 'failed'], [null, 'failed']] as const)('a clock %d ms off is %s', (skew, result) => {
  expect(clock(skew).result).toBe(result)
})

test('a zone is judged by its clock, not by its name', () => {
  expect(zone('Asia/Chongqing', 'Asia/Shanghai').result).toBe('ok')
  expect(zone('Asia/Singapore', 'Asia/Shanghai').result).toBe('ok')
  expect(zone('Asia/Tokyo', 'Asia/Shanghai').result).toBe('failed')
  // Agrees in winter only.
  expect(zone('Europe/Lisbon', 'Atlantic/Reykjavik', new Date('2026-01-10T00:00:00Z')).result).toBe('failed')
  expect(zone('Asia/Shanghai', undefined).result).toBe('absent')
})

test('space is what counts, the promise is only better', () => {
  expect(space({ persisted: true, used: GB, quota: 3 * GB })).toMatchObject({ result: 'ok', says: 'storageOk', with: { free: '2.0 GB' } })
  expect(space({ persisted: false, used: 0, quota: 3 * GB })).toMatchObject({ result: 'ok', says: 'storagePlain' })
  expect(space({ persisted: true, used: GB, quota: GB + 1 })).toMatchObject({ result: 'failed', says: 'storageLow' })
  expect(space({ persisted: true, used: 5, quota: null })).toEqual({ result: 'absent', says: 'storageUnknown', fix: 'storageUnknownFix' })
})

test('who reads that 200 MB are wanted has less than 200 MB by the words beside it', () => {
  const left = (quota: number) => space({ persisted: true, used: 0, quota })
  expect(left(199_400_000)).toMatchObject({ result: 'failed', with: { free: '199 MB' } })
  for (const quota of [199_600_000, 200_000_000, 205_000_000]) expect(left(quota).result).toBe('ok')
})

test('a battery must last the day or be charged now', () => {
  expect(power({ level: 60, charging: false }).result).toBe('ok')
  expect(power({ level: 59, charging: false }).result).toBe('failed')
  expect(power({ level: 5, charging: true }).result).toBe('ok')
  expect(power(null).result).toBe('absent')
})

test('every finding has its words in both languages, filled in', () => {
  const findings: Finding[] = [
    certificate({ secure: true, local: false, controlled: true }, TRUST), certificate({ secure: false, local: false, controlled: false }, TRUST),
    certificate({ secure: true, local: false, controlled: false }, null), certificate({ secure: true, local: true, controlled: true }, null),
    rows(true, 1, 0), rows(true, 0, 0), rows(false, 0, 0), version('a', 'a'), version('a', 'b'), version('', null),
    clock(0), clock(60_000), clock(null), zone('Asia/Tokyo', 'Asia/Shanghai'), zone('Asia/Tokyo', undefined),
    zone('Asia/Tokyo', 'Asia/Tokyo'), space({ persisted: true, used: 0, quota: GB }), space({ persisted: false, used: 0, quota: GB }),
    space({ persisted: null, used: 0, quota: 1 }), space({ persisted: null, used: null, quota: null }), power({ level: 90, charging: false }),
    power({ level: 9, charging: false }), power({ level: 9, charging: true }), power(null), awake(true), awake(false),
  ]
  for (const words of [zh.selfCheck.says, en.selfCheck.says] as Record<string, string>[]) {
    for (const { says, fix, with: given = {}, spans = {} } of findings) {
      const values = { ...given, ...spans }
      for (const key of [says, ...(fix === undefined ? [] : [fix])]) {
        const slots = [...words[key]!.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        expect(Object.keys(values), key).toEqual(expect.arrayContaining(slots))
      }
    }
  }
})
