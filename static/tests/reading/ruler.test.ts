import { expect, test } from 'vitest'
import { firstLines, ruler } from '../../src/reading/ruler'

test('columns are counted in bytes from 1, each ten under its last digit', () => {
  expect(ruler(12)).toEqual({ tens: '        10  ', ones: '123456789012' })
})

test('lines of GB18030 are as wide as their bytes, without their end', () => {
  const bytes = new Uint8Array([0x30, 0xd5, 0xc5, 0x31, 0x0d, 0x0a, 0x32])
  expect(firstLines(bytes, 4)).toEqual([
    { pieces: [{ text: '0', columns: null }, { text: '张', columns: 2 }, { text: '1', columns: null }], width: 4 },
    { pieces: [{ text: '2', columns: null }], width: 1 },
  ])
})

test('a sign of four bytes has four columns', () => {
  const bytes = new Uint8Array([0x82, 0x30, 0xa7, 0x38, 0x31])
  expect(firstLines(bytes, 1)[0]!.pieces.at(-2)!.columns).toBe(4)
})

test('a file that is no text has no lines', () => {
  expect(firstLines(new Uint8Array([0x50, 0x4b, 0x03, 0x00, 0x0a]), 4)).toEqual([])
})
