import type { Person, Plan, Session } from '../rows'
import type { AssessorRow, CardHeld, PracticalRoomRow, ResultRow, SchemeRow } from './results'
import type { TeamRow } from './rows'

export const practicalSessions = (plan: Plan): Session[] => plan.sessions.filter(({ kind }) => kind === 'practical')

export type Filter = 'all' | 'lacking' | 'ready' | 'sentBack' | 'confirmed'

/** Whether a candidate still lacks something that the leader has not let pass; who was stopped is the chief's to deal with. */
export const lacks = (row: ResultRow) => row.lacks.length > 0 && row.state !== 'confirmed' && row.state !== 'stopped'

const WANTED: Record<Filter, (row: ResultRow) => boolean> = {
  all: () => true,
  lacking: lacks,
  ready: ({ state }) => state === 'ready',
  sentBack: ({ state }) => state === 'sent_back',
  confirmed: ({ state }) => state === 'confirmed',
}

/** The results of a room by seat. */
export function ofRoom(rows: Iterable<ResultRow>, plan: number, session: string, room: string): ResultRow[] {
  return [...rows]
    .filter((row) => row.plan === plan && row.session === session && row.room === room)
    .sort((a, b) => a.seat - b.seat || a.candidate.localeCompare(b.candidate))
}

export const filtered = (rows: readonly ResultRow[], filter: Filter) => rows.filter(WANTED[filter])

/** The practical rooms of a session, by their names. */
export function roomsOf(rows: Iterable<PracticalRoomRow>, plan: number, session: string): PracticalRoomRow[] {
  return [...rows]
    .filter((row) => row.plan === plan && row.session === session)
    .sort((a, b) => a.room.localeCompare(b.room, 'zh-CN', { numeric: true }))
}

/** Whether anything is left to do in a room: somebody lacks something, the room does, or a score waits for the leader. */
export function open(row: PracticalRoomRow): boolean {
  return row.lacking > 0 || row.lacks.length > 0 || row.confirmed + row.absent + (row.stopped ?? 0) < row.candidates
}

/** Scores that wait for the leader. */
export const waitingOf = ({ scored, confirmed, sent_back: back }: PracticalRoomRow) => Math.max(0, scored - confirmed - back)

/** What the leader confirms in one tap: scores that agree, of candidates who lack nothing and of whom nothing is to be looked at. */
export const plain = (rows: readonly ResultRow[]) => rows.filter((row) => row.state === 'ready' && row.lacks.length === 0 && !row.notes?.length)

/** How many times running somebody has assessed here: as stated, or by the hub's records where these tell of more. */
export const timesRunning = ({ running, recorded }: Pick<AssessorRow, 'running' | 'recorded'>) => Math.max(running, recorded ?? 0)

/** All cards of somebody, the first one first. */
export const cardsOf = ({ card, trade, level, until, others = [] }: AssessorRow): CardHeld[] => [{ card, trade, level, until }, ...others]

/** Why somebody's cards are not good on a day for a plan that allows `most` times running; null where one is. `needs`: what it is to be good for. */
export function cardFault(held: AssessorRow | undefined, day: string, most: number, needs: readonly Pick<Need, 'trade' | 'level'>[] = []): 'none' | 'expired' | 'running' | null {
  if (held === undefined) return 'none'
  const cards = cardsOf(held)
  const useful = cards.filter((card) => needs.some((need) => isFor(card, need)))
  if ((useful.length ? useful : cards).every(({ until }) => until < day)) return 'expired'
  return timesRunning(held) >= most ? 'running' : null
}

export interface Need {
  trade: string
  level: number
  /** Null where the plan has no scheme for it: what is usual holds. */
  scheme: SchemeRow | null
}

const USUAL = { assessors: 3, odd: true, running: 3 }

export const isFor = (card: CardHeld, { trade, level }: Pick<Need, 'trade' | 'level'>) => card.trade === trade && card.level <= level

export const fits = (held: AssessorRow, need: Pick<Need, 'trade' | 'level'>) => cardsOf(held).some((card) => isFor(card, need))

/** Rules of the plan that a team does not keep; with any of them a reason is needed. */
export function faultsOf(people: readonly number[], cards: ReadonlyMap<number, AssessorRow>, needs: readonly Need[]): ('few' | 'even' | 'running')[] {
  const held = people.flatMap((person) => cards.get(person) ?? [])
  const few = needs.some((need) => held.filter((card) => fits(card, need)).length < (need.scheme ?? USUAL).assessors)
  const even = people.length % 2 === 0 && needs.some(({ scheme }) => (scheme ?? USUAL).odd)
  const most = Math.min(...needs.map(({ scheme }) => (scheme ?? USUAL).running))
  const running = needs.length > 0 && held.some((card) => timesRunning(card) >= most)
  return [...(few ? (['few'] as const) : []), ...(even ? (['even'] as const) : []), ...(running ? (['running'] as const) : [])]
}

/** Those who may be put into a team: assessors on the list whose card is good for something in the room, by name. */
export function eligible(people: Iterable<Person>, plan: number, role: number): Person[] {
  return [...people].filter((one) => one.plan === plan && one.listed && one.role === role).sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'))
}

export const leads = (team: TeamRow | undefined, person: number | undefined) => person !== undefined && team?.leader === person
