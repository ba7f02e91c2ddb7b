import { beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '../src/database'
import { canonical, digest, signedBytes } from '../src/fact'
import { hubAt } from '../src/hub'
import { deviceKey, fromBase64url } from '../src/keys'
import { outbox, retryAfter, type Outbox } from '../src/outbox'
import { fakeHub, freshDatabase, offline, refusal, type FakeHub } from './fakes'

let database: Database
let hub: FakeHub
let box: Outbox

function open(over: Partial<Parameters<typeof outbox>[0]> = {}): Outbox {
  return outbox({
    database,
    hub,
    device: () => 'd7',
    key: async () => (await deviceKey(database))!,
    locks: undefined,
    ...over,
  })
}

const scan = (box_ = box, n = 1) => box_.put('duty.check_in', { place: '东门', person: n, plan: 1 })
const numbers = async () => (await box.waiting()).map(({ device_seq }) => device_seq)

beforeEach(async () => {
  database = await freshDatabase()
  hub = fakeHub()
  box = open()
})

test('a scan made offline waits, and leaves the queue only with a receipt', async () => {
  hub.reachable = false
  const { id } = await scan()
  expect(await box.flush()).toBe('offline')
  expect((await box.waiting()).map((one) => one.id)).toEqual([id])
  hub.reachable = true
  expect(await box.flush()).toBe('done')
  expect(await box.waiting()).toEqual([])
  expect((await box.receipt(id))?.verdict).toBe('accepted')
})

test('a fact is stored before anything is sent', async () => {
  await scan()
  expect(hub.batches).toEqual([])
  expect(await numbers()).toEqual([1])
})

test('a stored fact is signed by the device over its canonical bytes', async () => {
  const entry = await scan()
  const bytes = canonical(entry.fact)
  expect(entry.digest).toBe(await digest(bytes))
  const { publicKey } = (await deviceKey(database))!
  const es256 = { name: 'ECDSA', hash: 'SHA-256' }
  expect(await crypto.subtle.verify(es256, publicKey, fromBase64url(entry.sig), signedBytes(bytes))).toBe(true)
})

test('numbers stay gapless when many facts are put at once', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, n) => scan(box, n)))
  expect(await numbers()).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
})

test('numbers stay gapless between two tabs of one browser', async () => {
  const other = open()
  await Promise.all(Array.from({ length: 30 }, (_, n) => scan(n % 2 ? box : other, n)))
  expect(await numbers()).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
})

test('a number is not lost when signing fails', async () => {
  const failing = open({ key: () => Promise.reject(new Error('no key')) })
  await expect(scan(failing)).rejects.toThrow('no key')
  await scan()
  expect(await numbers()).toEqual([1])
})

test('a device enrolled anew begins again at one while older facts still wait', async () => {
  await scan()
  await scan()
  const entry = await scan(open({ device: () => 'd8' }))
  expect(entry.device_seq).toBe(1)
  expect(await box.waiting()).toHaveLength(3)
})

test('a number the hub already has is never used again', async () => {
  await box.startAfter(5)
  expect((await scan()).device_seq).toBe(6)
  await box.startAfter(3)
  expect((await scan()).device_seq).toBe(7)
})

test('a receipt of another digest is no receipt', async () => {
  hub.spoil = (receipt) => ({ ...receipt, digest: 'f'.repeat(64) })
  const { id } = await scan()
  expect(await box.flush()).toBe('offline')
  expect((await box.waiting()).map((one) => one.id)).toEqual([id])
})

test('a receipt of another fact is no receipt', async () => {
  hub.spoil = (receipt) => ({ ...receipt, id: 'another' })
  await scan()
  await box.flush()
  expect(await box.waiting()).toHaveLength(1)
})

test('a sign-in page that answers 200 is no acknowledgement', async () => {
  const page = async () => new Response('<html>Wi-Fi sign-in</html>', { status: 200 })
  box = open({ hub: hubAt('http://hub.test', () => 'zh', page) })
  await scan()
  expect(await box.flush()).toBe('offline')
  expect(await box.waiting()).toHaveLength(1)
})

