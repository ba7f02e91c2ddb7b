import { beforeEach, expect, test, vi } from 'vitest'
import { computed, ref } from 'vue'
import { attempts } from '../../src/custody/attempt'
import { No } from '../../src/custody/rules'
import { plan } from '../fakes'

const GRANT = { grant: 'g', person: 1, role: 5, plan: 1, device: 'd1', place: null as string | null, acts: ['custody'], notBefore: 0, expires: 9e9 }

function device(over: { grant?: Partial<typeof GRANT> | null; standing?: string; notEnrolled?: boolean } = {}) {
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>, _beside?: string, _acted?: boolean) => ({ id: 'f1' }))
  const app = {
    outbox: { put, deliver: async () => null },
    signIn: { held: ref(over.grant === null ? null : { ...GRANT, ...over.grant }), standing: ref(over.standing ?? 'open') },
    store: { freshness: { notEnrolled: over.notEnrolled ?? false } },
    place: { value: '二号台' },
  }
  const papers = { plan: computed(() => plan()) }
  const away = attempts(app as never, papers, 'open', () => ({ label: 'B001-7' }))
  return { put, away, bodies: () => put.mock.calls.map(([, body]) => body) }
}
const WRONG = new No('badge-expected', { came: 'K001-B' })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})

test('what is turned away is told in the words of the hub and on record as done: step, object, place, what came, why', () => {
  const { away, put } = device()
  expect(away(WRONG, { text: 'K001-B' })).toMatchObject({ code: 'badge-expected', says: '这里要扫证牌，扫到的是“K001-B”' })
  expect(put.mock.calls).toEqual([
    ['custody.attempt', { plan: 1, step: 'open', code: 'badge-expected', params: { came: 'K001-B' }, label: 'B001-7', session: null, room: null, came: 'K001-B', place: '二号台' }, undefined, true],
  ])
})

test('a scanner that repeats, or a camera that still sees it, makes one attempt; the same again later is another', () => {
  const { away, bodies } = device()
  for (let n = 0; n < 4; n += 1) {
    away(WRONG, { text: 'K001-B' })
    vi.advanceTimersByTime(4_000)
  }
  expect(bodies()).toHaveLength(1)
  vi.advanceTimersByTime(5_000)
  away(WRONG, { text: 'K001-B' })
  away(WRONG, { text: 'K002-9' })
  away(WRONG, { text: 'K001-B' })
  expect(bodies().map(({ came }) => came)).toEqual(['K001-B', 'K001-B', 'K002-9', 'K001-B'])
})

test.each([
  ['nobody has signed in', { grant: null }],
  ['the sign-in is over', { standing: 'expired' }],
  ['it is another plan’s', { grant: { plan: 2 } }],
  ['it covers no papers', { grant: { acts: ['gate'] } }],
  ['the hub does not know the device', { notEnrolled: true }],
])('it is told but no attempt where %s', (_, over) => {
  const { away, put } = device(over as never)
  expect(away(WRONG, { text: 'K001-B' }).says).not.toBe('')
  expect(put).not.toHaveBeenCalled()
})

test('that somebody has to sign in first is no attempt', () => {
  const { away, put } = device()
  away(new No('grant-needed'), { text: 'K001-B' })
  expect(put).not.toHaveBeenCalled()
})

test('whoever counts in their own room is on record too', () => {
  const { away, bodies } = device({ grant: { acts: ['room'], role: 8 } })
  away(WRONG, { text: 'K001-B' })
  expect(bodies()).toHaveLength(1)
})

test('texts are cut, and numbers long enough to be somebody’s keep their ends alone; labels and factory strips stay', () => {
  const { away, bodies } = device()
  const cameOf = (text: string) => (away(new No('label-unreadable', { typed: text }), { text }), bodies().at(-1)!)
  expect(cameOf('360102199001011234')).toMatchObject({ came: '36…34', params: { typed: '36…34' } })
  expect(cameOf('13800138000')['came']).toBe('13…00')
  expect(cameOf('KL1:360102:20261122:B001-7')['came']).toBe('KL1:360102:20261122:B001-7')
  expect(cameOf('长'.repeat(90))['came']).toHaveLength(60)
  away(WRONG, { seal: '360102199001' })
  expect(bodies().at(-1)!['came']).toBe('360102199001')
  away(WRONG, { seal: '360102199001011234' })
  expect(bodies().at(-1)!['came']).toBe('36…34')
  away(WRONG, { seal: '36010219900101123X' })
  expect(bodies().at(-1)!['came']).toBe('36…3X')
})

test('a badge is named as facts name badges, and no longer than one is', () => {
  const { away, bodies } = device()
  away(new No('badge-unreadable'), { who: { by: 'badge', text: `KW1:${'A'.repeat(900)}` } })
  expect((bodies()[0]!['who'] as { badge: string }).badge).toHaveLength(400)
  away(new No('number-unknown', { number: '00009-K' }), { who: { by: 'number', number: '00009-K' } })
  expect(bodies()[1]).toMatchObject({ who: { number: '00009-K' } })
  expect(bodies()[1]).not.toHaveProperty('came')
})

