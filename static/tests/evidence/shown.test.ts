// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { now } from '../../src/clock'
import { words } from '../../src/i18n'
import { grown, growing, pictured, type Growth } from '../../src/evidence/growing'
import { smallOf, standingWords, stateWords, wholeOf } from '../../src/evidence/shown'
import { piece } from './given'

await words('evidence')

const heard = (ago: number): Growth => ({ upload: 'u', offset: 10, length: null, at: now.value - ago })

test('of a film that runs it is said how long nothing has come, and not that it is being recorded', () => {
  const film = piece('film', { media: 'video', state: 'live' })
  expect(standingWords(film, heard(2_000))).toBe('正在录制')
  expect(standingWords(film, heard(70_000))).toContain('没有新画面')
  expect(standingWords(piece('film', { media: 'video', state: 'equal' }), heard(70_000))).toBe('核对一致')
})

test('of a finished film that is sent without a length it is said how much is here, and not that it is being recorded', () => {
  const film = piece('file', { media: 'video', state: 'arriving', size: 1_000, received: 0, source: { kind: 'file', make: null, model: null, serial: null, name: null } })
  const half: Growth = { upload: 'u', offset: 500, length: null, at: now.value - 70_000 }
  expect(standingWords(film, half)).toBe('已收 50%')
  expect(standingWords({ ...film, state: 'announced' }, half)).toBe('已收 50%')
  expect(standingWords({ ...film, state: 'announced', size: null }, { ...half, at: now.value })).toBe('正在录制')
})

test('a page opened after a phone died says so as one that was open all the time', () => {
  const film = piece('f1', { media: 'video', state: 'live' })
  expect(standingWords(film)).toBe('正在录制')
  grown({ evidence: 'f1', upload: 'u', offset: 10, length: null, at: new Date(now.value - 300_000).toISOString() })
  expect(standingWords(film)).toContain('没有新画面')
  grown({ evidence: 'f1', upload: 'u', offset: 20, length: null })
  expect(growing.get('f1')!.offset).toBe(20)
  expect(standingWords(film)).toBe('正在录制')
})

test('a film that was cut off on its device is not said to lack what had been filmed', () => {
  const film = piece('film', { media: 'video', state: 'interrupted' })
  expect(stateWords(film, undefined)).toBe('中断，没有收齐')
  expect(stateWords({ ...film, cut: true, equal: true }, undefined)).toBe('拍摄中断，录到的已收齐')
})

test('a photo’s small picture is shown as soon as the hub has made it; its row names the same one', () => {
  const photo = piece('early', { state: 'equal', thumb: null })
  expect(smallOf(photo)).toBeNull()
  pictured({ evidence: 'early', thumb: '0123456789ab' })
  pictured({ evidence: 'early' })
  expect(smallOf(photo)).toBe('/api/evidence/early/thumb?v=0123456789ab')
  expect(smallOf({ ...photo, thumb: '0123456789ab' })).toBe('/api/evidence/early/thumb?v=0123456789ab')
  expect(smallOf({ ...photo, state: 'removed' })).toBeNull()
})

test('a film is played by its copy, else the original itself, once the hub has looked into it and where browsers know its kind', () => {
  const film = piece('f', { media: 'video', type: 'video/mp4', thumb: null, poster: 'p1' })
  expect(wholeOf({ ...film, film: 'v2' })).toBe('/api/evidence/f/film?v=v2')
  for (const type of ['video/mp4', 'video/quicktime', 'video/webm']) expect(wholeOf({ ...film, type })).toBe('/api/evidence/f/original')
  for (const type of ['video/x-msvideo', 'video/mp2t', 'application/octet-stream']) expect(wholeOf({ ...film, type })).toBeNull()
  for (const state of ['arriving', 'live', 'unreadable', 'removed'] as const) expect(wholeOf({ ...film, state })).toBeNull()
  expect(wholeOf({ ...film, poster: null, width: null })).toBeNull()
  expect(wholeOf(piece('photo'))).toBeNull()
})
