import { expect, test } from 'vitest'
import { initials } from '../src/initials'

test.each([
  ['王小芳', 'WXF'],
  ['欧阳安', 'OYA'],
  ['李强', 'LQ'],
  ['赵子涵', 'ZZH'],
  ['黄娜', 'HN'],
])('%s is %s', (name, letters) => expect(initials(name)).toBe(letters))

test('surnames are read as surnames', () => {
  expect(['曾', '单', '仇', '解', '查', '区'].map(initials).join('')).toBe('ZSQXZO')
})

test('other letters and rare characters stand for themselves or something, never for nothing', () => {
  expect(initials('Anna')).toBe('ANNA')
  expect(initials('㛃𬭎')).toHaveLength(2)
  expect(initials('')).toBe('')
})
