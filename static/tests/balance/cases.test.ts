import { expect, test } from 'vitest'
import { defaults, figuresOf, impossible, standing, type Kind, type Rules } from '../../src/balance/counts'
import { roomLines } from '../../src/balance/lines'
import type { CountsRow } from '../../src/balance/rows'
import copied from './cases.json'

const policies = copied.policies as unknown as Rules[]
const cases = copied.cases as unknown as {
  policy: number
  kind: Kind
  values: Record<string, number>
  figures: string[]
  defaults: Record<string, number>
  impossible: string[][]
  lines: unknown[][]
}[]

test('rooms that hold, differ and are half counted occur in the cases', () => {
  const states = new Set(cases.flatMap(({ lines }) => lines.map(([code, state]) => `${code} ${state}`)))
  expect(states.size).toBeGreaterThan(30)
})

test('figures, proposals and lines are worked out here as on the hub', () => {
  for (const one of cases) {
    const policy = policies[one.policy]!
    const said = JSON.stringify(one)
    expect(figuresOf(one.kind, policy), said).toEqual(one.figures)
    expect(defaults(one.values, one.kind, policy), said).toEqual(one.defaults)
    expect(impossible(one.values), said).toEqual(one.impossible)
    const lines = roomLines('3', one.kind, one.values, policy)
    expect(lines.map(({ code, state, expected, found, says }) => [code, state, expected, found, says.zh, says.en]), said).toEqual(
      one.lines.map(([code, state, expected, found, zh, en]) => [code, state, state === 'unknown' ? null : expected, state === 'unknown' ? null : found, zh, en]),
    )
  }
})

test('whose word stands is decided here as on the hub: what is on record, else the highest', () => {
  const words = copied.words as unknown as { counts: CountsRow['counts']; stands: Record<string, [number, string]> }[]
  for (const { counts, stands } of words) {
    const found = Object.entries(standing(counts)).map(([code, { value, by }]) => [code, [value, by]])
    expect(Object.fromEntries(found)).toEqual(stands)
  }
})