test.each(['{"receipts":[{"id":"', '{}', 'null', '[]', '{"receipts":"all"}'])(
  'an answer of %s is no acknowledgement',
  async (body) => {
    box = open({ hub: hubAt('http://hub.test', () => 'zh', async () => new Response(body)) })
    await scan()
    expect(await box.flush()).toBe('offline')
    expect(await box.waiting()).toHaveLength(1)
  },
)

test('a device the hub does not know keeps its facts and is told so', async () => {
  const error = { error: { code: 'not-enrolled', says: '本设备未登记', fix: '请登记' } }
  const stranger = async () => new Response(JSON.stringify(error), { status: 401 })
  box = open({ hub: hubAt('http://hub.test', () => 'zh', stranger) })
  await scan()
  expect(await box.flush()).toBe('not-enrolled')
  expect(await box.waiting()).toHaveLength(1)
})

test('a refused fact goes to the list that needs a person, and does not block what follows', async () => {
  hub.refuses = ({ fact }) => (fact.body.person === 1 ? refusal : null)
  const first = await scan(box, 1)
  await scan(box, 2)
  expect(await box.flush()).toBe('done')
  expect(await box.waiting()).toEqual([])
  expect((await box.needsPerson()).map(({ id, receipt }) => [id, receipt?.refusal])).toEqual([[first.id, refusal]])
  await box.settle(first.id)
  expect(await box.needsPerson()).toEqual([])
})

test.each(['refused', 'disputed'] as const)('an attempt needs nobody, even %s long after: its words were read when it was turned away', async (verdict) => {
  hub.reachable = false
  const { id } = await box.put('custody.attempt', { plan: 1, step: 'count' }, undefined, true)
  expect(await box.deliver(id)).toBeNull()
  Object.assign(hub, { reachable: true, refuses: () => refusal })
  const send = hub.send.bind(hub)
  hub.send = async (facts) => {
    const answer = await send(facts)
    if (answer.ok) for (const receipt of answer.value.receipts) receipt.verdict = verdict
    return answer
  }
  expect(await box.flush()).toBe('done')
  expect([await box.waiting(), await box.needsPerson()]).toEqual([[], []])
  expect((await box.receipt(id))?.verdict).toBe(verdict)
})

test('a fact that still waits cannot be settled away', async () => {
  hub.reachable = false
  const { id } = await scan()
  await box.settle(id)
  expect(await box.waiting()).toHaveLength(1)
})

test('one fact without a receipt stays while the others go', async () => {
  hub.spoil = (receipt) => (receipt.seq === 2 ? { ...receipt, digest: '' } : receipt)
  for (const n of [1, 2, 3]) await scan(box, n)
  expect(await box.flush()).toBe('offline')
  expect(await numbers()).toEqual([2])
})

test('an act already done is told to the hub when it comes back', async () => {
  hub.reachable = false
  const { id } = await scan()
  expect(await box.deliver(id)).toBeNull()
  await box.acted(id)
  hub.reachable = true
  await box.flush()
  expect(hub.batches[0]?.[0]?.acted).toBe(true)
})

test('an act done before the late no arrives is stated again, so that the hub can call it disputed', async () => {
  hub.refuses = () => refusal
  const real = hub.send.bind(hub)
  let cut = true
  vi.spyOn(hub, 'send').mockImplementation(async (facts) => {
    const answer = await real(facts)
    return cut ? offline : answer
  })
  const { id, fact } = await scan()
  expect(await box.deliver(id)).toBeNull()
  await box.acted(id)
  cut = false
  await box.flush()
  const again = hub.batches.flat().at(-1)!
  expect(again).toMatchObject({ acted: true, fact: { kind: fact.kind, body: fact.body, at: fact.at, device_seq: 2 } })
  expect(again.fact.id).not.toBe(id)
  expect((await box.needsPerson()).map(({ receipt }) => receipt?.verdict)).toEqual(['disputed'])
})

