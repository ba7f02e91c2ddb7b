import { expect, test } from 'vitest'
import type { AlertRow, FeedRow, Plan } from '../../../src/rows'
import { aboutIn, concerns, countedIn, gathered, holderOf, importsIn, merged } from '../../../src/screens/board/feed'
import { badge, person, refusal } from '../../fakes'

const row = (seq: number, kind: string, over: Partial<FeedRow> = {}): FeedRow => ({
  seq, kind, received: '', at: '', verdict: 'accepted', device: 'd1', plan: 1, person: null, place: null, by: null, refusal: null, ...over,
})
const lines = (...rows: FeedRow[]) => merged(rows).map((line) => [line.row.seq, line.rows.length])

test('imports in a row are one line, named by the newest', () => {
  expect(lines(row(5, 'import.commit'), row(4, 'import.commit'), row(3, 'badge.issue'), row(2, 'import.commit'))).toEqual([[5, 2], [3, 1], [2, 1]])
})

test('every check-in keeps its own line', () => {
  expect(lines(row(2, 'duty.check_in', { person: 1 }), row(1, 'duty.check_in', { person: 1 }))).toEqual([[2, 1], [1, 1]])
})

test('an act about a person is never hidden behind another', () => {
  expect(lines(row(2, 'badge.revoke', { person: 1 }), row(1, 'badge.revoke', { person: 2 }))).toEqual([[2, 1], [1, 1]])
  expect(lines(row(2, 'badge.revoke'), row(1, 'badge.revoke', { person: 2 }))).toEqual([[2, 1], [1, 1]])
})

test('a refused import keeps its own line', () => {
  const words = { zh: refusal.says, en: refusal.says }
  const refused = { verdict: 'refused', refusal: { code: 'x', says: words, fix: words } } as const
  expect(lines(row(2, 'import.commit', refused), row(1, 'import.commit', refused))).toEqual([[2, 1], [1, 1]])
})

test('a board shows its own plan, what names none, and a badge of a plan that is not run here', () => {
  const plan = (number: number) => ({ plan: number }) as Plan
  const plans = new Map([['1', plan(1)], ['2', plan(2)]])
  expect([1, 2, 4711, null].map((number) => concerns(number, plan(1), plans))).toEqual([true, false, true, true])
})

test('alerts with the same words at one place are one, the newest, counted; others stay apart', () => {
  const alert = (id: string, says: string, place = '东门') => ({ id, code: 'badge-revoked', place, says: { zh: says, en: says } }) as AlertRow
  const lines = gathered([alert('c', '遗失'), alert('b', '损坏'), alert('a', '遗失'), alert('d', '遗失', '西门')])
  expect(lines.map(({ alert: { id }, times }) => [id, times])).toEqual([['c', 2], ['b', 1], ['d', 1]])
})

test('a revoked badge’s alert names its holder, a forged one nobody', () => {
  const [badges, people] = [new Map([['ff', badge({ badge: 'ff' })]]), new Map([['1/17', person()]])]
  const whose = (code: string, subject: string) => holderOf({ code, id: `${code}/${subject}` } as AlertRow, badges, people)?.name
  expect(whose('badge-revoked', 'ff')).toBe('王芳')
  expect(whose('badge-revoked', 'd7')).toBeUndefined()
  expect(whose('badge-forged', 'ff')).toBeUndefined()
})

test('alerts gathered into one line name all their holders', () => {
  const alert = (id: string) => ({ id, code: 'badge-revoked', place: '东门', says: { zh: '遗失', en: 'lost' } }) as AlertRow
  const [line] = gathered([alert('b'), alert('a'), alert('x')], ({ id }) => ({ a: '王芳', b: '李强' })[id])
  expect(line).toMatchObject({ times: 3, names: ['李强', '王芳'] })
})

test('acts on several at once are summed, a single one keeps its number', () => {
  const counted = (...rows: FeedRow[]) => countedIn(merged(rows)[0]!)
  expect(counted(row(2, 'badge.issue', { about: '42' }), row(1, 'badge.issue', { about: '100' }))).toBe(142)
  expect(counted(row(2, 'badge.issue', { about: '42' }), row(1, 'badge.issue', { about: '00017-E' }))).toBe(43)
  expect(counted(row(1, 'badge.issue', { about: '00017-E' }))).toBeNull()
  expect(counted(row(1, 'badge.issue', { about: '00017-E', person: 4 }))).toBeNull()
  expect(counted(row(1, 'room.change', { about: '101' }))).toBeNull()
})

test('imports in a row say what came and how many, portraits one by one summed, in the order they came', () => {
  const came = (about: string, n?: string) => row(1, 'import.commit', { about, what: n === undefined ? [] : [n] })
  const [line] = merged([came('portraits', '1'), came('portraits', '41'), came('staff', '42'), came('plan', '1')])
  expect(importsIn(line!)).toEqual([{ kind: 'plan', n: 1 }, { kind: 'staff', n: 42 }, { kind: 'portraits', n: 42 }])
  expect(importsIn(merged([came('rooms')])[0]!)).toEqual([{ kind: 'rooms', n: null }])
})

test('what was changed in a row is named, each once', () => {
  const rooms = ['103', '101', '101'].map((about, n) => row(9 - n, 'room.change', { about }))
  expect(aboutIn(merged(rooms)[0]!)).toEqual(['101', '103'])
  expect(aboutIn(merged([row(1, 'badge.issue', { about: '42' })])[0]!)).toEqual([])
})
