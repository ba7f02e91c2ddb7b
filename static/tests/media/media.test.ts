import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Database, Recording } from '../../src/database'
import { mediaOf, photographed, type Media } from '../../src/media/media'
import { subjectOf } from '../../src/media/subject'
import { tus } from '../../src/media/tus'
import { outbox, type Outbox } from '../../src/outbox'
import { deviceKey } from '../../src/keys'
import { fakeHub, freshDatabase, refusal, type FakeHub } from '../fakes'
import { bytes, hex, lockManager } from './parts'
import { no, putOff, UploadHub } from './upload-hub'

const station = subjectOf(1, 'practical', { session: 'S2', room: '实训楼 101', station: '3', candidate: '36010001' })

let hub: UploadHub
let base: string
let facts: FakeHub
let database: Database
let locks: LockManager

beforeEach(async () => {
  hub = new UploadHub()
  base = await hub.open()
  facts = fakeHub()
  database = await freshDatabase()
  locks = lockManager()
})
afterEach(() => hub.close())

/** A page of the app. */
const page = (fetcher?: typeof fetch): Media => pageWithQueue(fetcher).media

/** A page and its outbox, which tells it of the hub's answers. */
function pageWithQueue(fetcher?: typeof fetch): { media: Media; queue: Outbox } {
  const queue = outbox({ database, hub: facts, device: () => 'd7', key: async () => (await deviceKey(database))!, locks, changed: () => void media.answered() })
  const media: Media = mediaOf({ database, outbox: queue, tus: tus(base, () => 'zh', fetcher), device: () => 'd7', locks })
  return { media, queue: photographed(queue, media) }
}

/** A handoff that tells what was seen of a seal. */
const handing = (label: string) => ({ plan: 1, leg: 'L1', look: { seals: [{ label }], counts: [], reasons: [] } })
const ofShelf = (media: Media) => media.recordings.value.map(({ state, subject }) => [state, subject.about])

const stated = (kind: string) => facts.batches.flat().filter(({ fact }) => fact.kind === kind)
const only = async () => (await database.getAll('recordings'))[0] as Recording
const sent = (media: Media) => vi.waitFor(() => expect(media.recordings.value.map(({ state }) => state)).toEqual(media.recordings.value.map(() => 'sent')), 8_000)

test('a photo is announced, sent in pieces and completed, and leaves this device with the last acknowledgement', async () => {
  const media = page()
  const taken = Buffer.from(bytes(7_000_000))
  const evidence = await media.photo(new Blob([taken], { type: 'image/jpeg' }), station)
  await sent(media)
  expect(hub.only.bytes.equals(taken)).toBe(true)
  expect(hub.whole(hub.only)).toBe(true)
  await vi.waitFor(() => expect(stated('evidence.complete')).toHaveLength(1))
  const [announced, completed] = [stated('evidence.attach')[0]!, stated('evidence.complete')[0]!]
  expect(announced).toMatchObject({ acted: true, fact: { body: { plan: 1, evidence, media: 'photo', candidate: '36010001', size: 7_000_000, sha256: hex(taken) } } })
  expect(completed.fact.body).toEqual({ plan: 1, evidence, size: 7_000_000, sha256: hex(taken), slices: 4, ended: expect.any(String) })
  expect(hub.only.metadata).toContain(`fact ${btoa(announced.fact.id)}`)
  expect(await database.count('slices')).toBe(0)
  expect(media.pending.value).toEqual({ files: 0, slices: 0, bytes: 0 })
})

test('an announcement is never asked as a question, so the upload names the fact that stands', async () => {
  const queue = outbox({ database, hub: facts, device: () => 'd7', key: async () => (await deviceKey(database))!, locks })
  // Another act is handed in the moment this one is stored.
  const hasty = { ...queue, put: async (...all: Parameters<typeof queue.put>) => queue.put(...all).then((entry) => queue.flush().then(() => entry)) }
  facts.refuses = ({ fact }) => (fact.kind === 'evidence.attach' ? refusal : null)
  const media = mediaOf({ database, outbox: hasty, tus: tus(base, () => 'zh'), device: () => 'd7', locks })
  await media.photo(new Blob(['x'.repeat(90)]), station)
  await sent(media)
  expect(stated('evidence.attach')).toMatchObject([{ acted: true }])
  expect((await only()).attached).toBe(stated('evidence.attach')[0]!.fact.id)
})

