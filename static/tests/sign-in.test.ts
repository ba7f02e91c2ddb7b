import { beforeEach, expect, test } from 'vitest'
import { nextTick, reactive } from 'vue'
import type { Database } from '../src/database'
import type { Ask, Hub } from '../src/hub'
import type { BadgeKeyRow, GrantRow, PinRow } from '../src/rows'
import { signInOf, type SignIn, type SignInParts } from '../src/sign-in'
import { now } from '../src/clock'
import { answered, freshDatabase, offline } from './fakes'
import vectors from './vectors.json'

const given = vectors.grants[0]!
const grant = given.grant!
const earlier = vectors.grants.at(-1)!
const FOUR_HOURS = 4 * 3_600_000

let database: Database
let rows: { grant: Map<string, GrantRow>; badge_key: Map<string, BadgeKeyRow>; pin: Map<string, PinRow> }
let asked: Ask[]
let answer: unknown
let parts: SignInParts

const row = (over: Partial<GrantRow> = {}) => ({ state: 'open', ...over }) as GrantRow
/** When the PIN was set, in milliseconds after the first of the two grants was given. */
const pinSet = (after: number) => rows.pin.set('20261122/17', { plan: 20261122, person: 17, at: new Date(earlier.grant!.notBefore * 1_000 + after).toISOString() })
const signedIn = async (): Promise<SignIn> => {
  const made = await signInOf(parts)
  await made.signIn({ plan: 20261122, person: 17 }, '739152')
  return made
}

beforeEach(async () => {
  database = await freshDatabase()
  rows = { grant: reactive(new Map()), badge_key: new Map([['1', vectors.badge_key]]), pin: reactive(new Map()) }
  pinSet(-60_000)
  asked = []
  answer = answered({ grant: grant.grant, token: given.text })
  const ask = async (_path: string, _fields: unknown, how: Ask) => (asked.push(how), answer)
  const store = { rows: (kind: keyof typeof rows) => rows[kind], sync: async () => {} }
  parts = { database, hub: { ask } as unknown as Hub, store: store as never, device: () => 'd7', kind: () => 'phone', idle: () => 300_000 }
  now.value = grant.notBefore * 1_000
})

test('nobody is signed in on a new device, and nothing is cited', async () => {
  const made = await signInOf(parts)
  expect([made.standing.value, made.cites('duty.check_in'), made.shut.value]).toEqual(['none', null, false])
})

test('after badge and PIN the grant is cited for what it covers', async () => {
  const made = await signedIn()
  expect(asked[0]).toMatchObject({ method: 'POST', json: { plan: 20261122, person: 17, pin: '739152' } })
  expect(made.held.value).toEqual(grant)
  expect(made.cites('duty.check_in')).toBe(grant.grant)
  expect(made.cites('dispute.settle')).toBe(grant.grant)
  expect(made.cites('grant.end')).toBeNull()
})

test('a page opened again without the hub knows who is signed in', async () => {
  await signedIn()
  answer = offline
  const again = await signInOf(parts)
  expect([again.held.value?.person, again.standing.value, again.locked.value]).toEqual([17, 'open', false])
})

test.each([
  ['forged', () => database.put('settings', vectors.grants[3]!.text, 'grant')],
  ['no grant', () => database.put('settings', 'KG1:', 'grant')],
  ['of another device', async () => void (parts = { ...parts, device: () => 'd8' })],
])('what was kept but is %s counts for nothing', async (_, spoil) => {
  await signedIn()
  await spoil()
  const again = await signInOf(parts)
  expect([again.held.value, again.cites('duty.check_in'), again.locked.value]).toEqual([null, null, false])
})

test('a device that sees no keys takes the hub’s word', async () => {
  rows.badge_key.clear()
  expect((await signedIn()).cites('duty.check_in')).toBe(grant.grant)
})

test('the hub’s no changes nothing', async () => {
  answer = { ok: false, kind: 'refused', status: 403, refusal: { code: 'pin-wrong', says: 'PIN 不对', fix: '' }, field: null }
  const made = await signedIn()
  expect([made.held.value, await database.get('settings', 'lock')]).toEqual([null, undefined])
})

test('it says when the end is near, and cites nothing after it', async () => {
  const made = await signedIn()
  now.value = grant.expires * 1_000 - 15 * 60_000
  expect([made.standing.value, made.cites('duty.check_in')]).toEqual(['ending', grant.grant])
  now.value += FOUR_HOURS
  expect([made.standing.value, made.cites('duty.check_in'), made.shut.value]).toEqual(['expired', null, false])
})

test.each(['revoked', 'ended'] as const)('once the hub says %s, nothing is cited and the screen is shut until somebody signs in', async (state) => {
  const made = await signedIn()
  rows.grant.set(grant.grant, row({ state }))
  expect([made.standing.value, made.cites('duty.check_in'), made.shut.value]).toEqual([state, null, true])
  rows.grant.set(grant.grant, row())
  await made.signIn({ badge: 'KW1:' }, '739152')
  expect(made.shut.value).toBe(false)
})

