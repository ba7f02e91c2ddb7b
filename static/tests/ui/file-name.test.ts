import { expect, test } from 'vitest'
import { fileName } from '../../src/ui/file-name'

test('a saved file says what it is and of what, in characters that every file system takes', () => {
  expect(fileName(['考评报告', 'JX-20261122', '实操第一场', '901'], 'pdf')).toBe('考评报告-JX-20261122-实操第一场-901.pdf')
  expect(fileName(['a/b', 'c: d?'], 'pdf')).toBe('a_b-c_d_.pdf')
})
