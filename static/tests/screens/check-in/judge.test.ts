import { expect, test } from 'vitest'
import type { Picture } from '../../../src/echo'
import type { Receipt } from '../../../src/hub'
import { bodyOf, conclude, doubtOf, doubtOfHolder, holderOf, needsReading, spareOf, type Verdict } from '../../../src/screens/check-in/judge'
import type { Reading } from '../../../src/token'
import { at, badge, person, plan, refusal } from '../../fakes'

const picture: Picture = {
  plans: new Map([['1', plan()]]),
  people: new Map([['1/17', person()]]),
  badges: new Map([['00112233445566ff', badge()]]),
}
const token = { badge: '00112233445566ff', person: 17, role: 8, site: 3601, plan: 1, notBefore: at('00:00:00') / 1000, expires: at('23:59:59') / 1000 }
const good: Reading = { outcome: 'good', token }
const scan = { by: 'badge', text: 'KW1:…' } as const
const noon = at('08:00:00')

test('a good badge names its holder at once', () => {
  expect(holderOf(scan, good, picture, noon)).toMatchObject({ person: { name: '王芳' }, role: 8, number: '00017-E' })
})

test('a forged badge names nobody', () => {
  expect(holderOf(scan, { outcome: 'forged', token }, picture, noon)).toEqual({ plan: null, person: null, role: null, number: null })
})

test('a typed number names its holder', () => {
  expect(holderOf({ by: 'number', number: '00017-E' }, null, picture, noon).person?.name).toBe('王芳')
  expect(holderOf({ by: 'number', number: '00018-C' }, null, picture, noon)).toMatchObject({ person: null, number: '00018-C' })
})

test('of two plans with the same number the badge that is valid now is meant', () => {
  const yesterday = badge({ badge: 'aa', plan: 2, person: 9, state: 'revoked', nbf: noon / 1000 - 86_400, exp: noon / 1000 })
  const today = badge({ nbf: noon / 1000, exp: noon / 1000 + 86_400 })
  const seen = { ...picture, badges: new Map([['aa', yesterday], ['00112233445566ff', today]]) }
  const typed = { by: 'number', number: '00017-E' } as const
  expect(holderOf(typed, null, seen, noon)).toMatchObject({ plan: 1, person: { name: '王芳' } })
  expect(doubtOf(typed, null, seen, noon)).toBeNull()
})

test.each([
  ['forged', { outcome: 'forged', token }, picture],
  ['unreadable', { outcome: 'unreadable' }, picture],
  ['revoked', good, { ...picture, badges: new Map([['00112233445566ff', badge({ state: 'revoked' })]]) }],
  ['wrongPlan', { outcome: 'good', token: { ...token, plan: 2 } }, picture],
  ['wrongDay', { outcome: 'good', token: { ...token, expires: noon / 1000 - 1 } }, picture],
  ['wrongDay', { outcome: 'good', token: { ...token, notBefore: noon / 1000 + 1 } }, picture],
] as const)('a badge is doubted as %s', (doubt, reading, seen) => {
  expect(doubtOf(scan, reading, seen, noon)).toBe(doubt)
})

test('without a key to look at its signature no badge is fine', () => {
  expect(doubtOf(scan, null, picture, noon)).toBe('unverified')
  expect(doubtOf({ by: 'number', number: '00017-E' }, null, picture, noon)).toBeNull()
})

test('what could not be verified is kept and waits, and stays until somebody has read it', () => {
  const waiting = conclude({ ...asked, doubt: 'unverified' }, null)
  expect(waiting.state).toBe('waiting')
  expect(needsReading(waiting)).toBe(true)
  expect(needsReading(conclude(asked, null))).toBe(false)
  expect(needsReading(conclude(asked, receipt))).toBe(false)
  expect(needsReading(conclude({ ...asked, doubt: 'forged' }, null))).toBe(true)
})

test('nothing speaks against a good badge, even on a device that has no rows yet', () => {
  expect(doubtOf(scan, good, picture, noon)).toBeNull()
  expect(doubtOf(scan, good, { plans: new Map(), people: new Map(), badges: new Map() }, noon)).toBeNull()
})

test('a typed number of a revoked badge is doubted', () => {
  const seen = { ...picture, badges: new Map([['00112233445566ff', badge({ state: 'revoked' })]]) }
  expect(doubtOf({ by: 'number', number: '00017-E' }, null, seen, noon)).toBe('revoked')
})