test('a film is at the hub while it runs, slice for slice', async () => {
  const media = page()
  const film = await media.film(station, 'video/webm')
  const slices = [bytes(900), bytes(1_200), bytes(40)]
  for (const slice of slices) {
    await film.add(slice)
    await vi.waitFor(() => expect(media.pending.value.bytes).toBe(0))
  }
  expect(hub.only).toMatchObject({ length: null })
  const whole = Buffer.concat(slices.map((one) => Buffer.from(one)))
  expect(hub.only.bytes.equals(whole)).toBe(true)
  expect(stated('evidence.complete')).toHaveLength(0)
  await film.end()
  await sent(media)
  expect(hub.whole(hub.only)).toBe(true)
  await vi.waitFor(() => expect(stated('evidence.complete')[0]!.fact.body).toMatchObject({ size: 2_140, slices: 3, sha256: hex(whole) }))
})

test('a slice is on disk before it is sent, and stays until the hub has it on its own', async () => {
  const media = page()
  hub.before = (_, response) => (no(response, 507, 'disk-full'), true)
  const film = await media.film(station, 'video/webm')
  await film.add(bytes(500))
  expect(await database.count('slices')).toBe(1)
  await vi.waitFor(() => expect(media.trouble.value).toMatchObject({ code: 'disk-full' }))
  expect(media.pending.value).toEqual({ files: 1, slices: 1, bytes: 500 })
  hub.before = () => false
  await film.end()
  media.wake()
  await sent(media)
  expect(await database.count('slices')).toBe(0)
})

test('what was recorded without the hub arrives by itself, several slices at a time', async () => {
  const media = page()
  hub.before = (request) => (request.socket.destroy(), true)
  facts.reachable = false
  const film = await media.film(station, 'video/webm')
  const slices = Array.from({ length: 60 }, () => bytes(3_000))
  for (const slice of slices) await film.add(slice)
  await film.end()
  expect(media.pending.value).toEqual({ files: 1, slices: 60, bytes: 180_000 })
  hub.before = () => false
  facts.reachable = true
  hub.asked.length = 0
  media.wake()
  await sent(media)
  expect(hub.only.bytes.equals(Buffer.concat(slices.map((one) => Buffer.from(one))))).toBe(true)
  expect(hub.asked.filter((one) => one.startsWith('PATCH'))).toEqual(['PATCH 0'])
})

test('a line that breaks in the middle of a body, or before the answer, neither loses nor doubles a byte', async () => {
  const media = page()
  hub.cutAfter = 1_000_000
  hub.mute = 1
  const taken = Buffer.from(bytes(6_000_000))
  await media.photo(new Blob([taken]), station)
  await sent(media)
  expect(hub.only.bytes.equals(taken)).toBe(true)
  expect(hub.asked.filter((one) => one === 'HEAD').length).toBeGreaterThan(0)
})

/** A network so slow that only so many bytes of a body arrive before the hub is given up on. */
function carrying(most: number): typeof fetch {
  return async (to, how) => {
    if (how?.body instanceof Uint8Array && how.body.byteLength > most) throw new DOMException('', 'TimeoutError')
    return fetch(to, how)
  }
}

test('on a slow network less is sent at a time, down to part of a slice, until it arrives', async () => {
  const media = page(carrying(400_000))
  const taken = Buffer.from(bytes(2_500_000))
  await media.photo(new Blob([taken], { type: 'image/jpeg' }), station)
  while (media.recordings.value[0]!.state !== 'sent') {
    // Nobody waits for the pause between two tries.
    media.wake()
    await new Promise((done) => setTimeout(done, 20))
  }
  expect(hub.only.bytes.equals(taken)).toBe(true)
}, 20_000)