test('an act told while the no was on its way is stated again, too', async () => {
  hub.refuses = () => refusal
  const { id } = await scan()
  await box.flush()
  await box.acted(id)
  await box.flush()
  expect((await box.needsPerson()).map(({ receipt }) => receipt?.verdict)).toEqual(['disputed'])
})

test('what the door itself turned down is not stated again', async () => {
  hub.refuses = () => ({ ...refusal, code: 'number-reused' })
  hub.spoil = (receipt) => ({ ...receipt, verdict: 'refused' })
  hub.reachable = false
  const { id } = await scan()
  await box.acted(id)
  hub.reachable = true
  await box.flush()
  expect(hub.batches.flat()).toHaveLength(1)
  expect((await box.needsPerson()).map((one) => one.id)).toEqual([id])
})

test('the first verdict stands when the answer was lost on its way', async () => {
  const lost = vi.spyOn(hub, 'send')
  const { id } = await scan()
  const real = lost.getMockImplementation()
  expect(real).toBeUndefined()
  const send = fakeHub()
  let cut = true
  lost.mockImplementation(async (facts) => {
    const answer = await send.send(facts)
    return cut ? { ok: false, kind: 'offline' } : answer
  })
  expect(await box.deliver(id)).toBeNull()
  cut = false
  expect(await box.deliver(id)).toMatchObject({ verdict: 'accepted', first: false })
  expect(await box.waiting()).toEqual([])
})

test('nobody waits at the gate for a hub that does not answer', async () => {
  vi.spyOn(hub, 'send').mockReturnValue(new Promise(() => {}))
  const { id } = await scan()
  expect(await box.deliver(id, 20)).toBeNull()
})

test('many facts go in batches, oldest first', async () => {
  hub.reachable = false
  for (let n = 0; n < 130; n++) await scan(box, n)
  hub.reachable = true
  await box.flush()
  expect(hub.batches.map((batch) => batch.length)).toEqual([50, 50, 30])
  const order = hub.batches.flat().map(({ fact }) => fact.device_seq)
  expect(order).toEqual([...order].sort((a, b) => a - b))
})

test('large facts go in smaller batches than the hub takes at most', async () => {
  const badges = Array.from({ length: 200 }, (_, n) => ({ badge: '0123456789abcdef', person: n + 1 }))
  for (let n = 0; n < 80; n++) await box.put('badge.issue', { plan: 1, badges })
  await box.flush()
  for (const batch of hub.batches) expect(JSON.stringify({ facts: batch }).length).toBeLessThan(1_000_000)
  expect(hub.batches.flat()).toHaveLength(80)
})

test('two flushes at once hand in every fact once', async () => {
  await scan(box, 1)
  await Promise.all([box.flush(), scan(box, 2).then(() => box.flush()), box.flush()])
  expect(hub.batches.flat().map(({ fact }) => fact.device_seq)).toEqual([1, 2])
})

test('retries grow from one second to one minute and are spread', () => {
  expect(retryAfter(1, 1)).toBe(1_000)
  expect(retryAfter(1, 0)).toBe(500)
  expect(retryAfter(3, 1)).toBe(4_000)
  expect(retryAfter(50, 1)).toBe(60_000)
})

test('what stands beside a fact is sent with it, and leaves this device with the acknowledgement', async () => {
  const { id } = await box.put('staff.add', { details: 'ab'.repeat(32) }, '{"name":"李明"}')
  expect(JSON.stringify((await box.waiting())[0]?.fact)).not.toContain('李明')
  await box.flush()
  expect(hub.batches[0]?.[0]?.beside).toBe('{"name":"李明"}')
  expect(await box.waiting()).toEqual([])
  expect(JSON.stringify(await database.get('kept', id))).not.toContain('李明')
})

