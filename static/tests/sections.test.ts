import { expect, test } from 'vitest'
import { sectionOf } from '../src/sections'

const ALL = ['/board', '/check-in', '/table', '/practical', '/reading', '/office', '/devices']

test('whoever looks at pictures, results or one candidate is at the practical exam', () => {
  const paths = ['/practical', '/results', '/candidate', '/media', '/media/0123456789abcdef0123456789abcdef', '/media-import', '/capture']
  expect(paths.map((path) => sectionOf(path, ALL))).toEqual(paths.map(() => '/practical'))
})

test('on a day without stations pictures are reached from the board', () => {
  const shown = ALL.filter((link) => link !== '/practical')
  expect(sectionOf('/media', shown)).toBe('/board')
  expect(sectionOf('/draw', shown)).toBe('/board')
})

test('papers, office pages and preparing keep their own; a page of this device is under none', () => {
  expect(['/balance', '/count', '/office/badges', '/prepare', '/reading/room/101'].map((path) => sectionOf(path, ALL))).toEqual(['/table', '/table', '/office', '/devices', '/reading'])
  expect(sectionOf('/this-device', ALL)).toBeNull()
  expect(sectionOf('/board', ['/check-in'])).toBeNull()
})