test('a film left by a page that was killed is ended where its last slice is, stated once, and arrives', async () => {
  const killed = page()
  const film = await killed.film(station, 'video/webm')
  const first = bytes(800)
  await film.add(first)
  await vi.waitFor(() => expect(killed.pending.value.bytes).toBe(0))
  hub.before = (request) => (request.socket.destroy(), true)
  const second = bytes(300)
  await film.add(second)
  // Its locks go with the browser; the answer that noted the announcement never came to the disk.
  locks = lockManager()
  await database.put('recordings', { ...(await only()), attached: null })
  hub.before = () => false
  const next = page()
  await next.open()
  await sent(next)
  const whole = Buffer.concat([Buffer.from(first), Buffer.from(second)])
  expect(hub.only.bytes.equals(whole)).toBe(true)
  expect(next.recordings.value).toMatchObject([{ cut: true, state: 'sent', sha256: hex(whole) }])
  await vi.waitFor(() => expect(stated('evidence.complete')).toHaveLength(1))
  expect(stated('evidence.attach')).toHaveLength(1)
})

test('a film that another tab records is left alone', async () => {
  const recording = page()
  const film = await recording.film(station, 'video/webm')
  await film.add(bytes(100))
  const other = page()
  await other.open()
  expect(other.recordings.value).toMatchObject([{ state: 'running' }])
  await film.add(bytes(100))
  await film.end()
  await vi.waitFor(async () => expect((await only()).state).toBe('sent'), 8_000)
  expect(hub.only.bytes).toHaveLength(200)
  expect(stated('evidence.attach')).toHaveLength(1)
})

test('an upload the hub has forgotten begins anew where all of it is here, and is told where some has left', async () => {
  const media = page()
  const film = await media.film(station, 'video/webm')
  await vi.waitFor(() => expect(hub.uploads.size).toBe(1))
  hub.uploads.clear()
  await film.add(bytes(70))
  await vi.waitFor(() => expect(media.pending.value.bytes).toBe(0))
  expect(hub.only.bytes).toHaveLength(70)
  hub.uploads.clear()
  await film.add(bytes(30))
  await vi.waitFor(() => expect(media.recordings.value[0]!.fault).toMatchObject({ code: 'upload-lost' }))
  expect(await database.count('slices')).toBe(1)
})

test('what the hub will not have stays here with its words, and is tried again when somebody says so', async () => {
  const media = page()
  hub.before = (_, response) => (no(response, 413, 'upload-too-large'), true)
  await media.photo(new Blob(['x'.repeat(90)]), station)
  await vi.waitFor(() => expect(media.recordings.value[0]!.fault).toMatchObject({ code: 'upload-too-large', says: '不行' }))
  expect(media.pending.value.bytes).toBe(90)
  hub.before = () => false
  await media.retry(media.recordings.value[0]!.evidence)
  await sent(media)
})

test('a hotspot that answers in the hub’s place changes nothing', async () => {
  const media = page()
  hub.before = (_, response) => {
    response.removeHeader('Tus-Resumable')
    response.writeHead(200, { 'Upload-Offset': '5000' }).end('<html>')
    return true
  }
  await media.photo(new Blob(['y'.repeat(90)]), station)
  await vi.waitFor(() => expect(hub.asked.length).toBeGreaterThan(0))
  expect(media.recordings.value).toMatchObject([{ sent: 0, held: 1, fault: null, state: 'ended' }])
  hub.before = () => false
  media.wake()
  await sent(media)
})

test('a photo taken before its act waits on the shelf, joins the act, and can be thrown away before', async () => {
  const { media, queue } = pageWithQueue()
  const seal = subjectOf(1, 'seal', { session: 'S1', room: '3' })
  const [kept, thrown] = [await media.shelve(new Blob(['seal']), seal, 'PB0031'), await media.shelve(new Blob(['blur']), seal, 'PB0031')]
  media.wake()
  await media.discard(thrown)
  expect(hub.asked).toEqual([])
  expect(stated('evidence.attach')).toEqual([])
  await queue.deliver((await queue.put('custody.handoff', handing('PB0099'))).id)
  await media.answered()
  expect(stated('evidence.attach')).toEqual([])
  const { id } = await queue.put('custody.handoff', handing('PB0031'))
  await queue.deliver(id)
  await sent(media)
  await vi.waitFor(() => expect(stated('evidence.attach')).toHaveLength(1))
  expect(stated('evidence.attach')[0]!.fact.body).toMatchObject({ evidence: kept, purpose: 'seal', about: id })
})

