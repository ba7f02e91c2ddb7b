import lists from './beside.json'

/** As what a file lies on a camera's card beside the photos and films (the same as `server/domain/evidence/beside.py`). */
export type Beside = 'small' | 'second' | 'deleted' | 'fragment' | 'system'

/** Why a file is left on the card: what cameras and computers keep for themselves, and kinds that are not taken. */
export type Why = Beside | 'kind'

/** A file that is left on the card, by its path there. */
export interface Left {
  name: string
  why: Why
}

/** What is left, and why; of what cameras keep beside, all of one ending in a folder (`A/*.THM`). */
export interface LeftLine extends Left {
  n: number
}

const [FOLDERS, ENDINGS] = [lists.folders, lists.endings].map((one) => new Map(Object.entries(one))) as [Map<string, Beside>, Map<string, Beside>]
const LOOKS: ReadonlySet<string> = new Set(lists.looks)
const endingOf = (path: string) => /\.[^./]+$/.exec(path)?.[0] ?? ''

/** As what a file lies there, by its path on the card; null: its bytes tell whether it is a photo or film. */
export function beside(path: string): Beside | null {
  const small = path.toLowerCase()
  const folder = small.split('/').slice(0, -1).find((one) => FOLDERS.has(one))
  return folder === undefined ? (ENDINGS.get(endingOf(small)) ?? null) : FOLDERS.get(folder)!
}

/** Whether people take a file for a photo, a film or sound by its name: of such that is not taken, the name is told. */
export const looksLike = (path: string) => LOOKS.has(endingOf(path.toLowerCase()))

/** What is told of files that are left, those first that somebody may have wanted. */
export function linesOf(left: Iterable<Left>): LeftLine[] {
  const lines = new Map<string, LeftLine>()
  for (const { name, why } of left) {
    const all = why === 'kind' ? name : `${name.slice(0, name.lastIndexOf('/') + 1)}*${endingOf(name)}`
    const known = lines.get(`${why} ${all}`)
    lines.set(`${why} ${all}`, { name: known === undefined ? name : all, why, n: (known?.n ?? 0) + 1 })
  }
  return [...lines.values()].sort((a, b) => Number(b.why === 'kind') - Number(a.why === 'kind'))
}
