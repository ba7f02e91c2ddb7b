import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/database'
import { draftKey, draftOf, forgetTold, keepDraft, type Draft } from '../../src/practical/drafts'
import type { PracticalRow } from '../../src/practical/rows'
import { sitting } from '../evidence/given'
import { freshDatabase } from '../fakes'

let database: Database
beforeEach(async () => {
  database = await freshDatabase()
})

const place = { plan: 1, session: 'P1', room: '901' }
const key = draftKey(place, sitting(1).candidate, 10)
const items = { a: { found: '', score: 8_650, failed: null } }
const signed: Draft = { items: {}, signed: { version: 1, total: 8_650, items } }
const rows = (version: number, told: boolean): ReadonlyMap<string, PracticalRow> => {
  const sheet = { fact: 'f', at: '2026-06-20T10:00:00+08:00', version, reason: '', total: told ? 8_650 : null, failed: told ? false : null, items: told ? [] : null }
  return new Map([[`1/P1/901/${sitting(1).candidate}`, sitting(1, { scores: { 10: sheet } })]])
}
const left = async () => (await draftOf(database, key)).signed !== null

test('a signed sheet is kept here while it is sealed, and no longer', async () => {
  await keepDraft(database, key, signed)
  await forgetTold(database, new Map())
  await forgetTold(database, rows(1, false))
  expect(await left()).toBe(true)
  await forgetTold(database, rows(1, true))
  expect(await left()).toBe(false)
})

test('what the hub does not have yet, and what is being written, stays', async () => {
  await keepDraft(database, key, { ...signed, signed: { ...signed.signed!, version: 2 } })
  await forgetTold(database, rows(1, true))
  expect(await left()).toBe(true)
  await keepDraft(database, key, { ...signed, items })
  await forgetTold(database, rows(1, true))
  expect((await draftOf(database, key)).items).toEqual(items)
})

test('what somebody else signed on this device is left alone', async () => {
  await keepDraft(database, key, signed)
  const other = draftKey(place, sitting(1).candidate, 11)
  await keepDraft(database, other, signed)
  await forgetTold(database, rows(1, true))
  expect([await left(), (await draftOf(database, other)).signed !== null]).toEqual([false, true])
})
