import type { Queued } from '../database'
import type { Item, Policy } from '../rows'
import { wasDone } from '../custody/here'
import { defaults, figuresOf, onRecord, standing, type Counter, type Kind } from './counts'
import { roomLines, type RoomLine } from './lines'
import type { BalanceLine, CountsRow } from './rows'

/** A count as a device states it. */
export interface CountBody {
  plan: number
  session: string
  room: string
  by: Exclude<Counter, 'list' | 'custody'>
  figures: Record<string, number>
}

/** A room's figures, with the counts of this device that the hub has not answered yet laid over them. */
export function echoed(row: CountsRow | undefined, place: { plan: number; session: string; room: string }, waiting: readonly Queued[]): CountsRow['counts'] {
  let counts = row?.counts ?? {}
  for (const { kind, fact } of waiting) {
    if (kind !== 'custody.count') continue
    const { plan, session, room, by, figures } = fact.body as unknown as CountBody
    if (plan === place.plan && session === place.session && room === place.room) counts = { ...counts, [by]: { ...counts[by], ...figures } }
  }
  return counts
}

/** A room's row with the supplies of this device that the rows do not show yet: what custody knows of them. */
export function suppliedHere(row: CountsRow | undefined, place: { plan: number; session: string; room: string }, waiting: readonly Queued[], items: ReadonlyMap<string, Item>): CountsRow | undefined {
  const custody: Record<string, number> = { ...row?.counts.custody }
  const mine = waiting.filter((entry) => entry.kind === 'custody.supply' && wasDone(entry))
  for (const { id, fact } of mine) {
    const { plan, what, number, source, target } = fact.body as unknown as { plan: number; what: string; number: number; source: string; target: string }
    for (const [label, figure] of [[target, `${what}_sup`], [source, `${what}_out`]] as const) {
      const item = items.get(`${plan}/${label}`)
      const here = plan === place.plan && item?.session === place.session && item.room === place.room
      if (here && item.act?.fact !== id) custody[figure] = (custody[figure] ?? 0) + number
    }
  }
  return mine.length === 0 ? row : { last: {}, ...row, ...place, counts: { ...row?.counts, custody } }
}

/** A room on the return table while somebody counts it. */
export interface Counting {
  /** Each figure as it stood before, and by whose word. */
  before: Record<string, { value: number; by: Counter }>
  /** All that is at hand: known, entered, and what follows if all is well. */
  values: Record<string, number>
  /** What only follows; it counts for nothing until somebody confirms it. */
  proposed: Record<string, number>
  lines: RoomLine[]
  /** Figures of what does not agree. */
  wrong: Set<string>
  /** What would be stated. */
  stated: Record<string, number>
  /** Stated figures that are another than they were. */
  changed: string[]
}

/** Work a room out from what is known and what was entered here. */
export function counting(counts: CountsRow['counts'], entered: Record<string, number>, room: string, kind: Kind, policy: Policy): Counting {
  const before = standing(counts)
  // What came on record while it was typed is no longer stated here.
  const typed = Object.fromEntries(Object.entries(entered).filter(([code]) => !onRecord(code, before[code]?.by)))
  const known = { ...Object.fromEntries(Object.entries(before).map(([code, { value }]) => [code, value])), ...typed }
  const proposed = defaults(known, kind, policy)
  const values = { ...known, ...proposed }
  const lines = roomLines(room, kind, values, policy)
  const wrong = new Set(lines.filter(({ state }) => state === 'differs').flatMap(({ figures }) => figures))
  const given = (code: string) => !(code in typed) && ['list', 'custody'].includes(before[code]?.by ?? '')
  const stated = Object.fromEntries(figuresOf(kind, policy).filter((code) => code in values && !given(code)).map((code) => [code, values[code]!]))
  const changed = Object.keys(stated).filter((code) => before[code] !== undefined && before[code].value !== stated[code])
  return { before, values, proposed, lines, wrong, stated, changed }
}

/** How a room stands at the return table. */
export type Standing = 'out' | 'back' | 'counted' | 'differs'

/** Whether a person has counted a room, and whether it agrees, as far as this device knows; `lines` are the hub's. */
export function standingOf(counts: CountsRow['counts'], room: string, kind: Kind, policy: Policy, back: boolean, lines: readonly BalanceLine[] | undefined): Standing {
  if (!['proctor', 'roving', 'chief'].some((by) => counts[by as Counter] !== undefined)) return back ? 'back' : 'out'
  const values = Object.fromEntries(Object.entries(standing(counts)).map(([code, { value }]) => [code, value]))
  const settled = (code: string) => lines?.some((line) => line.code === code && line.settled) === true
  const differs = roomLines(room, kind, values, policy).some(({ code, state }) => state === 'differs' && !settled(code))
  const besides = lines?.some(({ code, state, settled: by }) => HUBS_OWN.includes(code) && state === 'differs' && !by)
  return differs || besides ? 'differs' : 'counted'
}

/** Lines that the hub alone works out: from what bags hold on record, and from what several people counted. */
const HUBS_OWN = ['packed-cards', 'packed-papers', 'by-bag', 'counted']
