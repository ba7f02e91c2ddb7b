import { expect, test } from 'vitest'
import { added, kindOf, KINDS, lineOf, ofKind, ofMedia, ofWhom, unclear, withUsual, type Line } from '../../../src/screens/office/practical/wanted'

const line = (over: Partial<Line> = {}): Line => ({
  id: 'w', what: 'photo', purpose: 'practical', words: '接线', least: 1, per: 'candidate', when: 'working', item: null, shortest: 0, missing: 2, from_identity: false, ...over,
})

test('a line of before is asked for at any time and of any item', () => {
  const { when, item, shortest, from_identity } = lineOf({ id: 'w', what: 'video', purpose: 'practical', words: '录像', least: 1, per: 'station' })
  expect([when, item, shortest, from_identity]).toEqual(['any', null, 0, false])
})

test('each kind that is picked is the one that is shown again', () => {
  for (const kind of KINDS) expect(kindOf(ofKind(line(), kind))).toBe(kind)
})

test('a room has its own pictures, which have no time and no item', () => {
  expect(ofKind(line({ item: 'a' }), 'room')).toMatchObject({ per: 'room', purpose: 'room', when: 'any', item: null })
  expect(ofWhom(line({ item: 'a' }), 'room')).toMatchObject({ per: 'room', purpose: 'room', when: 'any', item: null })
  expect(ofWhom(line({ purpose: 'workpiece', when: 'any' }), 'room')).toMatchObject({ per: 'room', purpose: 'workpiece' })
  expect(ofWhom(ofKind(line(), 'room'), 'candidate')).toMatchObject({ per: 'candidate', purpose: 'practical' })
  expect(ofKind(ofKind(line(), 'room'), 'before')).toMatchObject({ per: 'candidate', purpose: 'practical', when: 'before' })
})

test('a photo has no length', () => {
  expect(ofMedia(line({ what: 'video', shortest: 5 }), 'photo').shortest).toBe(0)
  expect(ofMedia(line({ what: 'video', shortest: 5 }), 'video').shortest).toBe(5)
})

test('a line that is added has an id that none has, and is unclear until it says what it shows', () => {
  const two = added([line({ id: 'm2' })])
  expect(two.map(({ id }) => id)).toEqual(['m2', 'm3'])
  expect(unclear(two)).toBe(true)
  expect(unclear([two[0]!, { ...two[1]!, words: '操作过程' }])).toBe(false)
  expect(unclear([two[0]!, { ...two[1]!, words: ' 接线 ' }])).toBe(true)
})

test('back to the usual list: what was changed or removed of it is as it was, what the office added stays behind it', () => {
  const fresh = withUsual([])
  expect(fresh.map(({ id }) => id)).toEqual(['id-face', 'before', 'working', 'workpiece', 'station', 'room'])
  const own = line({ id: 'm7', words: '关键步骤' })
  expect(withUsual([own, { ...fresh[1]!, words: '别的', least: 4 }])).toEqual([...fresh, own])
  // Nobody could tell two lines of the same words apart.
  expect(withUsual([line({ id: 'm8', words: ` ${fresh[2]!.words} ` })])).toEqual(fresh)
  expect(unclear(withUsual([own]))).toBe(false)
})
