import type { Plan, SignalRow } from '../rows'
import type { PracticalRow } from './rows'

/** When a room's session begins and ends (Unix ms), by the signals given; until when candidates are let in. */
export interface Hours {
  starts: number
  ends: number
  /** The end was given. */
  over: boolean
  limit: number
}

/** A chief's clock and this device's are not one: so much before its moment a beginning may be noted (milliseconds). */
const EARLY = 30_000

/** A room's hours (`server/domain/practical/candidate.py`); `late` in minutes. */
export function hoursOf(plan: Plan, session: string, room: string, signal: SignalRow | undefined, late: number): Hours | null {
  const of = plan.sessions.find(({ id }) => id === session)
  if (of === undefined) return null
  const starts = Date.parse(signal?.started ?? of.starts)
  const ends = Date.parse(signal?.room_ends[room] ?? signal?.ends ?? of.ends)
  return { starts, ends, over: !!signal?.ended, limit: starts + late * 60_000 }
}

/** Where a candidate stands; `step` is what comes next. */
export type State = 'absent' | 'stopped' | 'late' | 'expected' | 'undrawn' | 'unidentified' | 'ready' | 'working' | 'workpiece' | 'scoring' | 'scored'

export interface Circumstances {
  hours: Hours
  /** Unix ms. */
  now: number
  /** Stations are drawn in this room. */
  lots: boolean
  /** A numbered workpiece is handed in. */
  workpiece: boolean
  /** Assessors of the team who have to sign. */
  team: readonly number[]
}

export const arrived = ({ drawn, identity }: Pick<PracticalRow, 'drawn' | 'identity'>) => drawn !== null || identity !== null

/** What comes next for a candidate. */
export function stateOf(one: PracticalRow, at: Circumstances): State {
  if (one.absent !== null) return 'absent'
  if (one.identity?.outcome === 'not_person') return 'stopped'
  if (one.ended !== null) return afterEnd(one, at)
  if (one.began !== null) return 'working'
  if (!arrived(one)) return isLate(one, at) ? 'late' : 'expected'
  if (at.lots && one.drawn === null) return 'undrawn'
  return one.identity === null ? 'unidentified' : 'ready'
}

function afterEnd(one: PracticalRow, { workpiece, team }: Circumstances): State {
  if (workpiece && one.workpiece === null) return 'workpiece'
  return team.length > 0 && team.every((person) => String(person) in one.scores) ? 'scored' : 'scoring'
}

/** Nobody is let in any more, and they were not here before. */
export const isLate = (one: PracticalRow, { hours, now }: Pick<Circumstances, 'hours' | 'now'>) =>
  !arrived(one) && !one.excused && now > hours.limit

/** They have no station and may still draw one: the cards lie until nobody may. */
export const mayDraw = ({ drawn, absent, ended, identity, scores }: PracticalRow) =>
  drawn === null && absent === null && ended === null && identity?.outcome !== 'not_person' && Object.keys(scores).length === 0

/** The turn that begins next: of whoever has still to begin and may; who was stopped or came too late is not waited for. */
export function turnDue(candidates: Iterable<{ row: Pick<PracticalRow, 'began' | 'turn'>; state: string }>): number {
  const due = [...candidates].filter(({ row, state }) => row.began === null && !['absent', 'stopped', 'late'].includes(state))
  return Math.min(...due.map(({ row }) => row.turn ?? 1), 99)
}

/** Why a candidate cannot begin now; null where they can. */
export function notBeginning(one: PracticalRow, at: Circumstances): 'absent' | 'over' | 'late' | 'unidentified' | 'stopped' | 'undrawn' | 'early' | 'begun' | null {
  if (one.absent !== null) return 'absent'
  if (at.hours.over) return 'over'
  if (isLate(one, at)) return 'late'
  if (one.began !== null) return 'begun'
  if (one.identity === null) return 'unidentified'
  if (one.identity.outcome === 'not_person') return 'stopped'
  if (at.lots && one.drawn === null) return 'undrawn'
  if (at.now < at.hours.starts - EARLY) return 'early'
  return at.now >= at.hours.ends ? 'over' : null
}

/** Whether they may be noted as absent: nobody is let in any more, or (for a reason) they were here and have not begun; no sheet of theirs was signed. */
export function mayBeAbsent(one: PracticalRow, { hours, now }: Pick<Circumstances, 'hours' | 'now'>): boolean {
  return one.absent === null && one.began === null && Object.keys(one.scores).length === 0 && (arrived(one) || now > hours.limit || hours.over)
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The ISO/IEC 7064 MOD 37,36 check character (`protocol/number.py`). */
function checkCharacter(text: string): string {
  let carry = 36
  for (const character of text) {
    const total = (carry + ALPHABET.indexOf(character)) % 36 || 36
    carry = (total * 2) % 37
  }
  return ALPHABET[(37 - carry) % 36]!
}

/**
 * The number of a workpiece: session, room, seat and a check character, the same on every device. A room whose name has
 * characters that no label printer has is named by its place among all of the plan's `rooms`.
 */
export function workpieceNumber(plan: Pick<Plan, 'sessions'>, session: string, room: string, seat: number, rooms: readonly string[]): string {
  const place = plan.sessions.findIndex(({ id }) => id === session) + 1
  const plain = [...room.toUpperCase()].every((one) => ALPHABET.includes(one))
  const letters = plain ? room.toUpperCase() : `R${[...new Set([...rooms, room])].sort().indexOf(room) + 1}`
  const number = String(seat).padStart(2, '0')
  return `G${place}-${letters}-${number}-${checkCharacter(`G${place}${letters}${number}`)}`
}
