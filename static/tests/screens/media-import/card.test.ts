import { expect, test } from 'vitest'
import { camerasName, onClock, taken, turnsOf, whose, type Turn } from '../../../src/screens/media-import/card'
import { NOWHERE } from '../../../src/screens/media/placing'
import { sitting } from '../../evidence/given'

const at = (time: string) => Date.parse(`2026-06-20T${time}+08:00`)
const clock = { zone: 'Asia/Shanghai', ahead: 0 }
const turn = (station: string, began: string, ended: string | null, candidate = station): Turn => ({ place: { session: 'P1', room: '901', station, candidate, item: null }, began: at(began), ended: ended === null ? null : at(ended) })
const shot = (begun: string, ended = begun) => ({ begun: at(begun), ended: at(ended), told: 'exif' as const, both: true })

test('a photo’s time is the one on the camera’s clock, less what it is ahead', () => {
  const found = taken('photo', '2026-06-20T09:10:00', 'exif', 0, 0, { ...clock, ahead: 190_000 })
  expect(found).toEqual({ begun: at('09:06:50'), ended: at('09:06:50'), told: 'exif', both: true })
  expect(taken('photo', '2026-06-20T09:10:00+09:00', 'exif', 0, 0, clock).begun).toBe(at('08:10:00'))
})

test('a film whose header has the clock’s time for UTC is seen by the file’s own time', () => {
  const ends = at('09:20:00')
  expect(taken('video', '2026-06-20T09:10:00.000Z', 'movie', ends, 600_000, clock).begun).toBe(at('09:10:00'))
  expect(taken('video', '2026-06-20T01:10:00.000Z', 'movie', ends, 600_000, clock).begun).toBe(at('09:10:00'))
})

test('without a time in its bytes a film ended when its file was written', () => {
  expect(taken('video', null, null, at('09:20:00'), 600_000, clock)).toEqual({ begun: at('09:10:00'), ended: at('09:20:00'), told: 'file', both: true })
})

test('a film that does not say how long it is is left to a person, whatever its file’s time fits', () => {
  const turns = [turn('1', '09:00:00', '10:00:00'), turn('2', '10:05:00', '11:05:00')]
  for (const stopped of ['09:50:00', '10:02:30', '10:06:00']) expect(whose(taken('video', null, null, at(stopped), null, clock), turns)).toBe('unknown')
  const whole = taken('video', null, null, at('10:02:30'), 3_600_000, clock)
  expect(whose(whole, turns)).toBe(turns[0])
  expect(whose(taken('video', null, null, at('09:50:00'), null, clock), [])).toBe('nobody')
})

test('a wall clock’s time is that of its zone', () => {
  expect(onClock('2026-06-20T09:10:00', 'Asia/Shanghai')).toBe(at('09:10:00'))
  expect(onClock('2026-01-20T09:10:00', 'UTC')).toBe(Date.parse('2026-01-20T09:10:00Z'))
})

test('a file is that candidate’s whose time it touches alone', () => {
  const turns = [turn('1', '09:00:00', '09:30:00'), turn('2', '10:00:00', '10:30:00')]
  expect(whose(shot('09:15:00'), turns)).toBe(turns[0])
  expect(whose(shot('09:31:30'), turns)).toBe(turns[0])
  expect(whose(shot('09:45:00'), turns)).toBe('nobody')
})

test('what fits two candidates is left to a person, but for the only one who was working then', () => {
  const both = [turn('1', '09:00:00', '09:30:00'), turn('2', '09:00:00', '09:30:00')]
  expect(whose(shot('09:15:00'), both)).toBe('several')
  const following = [turn('1', '09:00:00', '09:30:00', 'a'), turn('1', '09:31:00', '10:00:00', 'b')]
  expect(whose(shot('09:29:30'), following)).toBe(following[0])
  expect(whose(shot('09:30:30'), following)).toBe('several')
})

test('where nobody noted the end, it is when the next one at that station begins', () => {
  const turns = [turn('1', '09:00:00', null, 'a'), turn('1', '10:00:00', null, 'b')]
  expect(whose(shot('09:50:00'), turns)).toBe(turns[0])
  expect(whose(shot('10:30:00'), turns)).toBe(turns[1])
})

test('only those count who have begun, where the card may have been', () => {
  const rows = [sitting(1, { began: '2026-06-20T09:00:00+08:00', station: '1' }), sitting(2), sitting(3, { began: '2026-06-20T09:00:00+08:00', room: '902' })]
  expect(turnsOf(rows, 1, NOWHERE).map(({ place }) => place.room)).toEqual(['901', '902'])
  expect(turnsOf(rows, 1, { ...NOWHERE, session: 'P1', room: '901', station: '1' })).toHaveLength(1)
  expect(turnsOf(rows, 1, { ...NOWHERE, session: 'P1', room: '901', station: '2' })).toHaveLength(0)
})

test('of a file’s name only what its camera made goes on record', () => {
  expect(camerasName('张三/DCIM/100CANON/IMG_0001.JPG')).toBe('DCIM/100CANON/IMG_0001.JPG')
  expect(camerasName('PRIVATE/AVCHD/BDMV/STREAM/00000.MTS')).toBe('PRIVATE/AVCHD/BDMV/STREAM/00000.MTS')
  expect(camerasName('_DSC0012.NEF')).toBe('_DSC0012.NEF')
  expect(camerasName('手机/PXL_20261122_012345678.jpg')).toBe('PXL_20261122_012345678.jpg')
  expect(camerasName('100_PANA/P1000001.MP4')).toBe('100_PANA/P1000001.MP4')
  expect(camerasName('DJI_20261122_0001_D.MP4')).toBe('DJI_20261122_0001_D.MP4')
  expect(camerasName('张三_身份证.jpg')).toBeNull()
  expect(camerasName('DCIM/100CANON/张三.JPG')).toBeNull()
  expect(camerasName('ZHANGSAN01.JPG')).toBeNull()
  expect(camerasName('36010219900101123X.jpg')).toBeNull()
  expect(camerasName('360102199001011234.jpg')).toBeNull()
  expect(camerasName('13800000000.jpg')).toBeNull()
  expect(camerasName('IMG_0001 张三.JPG')).toBeNull()
})
