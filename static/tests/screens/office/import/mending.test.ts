import { expect, test } from 'vitest'
import type { CheckedFile, ImportProblem, Mend } from '../../../../src/roster'
import { elsewhere, keepable, lacking, left, letterOf, placeOf, remember, shownRows, type Seen } from '../../../../src/screens/office/import/mending'

const problem = (over: Partial<ImportProblem>): ImportProblem => ({
  file: 'a.xlsx', sheet: '一', row: 5, column: '姓名', letter: 'B', code: 'blank', says: '空', fix: '填', ...over,
})

function file(over: Partial<CheckedFile> = {}, rows: [string, number][] = [['一', 2], ['一', 5], ['二', 3]]): CheckedFile {
  const table = {
    sheet: '一', header_row: 1, total: 9, columns: [{ letter: 'B', title: '姓名', field: 'name', name: '姓名' }],
    rows: rows.map(([sheet, row]) => ({ sheet, row, cells: ['x'], state: 'good' as const })),
  }
  return { file: 'a.xlsx', kind: 'staff', plan: 1, taken: 0, total: 9, errors: [], warnings: [], file_sha256: null, rows_sha256: null, table, ...over }
}

test('a problem belongs to the row of its own sheet', () => {
  const seen: Seen = new Map()
  const checked = file({ errors: [problem({}), problem({ sheet: '二', row: 3 })] })
  remember(seen, checked)
  const rows = shownRows(checked, seen, new Map())
  expect(rows.map(({ sheet, row, errors }) => [sheet, row, errors.length])).toEqual([['一', 2, 0], ['一', 5, 1], ['二', 3, 1]])
})

test('a row once shown stays with the cells it had, though the hub no longer lists it', () => {
  const seen: Seen = new Map()
  remember(seen, file())
  const again = file({}, [['一', 2]])
  again.table!.rows[0]!.cells = ['mended']
  remember(seen, again)
  expect(shownRows(again, seen, new Map()).map(({ row, cells }) => [row, cells[0]])).toEqual([[2, 'x'], [5, 'x'], [3, 'x']])
})

test('a row left out has no problems any more', () => {
  const seen: Seen = new Map()
  const checked = file({ errors: [problem({})] })
  remember(seen, checked)
  const drop: Mend = { file: 'a.xlsx', sheet: '一', row: 5, drop: true }
  const row = shownRows(checked, seen, new Map([[placeOf('a.xlsx', '一', 5), drop]]))[1]
  expect([row?.dropped, row?.errors]).toEqual([true, []])
})

test('problems of the whole file or of rows not shown are told apart from those', () => {
  const seen: Seen = new Map()
  const whole = [problem({ row: null, column: null }), problem({ row: 700 })]
  const checked = file({ errors: [problem({}), ...whole] })
  remember(seen, checked)
  expect(elsewhere(checked.errors, shownRows(checked, seen, new Map()))).toEqual(whole)
})

test('a hub that names no letter is understood by the heading', () => {
  const { table } = file()
  const { letter: _, ...older } = problem({})
  expect(letterOf(older, table!)).toBe('B')
  expect(letterOf(problem({ letter: null, column: null }), table!)).toBeNull()
})

test('a capped list says that there are more', () => {
  expect(left([file({ errors: [problem({}), problem({ code: 'more', row: null })] })])).toEqual({ count: 1, atLeast: true })
  expect(left([file()])).toEqual({ count: 0, atLeast: false })
})

test('the good rows can be kept unless the file as a whole is wrong', () => {
  expect(keepable(file({ errors: [problem({})] }))).toBe(true)
  expect(keepable(file({ errors: [problem({}), problem({ code: 'more', row: null })] }))).toBe(true)
  expect(keepable(file({ errors: [problem({ row: 1, code: 'column-missing' })] }))).toBe(false)
  expect(keepable(file({ errors: [problem({ row: null })] }))).toBe(false)
  expect(keepable(file())).toBe(false)
})

test('columns that the heading lacks are known by name', () => {
  expect(lacking(file({ errors: [problem({}), problem({ row: 1, code: 'column-missing', letter: null })] }))).toEqual(['姓名'])
})