test('a page left while the same person signed in again takes up the grant that it never heard of', async () => {
  await signedIn()
  await database.put('settings', earlier.text, 'grant')
  const again = await signInOf(parts)
  rows.grant.set(earlier.grant!.grant, row({ state: 'ended' }))
  expect(again.shut.value).toBe(true)
  rows.grant.set(grant.grant, row({ ...grant, token: given.text }))
  await expect.poll(() => again.held.value?.grant).toBe(grant.grant)
  expect([again.shut.value, again.cites('duty.check_in')]).toEqual([false, grant.grant])
  expect(await again.unlock('739152')).toEqual({ outcome: 'right' })
})

test.each([
  ['was set anew', () => pinSet(60_000)],
  ['is not known to stand', () => rows.pin.clear()],
])('where the PIN %s since, the grant is not taken up: the lock would open with the old one only', async (_, change) => {
  await signedIn()
  await database.put('settings', earlier.text, 'grant')
  const again = await signInOf(parts)
  change()
  rows.grant.set(earlier.grant!.grant, row({ state: 'ended' }))
  rows.grant.set(grant.grant, row({ ...grant, token: given.text }))
  await nextTick()
  expect(await database.get('settings', 'grant')).toBe(earlier.text)
  expect([again.held.value?.grant, again.shut.value]).toEqual([earlier.grant!.grant, true])
  await again.signIn({ plan: 20261122, person: 17 }, '260871')
  expect([again.shut.value, await again.unlock('260871')]).toEqual([false, { outcome: 'right' }])
})

test('somebody else’s grant is not taken up: the lock does not know their PIN', async () => {
  const made = await signedIn()
  rows.grant.set(grant.grant, row({ state: 'ended' }))
  rows.grant.set(earlier.grant!.grant, row({ ...earlier.grant!, person: 18, token: earlier.text }))
  await nextTick()
  expect(await database.get('settings', 'grant')).toBe(given.text)
  expect([made.held.value?.grant, made.shut.value]).toEqual([grant.grant, true])
})

test('signing out forgets grant and lock', async () => {
  const made = await signedIn()
  await made.forget()
  expect([made.held.value, await database.get('settings', 'lock'), await database.get('settings', 'grant')]).toEqual([null, undefined, undefined])
  expect([made.standing.value, made.cites('duty.check_in')]).toEqual(['none', null])
})

test('a locked screen stays locked after a reload and opens with the PIN, without the hub', async () => {
  await (await signedIn()).lock()
  answer = offline
  const again = await signInOf(parts)
  expect(again.locked.value).toBe(true)
  expect(again.cites('duty.check_in')).toBe(grant.grant)
  expect(await again.unlock('8024')).toEqual({ outcome: 'wrong', left: 4 })
  expect(again.locked.value).toBe(true)
  expect(await again.unlock('739152')).toEqual({ outcome: 'right' })
  expect(again.locked.value).toBe(false)
})

test('a page that was closed for longer than the limit opens locked', async () => {
  await signedIn()
  const kept = (await database.get('settings', 'lock')) as { touched: number }
  await database.put('settings', { ...kept, touched: Date.now() - 300_000 }, 'lock')
  expect((await signInOf(parts)).locked.value).toBe(true)
  await database.put('settings', { ...kept, touched: Date.now() - 200_000 }, 'lock')
  expect((await signInOf(parts)).locked.value).toBe(false)
})

test('nobody signed in, nothing to lock', async () => {
  const made = await signInOf(parts)
  await made.lock()
  expect(made.locked.value).toBe(false)
})

test('a badge shown to the locked screen is noted as not taken until it is unlocked', async () => {
  const made = await signedIn()
  await made.lock()
  made.miss('KW1:ABC')
  expect(made.missed.value?.text).toBe('KW1:ABC')
  await made.unlock('739152')
  expect(made.missed.value).toBeNull()
})

test('another tab hears of it', async () => {
  const tabs: { onmessage: (() => void) | null; postMessage: () => void }[] = []
  const channel = () => {
    const mine = { onmessage: null as (() => void) | null, postMessage: () => tabs.forEach((tab) => tab !== mine && tab.onmessage?.()) }
    tabs.push(mine)
    return mine as never
  }
  const one = await signInOf({ ...parts, channel: channel() })
  const other = await signInOf({ ...parts, channel: channel() })
  await one.signIn({ badge: 'KW1:' }, '739152')
  await expect.poll(() => other.held.value?.grant).toBe(grant.grant)
  await one.lock()
  await expect.poll(() => other.locked.value).toBe(true)
  await other.unlock('739152')
  await expect.poll(() => one.locked.value).toBe(false)
})
