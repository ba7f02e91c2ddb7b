import { expect, test } from 'vitest'
import { summed } from '../../src/custody/summed'
import type { Item } from '../../src/rows'

const bag = (kind: string, index: number, counts: Record<string, number>) => ({ label: `${kind}${index}`, kind, inside: 'case', counts }) as unknown as Item

test('sixty bags are one line with what they hold in all', () => {
  const bags = Array.from({ length: 60 }, (_, index) => bag('PP', index, { papers: 31 }))
  expect(summed(bags, new Map(bags.map((one) => [one.label, one])))).toEqual(['试卷袋 × 60（1860份）'])
})

test('kinds are told apart, and what was never counted is not summed', () => {
  const bags = [bag('PP', 1, { papers: 31 }), bag('CP', 1, { cards: 31 }), bag('CP', 2, {})]
  expect(summed(bags, new Map(bags.map((one) => [one.label, one])))).toEqual(['试卷袋 31份', '答题卡袋 × 2'])
})