test('a photo stays on the shelf when a try was refused, and goes with the act that is taken', async () => {
  const { media, queue } = pageWithQueue()
  await media.shelve(new Blob(['seal']), subjectOf(1, 'seal'), 'PB0031')
  facts.refuses = ({ fact }) => (fact.kind === 'custody.handoff' ? refusal : null)
  await queue.deliver((await queue.put('custody.handoff', handing('PB0031'))).id)
  await media.answered()
  expect(ofShelf(media)).toEqual([['shelved', null]])
  facts.refuses = () => null
  const { id } = await queue.put('custody.handoff', handing('PB0031'))
  await queue.deliver(id)
  await sent(media)
  expect(ofShelf(media)).toEqual([['sent', id]])
})

test('a photo of an act that the hub refused too late goes with the act as it was stated again', async () => {
  const { media, queue } = pageWithQueue()
  const evidence = await media.shelve(new Blob(['seal']), subjectOf(1, 'seal'), 'PB0031')
  facts.reachable = false
  const { id } = await queue.put('custody.handoff', handing('PB0031'))
  await queue.acted(id)
  await vi.waitFor(() => expect(ofShelf(media)).toEqual([['shelved', id]]))
  await media.discard(evidence)
  expect(media.recordings.value).toHaveLength(1)
  // The hub had judged it as a question; its answer was lost.
  const asked = (await database.getFromIndex('outbox', 'id', id))!
  facts.reachable = true
  facts.refuses = ({ fact }) => (fact.kind === 'custody.handoff' ? refusal : null)
  await facts.send([{ fact: asked.fact, sig: asked.sig, acted: false }])
  await queue.flush()
  await queue.flush()
  await sent(media)
  const again = stated('custody.handoff').find(({ fact }) => fact.id !== id)!
  expect(ofShelf(media)).toEqual([['sent', again.fact.id]])
})

test('a photo waits as long as its act does', async () => {
  const { media, queue } = pageWithQueue()
  facts.reachable = false
  await media.shelve(new Blob(['one']), subjectOf(1, 'seal'), 'PB0031')
  await queue.put('custody.handoff', handing('PB0031'))
  await vi.waitFor(async () => expect((await only()).act).toBeDefined())
  await database.put('recordings', { ...(await only()), begun: '2026-11-22T08:00:00+08:00' })
  media.wake()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await only()).state).toBe('shelved')
})

test('a recording that cannot be stated keeps no other from the hub', async () => {
  const first = page()
  hub.before = (request) => (request.socket.destroy(), true)
  await first.photo(new Blob(['one']), station, { begun: '2026-11-22T08:00:00+08:00' })
  await first.photo(new Blob(['two']), station)
  const [bad, good] = (await database.getAll('recordings')).sort((one, other) => Date.parse(one.begun) - Date.parse(other.begun))
  for (const one of [bad!, good!]) await database.put('recordings', { ...one, attached: null, completed: null })
  await database.clear('outbox')
  await database.clear('kept')
  hub.before = () => false
  const queue = outbox({ database, hub: facts, device: () => 'd7', key: async () => (await deviceKey(database))!, locks })
  const put: Outbox['put'] = async (...all) => (all[1]['evidence'] === bad!.evidence ? Promise.reject(new Error('no')) : queue.put(...all))
  vi.spyOn(console, 'error').mockImplementation(() => {})
  await mediaOf({ database, outbox: { ...queue, put }, tus: tus(base, () => 'zh'), device: () => 'd7', locks }).open()
  await vi.waitFor(async () => expect((await database.get('recordings', good!.evidence))!.attached).not.toBeNull())
  expect((await database.get('recordings', bad!.evidence))!.attached).toBeNull()
})

