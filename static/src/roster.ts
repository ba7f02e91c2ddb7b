import type { Refusal } from './hub'

/** What the hub says about files to import, and what the office sends back to mend them. */
export type ImportKind = 'plan' | 'rooms' | 'candidates' | 'staff' | 'schemes' | 'assessors' | 'portraits'

export interface ImportProblem extends Refusal {
  file: string
  sheet: string | null
  /** As the spreadsheet counts, from 1. */
  row: number | null
  /** The heading as the file has it. */
  column: string | null
  /** `A`, `B`, …; null where no single cell is meant. */
  letter?: string | null
}

export interface TableColumn {
  letter: string
  title: string
  /** What the column was understood as; null where it is passed over. */
  field: string | null
  name: string | null
}

export interface TableRow {
  row: number
  /** Of which sheet, where the file has several alike; else the table's. */
  sheet?: string | null
  cells: string[]
  state: 'good' | 'bad' | 'warn' | 'dropped'
}

/** The first rows of a file and every row with a problem (the hub sends so many at most). */
export interface Table {
  sheet: string | null
  header_row: number
  columns: TableColumn[]
  rows: TableRow[]
  /** Rows of the file. */
  total: number
}

export interface CheckedFile {
  file: string
  kind: ImportKind | null
  plan: number | null
  taken: number
  total: number
  errors: ImportProblem[]
  warnings: ImportProblem[]
  file_sha256: string | null
  rows_sha256: string | null
  table?: Table | null
}

export interface Check {
  files: CheckedFile[]
}

/** One cell written anew, or one row left out. */
export type Mend = { file: string; sheet: string | null; row: number } & ({ column: string; value: string } | { drop: true })

export interface Mending {
  mends?: readonly Mend[]
  /** Take the good rows of a file that has wrong ones. */
  keepGood?: boolean
  /** Hears which part has been uploaded, 0 to 1. */
  progress?: (part: number) => void
}
