import { createHash } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { deviceKey } from '../../src/keys'
import { outbox } from '../../src/outbox'
import { bringing, type Bringing, type Pass } from '../../src/reading/bring'
import type { BatchRow } from '../../src/reading/rows'
import { answered, fakeHub, freshDatabase, type FakeHub } from '../fakes'
import { batch } from './rows'

const said = { plan: 1, session: null, profile: null, station: '一号机' }

let hub: FakeHub
let rows: Map<string, BatchRow>
let page: Bringing

/** The page that brings files of a stick, to a hub that makes of each what `makes` says. */
async function open(makes: (sha256: string, pass: Pass) => BatchRow): Promise<void> {
  const database = await freshDatabase()
  hub = fakeHub()
  hub.ask = async <T>(): Promise<ReturnType<typeof answered<T>>> => answered({ sha256: '' } as T)
  const sync = async () => {
    for (const { fact } of hub.batches.flat()) {
      const body = fact.body as { sha256: string; pass: Pass }
      rows.set(`1/${body.sha256}`, makes(body.sha256, body.pass))
    }
  }
  const queue = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))! })
  page = bringing({ hub, outbox: queue, store: { rows: () => rows, sync } } as unknown as Parameters<typeof bringing>[0])
}

const card = (name: string, says = 'cards') => new File([says], name, { lastModified: 1_763_775_000_000 })
const sha256 = (says: string) => createHash('sha256').update(says).digest('hex')
const known = (over: Partial<BatchRow>) => rows.set(`1/${sha256('cards')}`, batch({ sha256: sha256('cards'), ...over }))
const states = () => page.files.map(({ state }) => state)
const brought = () => hub.batches.flat().map(({ fact }) => fact.body)

beforeEach(async () => {
  rows = new Map()
  await open((of, pass) => batch({ sha256: of, pass }))
})

test('a file that the hub has as this reading is not brought again', async () => {
  known({ pass: 1 })
  await page.read([card('B.TXT')], 1, 1)
  expect(states()).toEqual(['there'])
  await page.bring({ ...said, pass: 1 })
  expect(brought()).toEqual([])
})

test('a second reading that came to the bytes of the first is brought as the second', async () => {
  known({ pass: 1 })
  await open((of) => batch({ sha256: of, pass: 1, passes: [1, 2] }))
  await page.read([card('B.TXT')], 1, 2)
  expect(states()).toEqual(['ready'])
  await page.bring({ ...said, pass: 2 })
  expect(brought()).toMatchObject([{ sha256: sha256('cards'), name: 'B.TXT', pass: 2, rule: 1 }])
  expect(states()).toEqual(['done'])
})

test('which reading it is may be chosen after the files', async () => {
  known({ pass: 1 })
  await page.read([card('B.TXT'), card('C.TXT', 'more')], 1, 1)
  expect(states()).toEqual(['there', 'ready'])
  page.readAs(1, 2)
  expect(states()).toEqual(['ready', 'ready'])
  page.readAs(1, 1)
  expect(states()).toEqual(['there', 'ready'])
})

test('bytes that the hub has as both readings are not brought as either', async () => {
  known({ pass: 1, passes: [1, 2] })
  for (const pass of [1, 2] as const) {
    await page.read([card('B.TXT')], 1, pass)
    expect(states()).toEqual(['there'])
  }
})

test('the very file of the first reading is told to be no second', async () => {
  known({ pass: 1 })
  await open((of) => batch({ sha256: of, pass: 1 }))
  await page.read([card('A.TXT')], 1, 2)
  await page.bring({ ...said, pass: 2 })
  expect(states()).toEqual(['same'])
})
