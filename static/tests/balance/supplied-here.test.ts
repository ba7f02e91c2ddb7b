import { expect, test } from 'vitest'
import { suppliedHere } from '../../src/balance/room'
import type { CountsRow } from '../../src/balance/rows'
import type { Queued } from '../../src/database'
import type { Item } from '../../src/rows'

const PLACE = { plan: 1, session: 'S1', room: '101' }
const row: CountsRow = { ...PLACE, counts: { custody: { cards_in: 31, cards_sup: 0 }, chief: { cards_ans: 30 } }, last: {} }

function item(label: string, room: string | null, fact: string | null = null): [string, Item] {
  const act = fact === null ? null : { fact, kind: 'custody.supply', device: 'd1' }
  return [`1/${label}`, { label, plan: 1, session: 'S1', room, act } as Item]
}

function supply(id: string, target: string, acted = true): Queued {
  const body = { plan: 1, source: 'SP', target, what: 'cards', number: 2 }
  return { id, kind: 'custody.supply', acted, fact: { body } } as unknown as Queued
}

const items = (fact: string | null = null) => new Map([item('SP', null, fact), item('CP', '101', fact), item('CP2', '102')])

test('a supply that waits on this device is counted for its room at once, for no other', () => {
  expect(suppliedHere(row, PLACE, [supply('f1', 'CP')], items())!.counts.custody).toEqual({ cards_in: 31, cards_sup: 2 })
  expect(suppliedHere(row, PLACE, [supply('f1', 'CP2')], items())!.counts.custody).toEqual({ cards_in: 31, cards_sup: 0 })
})

test('what the rows show already is not counted twice, and an attempt that was turned away not at all', () => {
  expect(suppliedHere(row, PLACE, [supply('f1', 'CP')], items('f1'))!.counts.custody!.cards_sup).toBe(0)
  expect(suppliedHere(row, PLACE, [supply('f1', 'CP', false)], items())).toBe(row)
})

test('what people counted stays as it is', () => {
  expect(suppliedHere(row, PLACE, [supply('f1', 'CP')], items())!.counts.chief).toEqual({ cards_ans: 30 })
})
