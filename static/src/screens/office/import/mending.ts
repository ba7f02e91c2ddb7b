import type { CheckedFile, ImportProblem, Mend, Table, TableRow } from '../../../roster'

/** Mends of one upload by what they mend: a cell (`["a.xlsx","表",5,"C"]`) or a whole row (without a letter). */
export type Mends = ReadonlyMap<string, Mend>

/** A row as it is shown: the cells as the file has them, whatever was written since. */
export interface ShownRow {
  key: string
  sheet: string | null
  row: number
  cells: readonly string[]
  dropped: boolean
  errors: readonly ImportProblem[]
  warnings: readonly ImportProblem[]
}

export function placeOf(file: string, sheet: string | null, row: number, letter: string | null = null): string {
  return JSON.stringify(letter === null ? [file, sheet, row] : [file, sheet, row, letter])
}

/** The column a problem is about, by its letter or else by its heading; null where it is about the whole row or file. */
export function letterOf(problem: ImportProblem, table: Table): string | null {
  if (problem.letter !== undefined && problem.letter !== null) return problem.letter
  if (problem.column === null) return null
  return table.columns.find(({ title }) => title === problem.column)?.letter ?? null
}

/** Rows of a file ever shown, as first seen: a mended row stays where it was, so that it can be looked at and undone. */
export type Seen = Map<string, TableRow & { sheet: string | null }>

export function remember(seen: Seen, { file, table }: Pick<CheckedFile, 'file' | 'table'>): void {
  if (table === undefined || table === null) return
  for (const row of table.rows) {
    const sheet = row.sheet === undefined ? table.sheet : row.sheet
    const key = placeOf(file, sheet, row.row)
    if (!seen.has(key)) seen.set(key, { ...row, sheet })
  }
}

/** The rows of a file to show, sheet by sheet in the order of the file, each with what is wrong with it now. */
export function shownRows(file: CheckedFile, seen: Seen, mends: Mends): ShownRow[] {
  const sheets: (string | null)[] = []
  const rows: ShownRow[] = []
  for (const [key, { sheet, row, cells }] of seen) {
    if (JSON.parse(key)[0] !== file.file) continue
    if (!sheets.includes(sheet)) sheets.push(sheet)
    const here = (problem: ImportProblem) => problem.row === row && (problem.sheet === sheet || problem.sheet === null)
    const dropped = mends.has(key)
    const errors = dropped ? [] : file.errors.filter(here)
    rows.push({ key, sheet, row, cells, dropped, errors, warnings: dropped ? [] : file.warnings.filter(here) })
  }
  return rows.sort((a, b) => sheets.indexOf(a.sheet) - sheets.indexOf(b.sheet) || a.row - b.row)
}

/** Problems that no shown row can carry: of the file as a whole, or beyond the rows that the hub sends. */
export function elsewhere(problems: readonly ImportProblem[], rows: readonly ShownRow[]): ImportProblem[] {
  const shown = new Set(rows.flatMap(({ sheet, row }) => [`${sheet} ${row}`, `null ${row}`]))
  return problems.filter(({ code, sheet, row }) => code !== 'more' && (row === null || !shown.has(`${sheet} ${row}`)))
}

/** Other wrong cells of a column that say the same and are not mended yet: what is right for one is mostly right for all. */
export function alike(file: CheckedFile, rows: readonly ShownRow[], mends: Mends, letter: string, said: string): ShownRow[] {
  const at = file.table?.columns.findIndex((column) => column.letter === letter) ?? -1
  if (at === -1 || said.trim() === '') return []
  return rows.filter(
    ({ sheet, row, cells, dropped, errors }) =>
      !dropped && cells[at] === said && !mends.has(placeOf(file.file, sheet, row, letter)) &&
      errors.some((problem) => letterOf(problem, file.table!) === letter),
  )
}

/** Errors still to be dealt with; `atLeast` where the hub listed only the first of them. */
export function left(files: readonly CheckedFile[]): { count: number; atLeast: boolean } {
  const errors = files.flatMap((file) => file.errors)
  const atLeast = errors.some(({ code }) => code === 'more')
  return { count: errors.filter(({ code }) => code !== 'more').length, atLeast }
}

/** Whether the good rows of a wrong file can be taken without the others: nothing is wrong with the file as a whole. */
export function keepable({ kind, total, errors, table }: CheckedFile): boolean {
  const ofRows = errors.every(({ code, row }) => code === 'more' || (row !== null && row > (table?.header_row ?? 0)))
  return kind !== null && kind !== 'plan' && total > 1 && errors.length > 0 && ofRows
}

/** Columns that the heading lacks: one that was passed over may be called by their name. */
export function lacking({ errors, table }: Pick<CheckedFile, 'errors' | 'table'>): string[] {
  const ofHeading = errors.filter(({ code, row }) => code === 'column-missing' && row === table?.header_row)
  return ofHeading.flatMap(({ column }) => (column === null ? [] : [column]))
}

/** Rows of a file that are not taken if the good ones are. */
export function leftOut({ taken, total }: Pick<CheckedFile, 'taken' | 'total'>): number {
  return Math.max(0, total - taken)
}
