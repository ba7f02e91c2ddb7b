import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ref } from 'vue'
import type { Database } from '../../../src/database'
import type { EvidenceRow } from '../../../src/evidence/rows'
import { deviceKey } from '../../../src/keys'
import { tus } from '../../../src/media/tus'
import { outbox } from '../../../src/outbox'
import { bringing, importedId, type Bringing, type BringingParts, type Card } from '../../../src/screens/media-import/bringing'
import { NOWHERE } from '../../../src/screens/media/placing'
import { fakeHub, freshDatabase, plan, refusal, type FakeHub } from '../../fakes'
import { UploadHub } from '../../media/upload-hub'

const card: Card = { plan: plan(), place: { ...NOWHERE, session: 'S2', room: '101' }, source: 'camera', purpose: 'workpiece', ahead: 0 }
const reasons = { byTime: '按时间', byHand: '人工' }

let hub: UploadHub
let base: string
let facts: FakeHub
let database: Database
let rows: Map<string, Pick<EvidenceRow, 'state' | 'device' | 'upload' | 'size' | 'sha256'>>

beforeEach(async () => {
  hub = new UploadHub()
  base = await hub.open()
  facts = fakeHub()
  database = await freshDatabase()
  rows = new Map()
})
afterEach(() => hub.close())

/** The page that brings a card, on device d7. */
function page(over: Partial<BringingParts> = {}): Bringing {
  const queue = outbox({ database, hub: facts, device: () => 'd7', key: async () => (await deviceKey(database))! })
  const app = { outbox: queue, database, identity: ref({ device: 'd7' }), store: { rows: () => rows } } as unknown as BringingParts['app']
  return bringing({ app, tus: tus(base, () => 'zh'), may: () => true, reasons, again: 1, ...over })
}

/** A photo on a card, as far as its first bytes tell. */
function photo(name: string, says: string, lastModified = 1_763_775_000_000): File {
  const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new TextEncoder().encode(says)])
  return new File([bytes], name, { type: 'image/jpeg', lastModified })
}

const hex = async (file: File) => createHash('sha256').update(Buffer.from(await file.arrayBuffer())).digest('hex')
const states = ({ files }: Bringing) => files.map(({ name, state }) => [name, state])
const attached = () => facts.batches.flat().filter(({ fact }) => fact.kind === 'evidence.attach')

test('a second camera’s card with the same file names is brought as well', async () => {
  const bringer = page()
  await bringer.read([photo('IMG_0001.JPG', 'first camera')], 1)
  await bringer.bring(card, () => null)
  await bringer.read([photo('IMG_0001.JPG', 'second one, ', 1_763_775_060_000), photo('IMG_0002.JPG', 'first camera')], 1)
  expect(states(bringer)).toEqual([['IMG_0001.JPG', 'done'], ['IMG_0001.JPG', 'ready'], ['IMG_0002.JPG', 'same']])
  expect(new Set(bringer.files.map(({ number }) => number)).size).toBe(3)
  await bringer.bring(card, () => null)
  expect(attached()).toHaveLength(2)
})

test('the same folder chosen twice is listed once', async () => {
  const bringer = page()
  await bringer.read([photo('IMG_0001.JPG', 'a')], 1)
  await bringer.read([photo('IMG_0001.JPG', 'a')], 1)
  expect(states(bringer)).toEqual([['IMG_0001.JPG', 'ready']])
})

/** A file in a folder that was chosen. */
function inFolder(path: string, head: string): File {
  const file = new File([Buffer.from(`${head}${'00'.repeat(60)}`, 'hex')], path.split('/').at(-1)!, { lastModified: 1_763_775_000_000 })
  return Object.defineProperty(file, 'webkitRelativePath', { value: path })
}

test('what cameras and computers keep on a card, raw photos and sound are not brought but named, also when it is chosen again', async () => {
  const [jpeg, mp4, raw, sound] = ['ffd8ff', '00000018667479706d70343200000000', '00000018667479706372782000000001', '00000018667479704d34412000000000']
  const chosen = [
    inFolder('SUB/DCIM/100GOPRO/GOPR0001.THM', jpeg), inFolder('SUB/DCIM/100GOPRO/GOPR0001.LRV', mp4), inFolder('SUB/DCIM/100CANON/IMG_0001.CR3', raw),
    inFolder('SUB/M4ROOT/SUB/C0001S03.MP4', mp4), inFolder('SUB/M4ROOT/SUB/C0002S03.MP4', mp4), inFolder('SUB/M4ROOT/THMBNL/C0001T01.JPG', jpeg),
    inFolder('SUB/$RECYCLE.BIN/X.JPG', jpeg), inFolder('SUB/REC001.M4A', sound), inFolder('SUB/INDEX.BIN', '00'), inFolder('SUB/DCIM/IMG_0002.JPG', jpeg),
  ]
  const bringer = page()
  for (let time = 0; time < 2; time += 1) {
    await bringer.read(chosen, 1)
    expect(states(bringer)).toEqual([['SUB/DCIM/IMG_0002.JPG', 'ready']])
    expect(new Set(bringer.left.value.map(({ name, why, n }) => `${name} ${why} ${n}`))).toEqual(new Set([
      'DCIM/100CANON/IMG_0001.CR3 kind 1', 'REC001.M4A kind 1', 'DCIM/100GOPRO/GOPR0001.THM small 1', 'DCIM/100GOPRO/GOPR0001.LRV second 1',
      'M4ROOT/SUB/*.MP4 second 2', 'M4ROOT/THMBNL/C0001T01.JPG small 1', '$RECYCLE.BIN/X.JPG deleted 1',
    ]))
  }
})

