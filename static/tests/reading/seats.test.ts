import { expect, test } from 'vitest'
import { seatsIn, written } from '../../src/reading/seats'

test('seats are read as people write them, each once and in order', () => {
  expect(seatsIn('3 7，12-14、7号', 30)).toEqual({ seats: [3, 7, 12, 13, 14], wrong: [] })
  expect(seatsIn('', 30)).toEqual({ seats: [], wrong: [] })
})

test('what is no seat of the room is named and nothing is guessed', () => {
  expect(seatsIn('3 31 0 5-3 x', 30)).toEqual({ seats: [3], wrong: ['31', '0', '5-3', 'x'] })
})

test('seats are written as people write them', () => {
  expect(written([14, 3, 12, 13, 7, 8])).toBe('3、7、8、12-14')
  expect(written([])).toBe('')
})