test('the shelf is looked at on a page that stays open, without anything else happening', async () => {
  const media = page()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await media.shelve(new Blob(['seal']), subjectOf(1, 'seal'), 'PB0031')
    await database.put('recordings', { ...(await only()), begun: '2026-11-22T08:00:00+08:00' })
    vi.advanceTimersByTime(31 * 60_000)
  } finally {
    vi.useRealTimers()
  }
  await vi.waitFor(async () => expect((await only()).state).not.toBe('shelved'), 4_000)
})

test('a photo whose act was never stated is evidence all the same, once that act is out of mind', async () => {
  const media = page()
  const evidence = await media.shelve(new Blob(['seal']), subjectOf(1, 'seal'), 'PB0031')
  await page().open()
  expect((await only()).state).toBe('shelved')
  await database.put('recordings', { ...(await only()), begun: '2026-11-22T08:00:00+08:00' })
  const next = page()
  await next.open()
  await sent(next)
  await vi.waitFor(() => expect(stated('evidence.attach')).toHaveLength(1))
  expect(stated('evidence.attach')[0]!.fact.body).toMatchObject({ evidence, about: null })
})

test('a device without room says so, and what it has stays', async () => {
  const media = page()
  const film = await media.film(station, 'video/webm')
  await film.add(bytes(10))
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
    throw new DOMException('', 'QuotaExceededError')
  })
  await expect(film.add(bytes(10))).rejects.toMatchObject({ name: 'QuotaExceededError' })
  await film.end()
  await sent(media)
  expect(hub.only.bytes).toHaveLength(10)
})

test('what the hub will not take yet keeps nothing else from arriving', async () => {
  const media = page()
  hub.before = (request) => (request.socket.destroy(), true)
  const first = await media.photo(new Blob(['practical']), station)
  const second = await media.photo(new Blob(['seal']), subjectOf(1, 'seal'))
  hub.before = putOff(first, 507, 'session-quota')
  media.wake()
  await vi.waitFor(() => expect(media.recordings.value.find(({ evidence }) => evidence === second)!.state).toBe('sent'), 8_000)
  expect(media.recordings.value.find(({ evidence }) => evidence === first)!.state).toBe('ended')
  expect(media.trouble.value).toMatchObject({ code: 'session-quota' })
  hub.before = () => false
  media.wake()
  await sent(media)
  expect(media.trouble.value).toBeNull()
}, 20_000)

test.each([503, 507])('a film that runs does not ask a hub again that said how long to wait (%i)', async (status) => {
  const media = page()
  hub.before = (_, response) => {
    response.setHeader('Retry-After', '600')
    no(response, status, 'hub-busy')
    return true
  }
  const film = await media.film(station, 'video/webm')
  await vi.waitFor(() => expect(media.trouble.value).toMatchObject({ code: 'hub-busy' }), 8_000)
  for (let slice = 0; slice < 20; slice += 1) await film.add(bytes(10))
  await vi.waitFor(() => expect(media.pending.value.bytes).toBe(200), 8_000)
  expect(hub.asked).toEqual(['POST'])
  hub.before = () => false
  media.wake()
  await vi.waitFor(() => expect(media.pending.value.bytes).toBe(0), 8_000)
  expect(media.trouble.value).toBeNull()
}, 20_000)
test('a file of which only a part fits is stated as the file it is, never as what was kept of it', async () => {
  const media = page()
  const file = Buffer.from(bytes(900))
  const film = await media.film(station, 'video/quicktime', { whole: { size: 900, sha256: hex(file) } })
  await film.add(file.buffer.slice(file.byteOffset, file.byteOffset + 400) as ArrayBuffer)
  await film.end(true)
  await sent(media)
  expect(media.recordings.value).toMatchObject([{ cut: true, size: 400 }])
  expect(hub.only.bytes).toHaveLength(400)
  await vi.waitFor(() => expect(stated('evidence.complete')).toHaveLength(1))
  for (const kind of ['evidence.attach', 'evidence.complete']) expect(stated(kind)[0]!.fact.body).toMatchObject({ size: 900, sha256: hex(file) })
})