test('what the hub refused is brought when it is chosen again, at the place somebody gave it', async () => {
  const bringer = page()
  await bringer.read([photo('IMG_0001.JPG', 'a')], 1)
  const place = { ...NOWHERE, session: 'S2', room: '102' }
  bringer.files[0]!.place = place
  facts.refuses = () => refusal
  await bringer.bring(card, () => null)
  expect(bringer.files).toMatchObject([{ state: 'refused', why: '08:01 已在东门签到 请放行' }])
  facts.refuses = () => null
  await bringer.read([photo('IMG_0001.JPG', 'a')], 1)
  expect(bringer.files).toMatchObject([{ state: 'ready', place }])
  await bringer.bring(card, () => place)
  expect(states(bringer)).toEqual([['IMG_0001.JPG', 'done']])
  expect(attached()).toHaveLength(2)
  expect(hub.uploads.size).toBe(1)
  expect(hub.only.metadata).toContain(btoa(attached()[1]!.fact.id))
})

test('what was announced before the page was left is not announced again', async () => {
  const before = page()
  await before.read([photo('IMG_0001.JPG', 'a')], 1)
  await before.bring(card, () => null)
  const after = page()
  await after.read([photo('IMG_0001.JPG', 'a')], 1)
  await after.bring(card, () => null)
  expect(attached()).toHaveLength(1)
})

test('once nobody is signed in any more, the next file is not begun', async () => {
  let signedIn = true
  const bringer = page({ may: () => signedIn })
  await bringer.read([photo('IMG_0001.JPG', 'a'), photo('IMG_0002.JPG', 'b')], 1)
  await bringer.bring(card, () => ((signedIn = false), null))
  expect(states(bringer)).toEqual([['IMG_0001.JPG', 'done'], ['IMG_0002.JPG', 'ready']])
  expect([bringer.halted.value, attached().length]).toEqual([true, 1])
  signedIn = true
  await bringer.bring(card, () => null)
  expect([bringer.halted.value, attached().length]).toEqual([false, 2])
})

test('only what the hub has whole is called imported; removed has words of its own, and what another device left half is brought', async () => {
  const states = ['announced', 'live', 'arriving', 'interrupted', 'differs', 'complete', 'equal', 'unreadable', 'removed'] as const
  for (const device of ['d7', 'd3']) {
    const found: string[] = []
    for (const state of states) {
      const file = photo('IMG_0001.JPG', `${device} ${state}`)
      const row = { state, device, upload: null, size: file.size, sha256: await hex(file) }
      rows.set(await importedId(1, row.sha256), row)
      const bringer = page()
      await bringer.read([file], 1)
      const [one] = bringer.files
      found.push(one!.state)
      expect(one!.half).toBe(device === 'd3' && one!.state === 'ready' ? 'd3' : null)
    }
    expect(found).toEqual([...Array(5).fill('ready'), ...Array(3).fill('twice'), 'removed'])
  }
})

test('what another device left half is announced and sent from here, not put behind the other’s bytes', async () => {
  const file = photo('IMG_0001.JPG', 'half')
  rows.set(await importedId(1, await hex(file)), { state: 'interrupted', device: 'd3', upload: 'of-d3', size: file.size, sha256: await hex(file) })
  const bringer = page()
  await bringer.read([file], 1)
  await bringer.bring(card, () => null)
  expect(bringer.files).toMatchObject([{ state: 'done' }])
  expect(attached()).toHaveLength(1)
  expect(hub.asked).toEqual(['POST', 'PATCH 0'])
  expect(hub.only.bytes).toHaveLength(file.size)
})

test('on a slow network a file is sent in pieces small enough to arrive', async () => {
  const slow: typeof fetch = async (to, how) => {
    if (how?.body instanceof Uint8Array && how.body.byteLength > 200_000) throw new DOMException('', 'TimeoutError')
    return fetch(to, how)
  }
  const file = photo('IMG_0001.JPG', 'x'.repeat(900_000))
  const bringer = page({ tus: tus(base, () => 'zh', slow) })
  await bringer.read([file], 1)
  await bringer.bring(card, () => null)
  expect(bringer.files).toMatchObject([{ state: 'done' }])
  expect(hub.only.bytes).toHaveLength(file.size)
})
