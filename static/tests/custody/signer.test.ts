import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../src/app'
import { daysOf, LEGS, onDay, signsBesides, turnedDown, USUAL } from '../../src/custody/rules'
import { partyOf, signers } from '../../src/custody/signer'
import { liveQueue } from '../../src/queue'
import { store, type Store } from '../../src/store'
import { badge, fakeHub, freshDatabase, person, plan } from '../fakes'
import vectors from '../vectors.json'

const good = vectors.tokens.find(({ outcome }) => outcome === 'good')!
const token = good.token!
const own = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(token.notBefore * 1_000)
const day = plan({ plan: token.plan, days: [own] })
const at = (days: number, hours = 12) => token.notBefore * 1_000 + (days * 24 + hours) * 3_600_000

let rows: Store
let database: Awaited<ReturnType<typeof freshDatabase>>
const app = () => ({ store: rows, queue: liveQueue().queue }) as unknown as Pick<App, 'store' | 'queue'>

async function known(state: 'issued' | 'revoked'): Promise<void> {
  const hub = fakeHub()
  const values: [string, string, unknown][] = [
    ['plan', String(token.plan), day],
    ['badge_key', '1', vectors.badge_key],
    ['person', `${token.plan}/${token.person}`, person({ plan: token.plan, person: token.person, role: token.role, badge: token.badge })],
    ['badge', token.badge, badge({ badge: token.badge, plan: token.plan, person: token.person, role: token.role, state, reason: state === 'revoked' ? 'lost' : null })],
  ]
  const through = values.length
  hub.pages = [{ rows: values.map(([kind, key, value], index) => ({ kind, key, seq: index + 1, value })), through, more: false, size: through, now: new Date().toISOString() }]
  rows = store(database, hub)
  await rows.sync()
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  database = await freshDatabase()
})
afterEach(() => vi.useRealTimers())

const signed = (byBadge: boolean) => signers(app())({ by: 'badge', text: good.text }, day, byBadge)

test.each([
  [-2, 'wrong-day', 'wrong-day'],
  [-1, null, 'wrong-day'],
  [0, null, null],
  [3, null, 'wrong-day'],
  [200, null, 'wrong-day'],
])('%d days after its own a badge that signs for papers is judged %s, any other %s', async (days, papers, other) => {
  vi.setSystemTime(at(days))
  await known('issued')
  expect([(await signed(true)).fault?.code ?? null, (await signed(false)).fault?.code ?? null]).toEqual([papers, other])
  expect(partyOf(await signed(true))!.badge).toBe(papers === null)
})

test('a revoked badge signs on no day', async () => {
  vi.setSystemTime(at(3))
  await known('revoked')
  expect((await signed(true)).fault?.code).toBe('badge-revoked')
})

test('each leg has its days, and says which on another', () => {
  expect(daysOf(LEGS['L1']!, day, USUAL)[1]).toBe(own)
  expect(daysOf(LEGS['L9']!, day, USUAL)).toEqual([own, null])
  expect(turnedDown(() => onDay(LEGS['L7']!, day, USUAL, at(30, 1)))).toBeNull()
  expect(turnedDown(() => onDay(LEGS['L7']!, day, USUAL, at(31, 1)))?.words.says).toContain(own)
  expect(turnedDown(() => onDay(LEGS['L9']!, day, USUAL, at(900)))).toBeNull()
  expect([at(-1), at(0), at(1)].map((one) => signsBesides(day, USUAL, one))).toEqual([true, false, true])
})
