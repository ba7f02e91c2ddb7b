import type { Wanted } from '../../../practical/results'
import usual from './usual.json'

/** What a picture is of, as the office picks it: what its evidence states, and when it is taken. */
export const KINDS = ['identity', 'before', 'working', 'after', 'any', 'workpiece', 'room'] as const
export type Kind = (typeof KINDS)[number]

const TIMES: readonly Kind[] = ['before', 'working', 'after', 'any']
/** Of a picture that the office just added. */
const NEW = { what: 'photo', purpose: 'practical', words: '', least: 1, per: 'candidate', when: 'working', item: null, shortest: 0, missing: 2, from_identity: false } as const

/** A line with all that it may say, whatever the hub it was saved by. */
export type Line = Required<Wanted>

export const lineOf = (wanted: Wanted): Line => ({ when: 'any', item: null, shortest: 0, missing: NEW.missing, from_identity: false, ...wanted })

export const kindOf = ({ purpose, when }: Line): Kind => (purpose === 'practical' ? when : (KINDS.find((kind) => kind === purpose) ?? 'any'))

/** A line of another kind: a room has its own pictures, and neither begins to work nor has items. */
export function ofKind(line: Line, kind: Kind): Line {
  const when = TIMES.includes(kind) ? (kind as Line['when']) : 'any'
  const purpose = TIMES.includes(kind) ? 'practical' : kind
  if (kind === 'room') return { ...line, purpose, when, per: 'room', item: null }
  return { ...line, purpose, when, per: line.per === 'room' ? 'candidate' : line.per }
}

export function ofWhom(line: Line, per: Line['per']): Line {
  if (per === 'room') return { ...line, per, purpose: line.purpose === 'practical' || line.purpose === 'identity' ? 'room' : line.purpose, when: 'any', item: null }
  return line.purpose === 'room' ? { ...line, per, purpose: 'practical', when: 'any' } : { ...line, per }
}

/** A photo has no length. */
export const ofMedia = (line: Line, what: Line['what']): Line => ({ ...line, what, shortest: what === 'photo' ? 0 : line.shortest, from_identity: what === 'video' && line.from_identity })

/** A new line, under an id that none has. */
export function added(lines: readonly Line[]): Line[] {
  let number = lines.length + 1
  while (lines.some(({ id }) => id === `m${number}`)) number += 1
  return [...lines, { id: `m${number}`, ...NEW }]
}

/** Lines that nobody would understand in a list of what lacks: without words, or with the same as another. */
export const unclear = (lines: readonly Line[]): boolean =>
  lines.some(({ words }) => words.trim() === '') || new Set(lines.map(({ words, item }) => JSON.stringify([words.trim(), item]))).size < lines.length

/** The list that a new scheme begins with; lines of the office's own making stay behind it. */
export function withUsual(lines: readonly Line[]): Line[] {
  const fresh = (usual as readonly Wanted[]).map(lineOf)
  const known = new Set(fresh.map(({ id }) => id))
  const said = new Set(fresh.map(({ words, item }) => JSON.stringify([words, item])))
  return [...fresh, ...lines.filter(({ id, words, item }) => !known.has(id) && !said.has(JSON.stringify([words.trim(), item]))).map(lineOf)]
}
