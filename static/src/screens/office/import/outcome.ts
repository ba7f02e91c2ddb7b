import type { Outcome } from '../../../act'
import type { CheckedFile } from '../../../hub'
import type { Store } from '../../../store'
import { picture, type Picture } from './difference'

/** One line of the result: a file (or all portraits that ended alike) and how it ended. */
export type Line = { file: CheckedFile; outcome: Outcome }

/** Each kind is read after those it refers to. */
const ORDER = ['plan', 'rooms', 'candidates', 'staff', 'schemes', 'assessors', 'portraits'] as const

export function inOrder(files: readonly CheckedFile[]): CheckedFile[] {
  return [...files].sort((a, b) => ORDER.indexOf(a.kind!) - ORDER.indexOf(b.kind!))
}

/** Portraits come one a file: those with the same end are one line. */
export function grouped(lines: readonly Line[]): Line[] {
  const shown: Line[] = []
  for (const line of lines) {
    const same = shown.find(
      ({ file, outcome }) =>
        file.kind === 'portraits' && line.file.kind === 'portraits' && outcome.state === line.outcome.state && outcome.state !== 'refused',
    )
    if (same === undefined) shown.push({ ...line, file: { ...line.file, file: nameOf(line.file) } })
    else same.file = { ...same.file, taken: same.file.taken + line.file.taken, total: same.file.total + line.file.total }
  }
  return shown
}

function nameOf(file: CheckedFile): string {
  return file.kind === 'portraits' ? 'photos/' : file.file
}

/** People and rooms of some plans as a reader would call them, to say afterwards what an import changed. */
export function pictures(store: Pick<Store, 'rows'>, plans: ReadonlySet<number>): { people: Picture; rooms: Picture } {
  return {
    people: picture(store.rows('person'), plans, ({ staff_no, name, role, unit, tail, sessions, rooms, portrait }) => [
      staff_no, name, role, unit, tail, sessions, rooms, portrait,
    ]),
    rooms: picture(store.rows('room'), plans, ({ name, building, seats, sessions }) => [name, building, seats, sessions]),
  }
}