test('a refused fact keeps what stands beside it until a person has read the refusal', async () => {
  hub.refuses = () => refusal
  const { id } = await box.put('staff.add', {}, '{"name":"李明"}')
  await box.flush()
  expect((await box.needsPerson())[0]?.beside).toBe('{"name":"李明"}')
  expect(JSON.stringify(await database.get('kept', id))).not.toContain('李明')
  await box.settle(id)
  expect(JSON.stringify(await database.getAll('outbox'))).not.toContain('李明')
})

test('an act stated again goes out with what stood beside it', async () => {
  hub.refuses = () => refusal
  const { id } = await box.put('staff.add', {}, '{"name":"李明"}')
  await box.flush()
  await box.acted(id)
  await box.flush()
  expect(hub.batches.flat().map(({ beside }) => beside)).toEqual(['{"name":"李明"}', '{"name":"李明"}'])
})

test('a receipt that came in another tab ends the waiting here', async () => {
  vi.spyOn(hub, 'send').mockReturnValue(new Promise(() => {}))
  const tab = open({ hub: fakeHub(), changed: (moved) => box.heard(moved) })
  const { id } = await scan()
  const asked = box.deliver(id, 10_000)
  await tab.flush()
  expect(await asked).toMatchObject({ verdict: 'accepted' })
})

test('a refusal a person has settled does not come back with a second answer', async () => {
  hub.refuses = () => refusal
  const real = hub.send.bind(hub)
  let late: (() => void) | undefined
  const { id } = await scan()
  vi.spyOn(hub, 'send').mockImplementationOnce(async (facts) => {
    const answer = await real(facts)
    await new Promise<void>((resolve) => (late = resolve))
    return answer
  })
  const slow = box.flush()
  const other = open()
  await other.flush()
  await other.settle(id)
  await vi.waitFor(() => expect(late).toBeDefined())
  late!()
  await slow
  expect(await box.needsPerson()).toEqual([])
})

test('a fact cites the grant under which it was made, also when it is stated again', async () => {
  let granted: string | null = 'g1'
  box = open({ grant: (kind) => (kind === 'duty.check_in' ? granted : null) })
  const first = await scan(box)
  granted = null
  expect([first.fact.grant, (await box.put('staff.add', {})).fact.grant]).toEqual(['g1', null])
  hub.refuses = () => refusal
  await box.flush()
  await box.acted(first.id)
  const [again] = await box.waiting()
  expect([again?.fact.grant, again?.acted, again?.fact.at]).toEqual(['g1', true, first.fact.at])
})

test('a scan waits for two looks at the disk, one that stores it and one that keeps the answer', async () => {
  const looks: unknown[] = []
  const watched = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        looks.push(name === 'transaction' ? given[0] : name)
        return (value as (...all: unknown[]) => unknown).apply(target, given)
      }
    },
  })
  const key = await deviceKey(database)
  box = open({ database: watched, overtakes: () => true, key: async () => key! })
  await box.deliver((await scan()).id)
  await box.flush()
  looks.length = 0
  const { id } = await scan(box, 2)
  expect((await box.deliver(id))?.verdict).toBe('accepted')
  expect((await box.receipt(id))?.verdict).toBe('accepted')
  // The last is nobody's answer: what else waits is looked for.
  expect(looks).toEqual([['settings', 'outbox'], ['outbox', 'kept'], 'getAllFromIndex'])
})

test('what was acted on while it waited goes as acted when it is delivered again', async () => {
  box = open({ overtakes: () => true })
  hub.reachable = false
  const { id } = await scan()
  expect(await box.deliver(id)).toBeNull()
  await box.acted(id)
  hub.reachable = true
  expect((await box.deliver(id))?.verdict).toBe('accepted')
  expect(hub.batches.at(-1)!.map(({ acted }) => acted)).toEqual([true])
})

test('a number that another tab used since is not used again', async () => {
  const other = open()
  await scan()
  await scan(other)
  await scan()
  await scan(other)
  expect(await numbers()).toEqual([1, 2, 3, 4])
})
