import { describe, expect, test } from 'vitest'
import { cardsOf, commitment, shuffled, stationsOf } from '../../src/practical/lots'
import { failedQuestions, points, pointsTyped, refusalOf, totalOf, unscored } from '../../src/practical/score'
import cases from './cases.json'

describe('as the hub does', () => {
  test.each(cases.lots)('lots $number of $stations.length stations', async ({ session, room, number, seed, stations, turns, hash, order }) => {
    expect(await commitment(session, room, number, seed, stations, turns)).toBe(hash)
    expect((await shuffled(seed, stations, turns)).map(({ station, turn }) => [station, turn])).toEqual(order)
  })

  test.each(cases.sheets.map((one, index) => ({ index, one })))('sheet $index', ({ one }) => {
    expect(totalOf(one.items, one.scored)).toBe(one.total)
    expect(unscored(one.items, one.scored)).toEqual(one.unscored)
    expect([...failedQuestions(one.items, one.scored)].sort()).toEqual(one.failed)
    expect(refusalOf(one.items, one.scored, one.stated)).toBe(one.refused)
  })
})

test('stations are written as people write them', () => {
  expect(stationsOf('1-3')).toEqual(['1', '2', '3'])
  expect(stationsOf('A1，A2、B 7~8')).toEqual(['A1', 'A2', 'B', '7', '8'])
  expect(stationsOf('  ')).toEqual([])
})

test('a card on a station that was taken out is no card to pick', () => {
  const mark = { at: '', by: null, fact: '', device: '' }
  const row = { stations: ['1', '2'], turns: 1, cards: [{ card: 1, candidate: 'x', station: '2', turn: 1, mark }], out: [{ station: '1', reason: '', mark }] }
  expect(cardsOf(row, [{ station: '2', turn: 1 }, { station: '1', turn: 1 }], [])).toEqual([
    { card: 1, taken: { candidate: 'x', station: '2', turn: 1 }, out: false, held: false },
    { card: 2, taken: null, out: true, held: false },
  ])
  expect(cardsOf(row, null, [])[1]).toEqual({ card: 2, taken: null, out: false, held: false })
})

test('a card on a station that somebody has by the cards laid out before is no card to pick', () => {
  const row = { stations: ['1', '2'], turns: 2, cards: [], out: [] }
  const order = [{ station: '1', turn: 2 }, { station: '2', turn: 1 }, { station: '1', turn: 1 }, { station: '2', turn: 2 }]
  expect(cardsOf(row, order, [{ station: '1', turn: 1 }, { station: '9', turn: 1 }]).map(({ held }) => held)).toEqual([false, false, true, false])
})

test('points are written and read as people do', () => {
  expect([9250, 6000, 5, 10000].map(points)).toEqual(['92.5', '60', '0.05', '100'])
  expect(['92.5', '7', '', '1.234', '-1', 'x'].map(pointsTyped)).toEqual([9250, 700, null, null, null, null])
  expect(['１５', ' ９．５ ', '15分', '9,5'].map(pointsTyped)).toEqual([1500, 950, null, null])
})
