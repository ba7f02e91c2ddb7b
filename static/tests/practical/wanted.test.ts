import { expect, test } from 'vitest'
import { countsNow } from '../../src/practical/wanted'

const before = { began: null, ended: null }
const working = { began: '2026-06-20T01:00:00Z', ended: null }
const after = { ...working, ended: '2026-06-20T02:00:00Z' }
const WHEN = ['before', 'working', 'after', 'any', undefined] as const
const offered = (what: 'photo' | 'video', row: typeof before | typeof working | typeof after) => WHEN.filter((when) => countsNow({ what, ...(when ? { when } : {}) }, row))

test('a photo is asked for when it can count: neither too late nor too early', () => {
  expect(offered('photo', before)).toEqual(['before', 'any', undefined])
  expect(offered('photo', working)).toEqual(['working', 'any', undefined])
  expect(offered('photo', after)).toEqual(['after', 'any', undefined])
})

test('a film of the work may begin before it, as it has to show all of it', () => {
  expect(offered('video', before)).toEqual(['before', 'working', 'any', undefined])
  expect(offered('video', working)).toEqual(['working', 'any', undefined])
  expect(offered('video', after)).toEqual(['after', 'any', undefined])
})
