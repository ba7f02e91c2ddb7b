import { expect, test } from 'vitest'
import { batchesOf, broughtBy, broughtUp, counted, dropping, faultsOf, green, lacks, mayLeaveOut, openIn, openReading, roomsOf, toConfirm } from '../../src/reading/standing'
import { batch, fault, room } from './rows'

const proposal = (by: number) => ({ fact: 'f1', by, at: '2026-11-22T11:00:00+08:00', resolution: { what: 'confirm-blank' }, reason: '看过卡', rejected: null })

test('rooms stand in the order of their numbers, and each state is counted', () => {
  const rooms = roomsOf([room('10'), room('2', { state: 'faults' }), room('1', { state: 'closed' }), room('3', { session: 'S2' })], 1, 'S1')
  expect(rooms.map((one) => one.room)).toEqual(['1', '2', '10'])
  expect(counted(rooms)).toEqual({ waiting: 0, read: 0, faults: 1, green: 1, closed: 1 })
  expect(rooms.filter(green)).toHaveLength(2)
})

test('the session whose reading is not done comes first, also while the next one sits', () => {
  const sessions = [{ id: 'S1' }, { id: 'S2' }]
  const [read, none] = [room('1', { state: 'read', read: 30 }), room('2', { state: 'waiting', read: 0 })]
  const done = room('1', { state: 'green', read: 30 })
  let files = [batch({ session: 'S1', state: 'closed' })]
  const open = (first: (typeof read)[], second: (typeof read)[]) => openReading(sessions, (id) => (id === 'S1' ? first : second), files)
  expect(open([read, none], [none])).toBe('S1')
  expect(open([done, none], [none])).toBe('S1')
  expect(open([done], [read])).toBe('S2')
  expect(open([none], [none])).toBeNull()
  expect(open([done], [none])).toBeNull()
  files = [...files, batch({ sha256: 'b2', session: 'S1' })]
  expect(open([done], [read]), 'a file waits for three signatures, though every room is green').toBe('S1')
  files = [batch({ session: 'S2' })]
  expect(open([done], [none])).toBeNull()
  expect(open([done], [done])).toBe('S2')
})

test('what waits for a word comes first, then what holds up, then what is done', () => {
  const found = faultsOf(
    [fault({ key: 'd', state: 'settled' }), fault({ key: 'c', holds_up: false }), fault({ key: 'b' }), fault({ key: 'a', state: 'proposed', proposal: proposal(3) }), fault({ key: 'x', room: '102' })],
    1, 'S1', '101',
  )
  expect(found.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd'])
})

test('nobody is asked to confirm their own proposal', () => {
  const faults = [fault({ state: 'proposed', proposal: proposal(3) }), fault()]
  expect(toConfirm(faults, 3)).toEqual([])
  expect(toConfirm(faults, 4)).toHaveLength(1)
})

test('a file is held up by the open faults of its rooms, and by its own', () => {
  const faults = [fault(), fault({ room: '102', batch: 'cd' }), fault({ room: null }), fault({ state: 'settled' }), fault({ holds_up: false })]
  expect(openIn(batch(), faults)).toBe(2)
})

test('files nobody could place yet are shown with every session, the newest first', () => {
  const found = batchesOf([batch({ sha256: 'a', received: '2026-11-22T11:00:00Z' }), batch({ sha256: 'b', session: null, received: '2026-11-22T12:00:00Z' }), batch({ sha256: 'c', session: 'S2' })], 1, 'S1')
  expect(found.map(({ sha256 }) => sha256)).toEqual(['b', 'a'])
})

test('a room that was read says what it waits for: its record sheet, then the cards in the bag', () => {
  const bag = { key: 'bag', zh: '', en: '', expected: null, found: 30, state: 'unknown' as const }
  expect(lacks(room('101', { state: 'read', absent: null, bag: null, equations: [bag] }))).toBe('sheet')
  expect(lacks(room('101', { state: 'read', bag: null, equations: [bag], marked: { at: '2026-11-22T11:00:00+08:00', by: 1 } }))).toBe('bag')
  expect(lacks(room('101', { state: 'faults', absent: null })), 'faults come first').toBeNull()
  expect(lacks(room('101', { state: 'read' }))).toBeNull()
})

test('a file of which nothing counts may be put aside as a whole, one with new rooms besides may not', () => {
  expect(mayLeaveOut(batch({ state: 'refused', rooms: {} }))).toBe(true)
  expect(mayLeaveOut(batch({ state: 'unplaced', session: null }))).toBe(true)
  expect(mayLeaveOut(batch({ state: 'held', rooms: { 101: 30, 102: 30 }, held: ['101'], kept: ['102'] }))).toBe(true)
  expect(mayLeaveOut(batch({ state: 'held', rooms: { 101: 30, 103: 30 }, held: ['101'] }))).toBe(false)
  expect(['read', 'closed', 'received', 'dropped'].filter((state) => mayLeaveOut(batch({ state: state as 'read', rooms: {} })))).toEqual([])
})

test('what is proposed about a file comes before what the rules found in it', () => {
  const drop = [{ what: 'drop-file', zh: '不用', en: 'leave out' }]
  const found = fault({ key: 'cut/-/ab', resolutions: drop })
  const proposed = fault({ key: 'aside/-/ab', resolutions: drop, state: 'proposed', proposal: proposal(3) })
  expect(dropping(batch(), [fault(), found])?.key).toBe('cut/-/ab')
  expect(dropping(batch(), [found, proposed])?.key).toBe('aside/-/ab')
  expect(dropping(batch(), [fault({ resolutions: drop, state: 'settled' })])).toBeUndefined()
})

test('a file of no session is put aside in the session that is looked at', () => {
  const says = { says: '整份不用', way: '不用这份文件' }
  expect(broughtUp(batch({ sha256: '0123456789abcdef', session: null }), 'S2', says)).toMatchObject({ session: 'S2', key: 'aside/-/0123456789ab' })
  expect(broughtUp(batch(), 'S2', says).session).toBe('S1')
})

test('the files a station handed in add up: this session, others, none yet, and those others had brought before', () => {
  const files = [batch(), batch({ session: 'S2' }), batch({ session: null }), batch({ device: 'd8' })]
  expect(broughtBy(files, { device: 'd7', received: 4 }, 'S1')).toEqual({ here: 1, other: 1, unplaced: 1, elsewhere: 1 })
})
