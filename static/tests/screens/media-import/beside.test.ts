import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { beside, linesOf, looksLike } from '../../../src/screens/media-import/beside'
import { kindOf } from '../../../src/screens/media-import/kind'

const at = (path: string) => new URL(`../../../../tests/${path}`, import.meta.url)
/** What `kaowu media import` is held to as well (`tests/cli/test_card.py`). */
const CASES = JSON.parse(readFileSync(at('cli/card.json'), 'utf-8')) as [path: string, head: string, becomes: string | null][]
const bytes = (head: string) => new Uint8Array([...Buffer.from(head, 'hex'), ...Array<number>(200).fill(0)])
const hidden = (path: string) => path.split('/').some((part) => part.startsWith('.'))

test.each(CASES.filter(([path]) => !hidden(path)))('%s on a card (%s) becomes %s', (path, head, becomes) => {
  const own = beside(path)
  const kind = own === null ? (kindOf(bytes(head))?.type ?? 'kind') : own
  expect(kind.includes('/') || looksLike(path) ? kind : null).toBe(becomes)
})

test('a camcorder’s stream is known by five packets, as the hub knows it', () => {
  const stream = new Uint8Array(readFileSync(at('imaging/recordings/camcorder.mts')))
  expect(kindOf(stream.subarray(0, 4_096))?.type).toBe('video/mp2t')
  const three = new Uint8Array(4_096)
  for (const packet of [0, 1, 2]) three[packet * 188] = 0x47
  expect(kindOf(three)).toBeNull()
})

test('what cameras keep beside is one line for each folder and ending; other kinds are named, and first', () => {
  const left = ['GOPR0001.THM', 'GOPR0002.THM', 'GOPR0001.LRV'].map((name) => ({ name: `DCIM/100GOPRO/${name}`, why: beside(name)! }))
  expect(linesOf([...left, { name: 'a.CR3', why: 'kind' }, { name: 'b.CR3', why: 'kind' }])).toEqual([
    { name: 'a.CR3', why: 'kind', n: 1 },
    { name: 'b.CR3', why: 'kind', n: 1 },
    { name: 'DCIM/100GOPRO/*.THM', why: 'small', n: 2 },
    { name: 'DCIM/100GOPRO/GOPR0001.LRV', why: 'second', n: 1 },
  ])
})