const asked: Verdict = { state: 'asking', direction: 'in', holder: { plan: 1, person: null, role: 8, number: null }, refusal: null, doubt: null, deed: 'in', facts: ['f'], passed: 0, bound: null, at: 0 }
const receipt: Receipt = { id: 'f', digest: '', seq: 1, verdict: 'accepted', refusal: null, leaf: null, first: true }

test('the hub’s word stands over what this device doubts', () => {
  expect(conclude({ ...asked, doubt: 'wrongDay' }, receipt).state).toBe('accepted')
  expect(conclude(asked, { ...receipt, verdict: 'refused', refusal })).toMatchObject({ state: 'refused', refusal })
})

test('without the hub a badge in order waits and a doubted one is turned away', () => {
  expect(conclude(asked, null).state).toBe('waiting')
  expect(conclude({ ...asked, doubt: 'forged' }, null).state).toBe('refused')
})

test('a fact names the person in exactly one way', () => {
  expect(bodyOf(scan, '东门')).toEqual({ place: '东门', badge: 'KW1:…' })
  expect(bodyOf({ by: 'number', number: '00017-E' }, '东门')).toEqual({ place: '东门', number: '00017-E' })
  expect(bodyOf({ by: 'search', plan: 1, person: 17 }, '东门')).toEqual({ place: '东门', person: 17, plan: 1 })
})

test('someone already in is doubted on the way in only', () => {
  const holder = { plan: 1, person: person({ state: 'in' }), role: 8, number: null }
  expect(doubtOfHolder(holder, 'in')).toBe('alreadyIn')
  expect(doubtOfHolder(holder, 'out')).toBeNull()
})

test('someone taken off the list is doubted, someone unknown to this device is not', () => {
  expect(doubtOfHolder({ plan: 1, person: person({ listed: false }), role: 8, number: null }, 'in')).toBe('notListed')
  expect(doubtOfHolder({ plan: 1, person: null, role: 8, number: null }, 'in')).toBeNull()
})

const spare = badge({ badge: 'aa00000000000001', person: 0, spare: true, number: '00200-A' })
const spareToken: Reading = { outcome: 'good', token: { ...token, badge: spare.badge, person: 0 } }
const withSpare = (over: Partial<typeof spare> = {}): Picture => ({ ...picture, badges: new Map([[spare.badge, { ...spare, ...over }]]) })

test('a spare badge nobody has is told as such, scanned or typed', () => {
  const typed = { by: 'number', number: '00200-A' } as const
  expect(doubtOf(scan, spareToken, withSpare(), noon)).toBe('unbound')
  expect(doubtOf(typed, null, withSpare(), noon)).toBe('unbound')
  expect(spareOf(scan, spareToken, withSpare(), noon)).toMatchObject({ plan: 1, role: 8, number: '00200-A' })
  expect(spareOf(typed, null, withSpare(), noon)).toMatchObject({ plan: 1, role: 8 })
})

test('a spare badge this device never heard of is one all the same', () => {
  expect(doubtOf(scan, spareToken, picture, noon)).toBe('unbound')
  expect(spareOf(scan, spareToken, picture, noon)).toMatchObject({ role: 8, number: null })
})

test('a spare badge that was bound names whose it has become', () => {
  const bound = withSpare({ person: 17 })
  expect(doubtOf(scan, spareToken, bound, noon)).toBeNull()
  expect(spareOf(scan, spareToken, bound, noon)).toBeNull()
  expect(holderOf(scan, spareToken, bound, noon).person?.name).toBe('王芳')
})

test('a spare badge that was revoked is revoked, bound or not', () => {
  expect(doubtOf(scan, spareToken, withSpare({ state: 'revoked' }), noon)).toBe('revoked')
  expect(doubtOf({ by: 'number', number: '00200-A' }, null, withSpare({ state: 'revoked' }), noon)).toBe('revoked')
})

test('somebody’s own badge and a name are no spare badge', () => {
  expect(spareOf(scan, good, picture, noon)).toBeNull()
  expect(spareOf({ by: 'search', plan: 1, person: 17 }, null, withSpare(), noon)).toBeNull()
})

test('a badge on the hub’s signed list is revoked, whatever the older rows say', () => {
  const listed = { ...picture, revoked: new Set([token.badge]) }
  expect(doubtOf(scan, good, listed, noon)).toBe('revoked')
  expect(doubtOf({ by: 'number', number: '00017-E' }, null, listed, noon)).toBe('revoked')
  const unheard = { ...listed, badges: new Map() }
  expect(doubtOf(scan, good, unheard, noon)).toBe('revoked')
  expect(doubtOf(scan, good, { ...picture, revoked: new Set(['ff']) }, noon)).toBeNull()
})
