import fc from 'fast-check'
import { expect, test } from 'vitest'
import { covers, holdsDevice, inForce, leads, readGrant, standingOf } from '../src/grant'
import { read } from '../src/token'
import type { GrantRow } from '../src/rows'
import { chiefsGrant } from './components'
import vectors from './vectors.json'

const keys = [vectors.badge_key]
const good = vectors.grants[0]!.text

test.each(vectors.grants)('$says reads as $outcome', async ({ text, outcome, grant }) => {
  const reading = await readGrant(text, keys)
  expect(reading.outcome).toBe(outcome)
  if (grant !== undefined) expect(reading).toEqual({ outcome, grant })
})

test('no grant passes for a badge', async () => {
  for (const { text } of vectors.grants.filter(({ outcome }) => outcome === 'good')) {
    expect((await read(text, keys)).outcome).toBe('unreadable')
    expect((await read(`KW1:${text.slice(4)}`, keys)).outcome).toBe('unreadable')
  }
})

test('a grant with any one character changed is never good', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 5), fc.constantFrom(...'0123456789ABCXYZ $%*+-./:'), async (place, other) => {
      const changed = good.slice(0, 4 + place) + other + good.slice(5 + place)
      fc.pre(changed !== good)
      expect((await readGrant(changed, keys)).outcome).not.toBe('good')
    }),
    { numRuns: 100 },
  )
})

test('any text at all is read without an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.string().map((text) => `KG1:${text}`)), async (text) => {
      expect((await readGrant(text, keys)).outcome).not.toBe('good')
    }),
  )
})

const row = (state: GrantRow['state']) => ({ state }) as GrantRow
const grant = { ...chiefsGrant, expires: 10_000 }

test.each([
  ['nobody', null, undefined, 0, 'none'],
  ['long before the end', grant, undefined, 9_000, 'open'],
  ['shown by the hub as well', grant, row('open'), 9_000, 'open'],
  ['a quarter of an hour before the end', grant, row('open'), 9_100, 'ending'],
  ['at the end', grant, row('open'), 10_000, 'expired'],
  ['revoked', grant, row('revoked'), 9_000, 'revoked'],
  ['ended', grant, row('ended'), 10_001, 'ended'],
] as const)('%s', (_, held, shown, seconds, standing) => {
  expect(standingOf(held, shown, seconds * 1_000)).toBe(standing)
  expect(inForce(standing)).toBe(standing === 'open' || standing === 'ending')
})

test('a grant covers the kinds of its groups and no others', () => {
  const guard = { ...chiefsGrant, acts: ['gate', 'tomorrow'] }
  expect(covers(guard, 'duty.check_in')).toBe(true)
  expect(covers(guard, 'dispute.settle')).toBe(false)
  expect(covers(chiefsGrant, 'dispute.settle')).toBe(true)
  expect(covers(chiefsGrant, 'grant.end')).toBe(false)
})

test('invigilators hold a device only where the plan lets them count in their rooms; guards do and do not lead', () => {
  const holds = (allowed: boolean) => [5, 18, 8, 19].map((role) => holdsDevice(role, { counts_in_room: allowed }))
  expect([holds(false), holds(true)]).toEqual([[true, true, false, false], [true, true, true, false]])
  expect([5, 18, 8].map(leads)).toEqual([true, false, false])
})
