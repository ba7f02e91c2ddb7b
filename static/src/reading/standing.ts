import type { Plan, Room, Session } from '../rows'
import type { BatchRow, Covered, ReaderStationRow, ReadingFaultRow, ReadingRoomRow, RoomState } from './rows'

/** Sessions whose answers are on cards. */
export const cardSessions = (plan: Plan): Session[] => plan.sessions.filter(({ kind }) => kind === 'theory')

const byRoom = (a: { room: string | null }, b: { room: string | null }) => (a.room ?? '').localeCompare(b.room ?? '', 'zh-CN', { numeric: true })

/** The rooms of a session, by their names. */
export function roomsOf(rows: Iterable<ReadingRoomRow>, plan: number, session: string): ReadingRoomRow[] {
  return [...rows].filter((row) => row.plan === plan && row.session === session).sort(byRoom)
}

/** The rooms of a session by the list: one of which the hub has no figures yet was not read. */
export function roomsDue(rows: Iterable<ReadingRoomRow>, listed: Iterable<Room>, plan: number, session: string): ReadingRoomRow[] {
  const known = roomsOf(rows, plan, session)
  const has = new Set(known.map(({ room }) => room))
  const unread = [...listed].filter((one) => one.plan === plan && !has.has(one.room) && (one.sessions[session]?.expected ?? 0) > 0)
  return [...known, ...unread.map((one) => notRead(plan, session, one.room, one.sessions[session]!.expected))].sort(byRoom)
}

const notRead = (plan: number, session: string, room: string, expected: number): ReadingRoomRow => ({
  plan, session, room, state: 'waiting', expected, present: null, absent: null, bag: null, read: 0, equations: [], open: 0, told: 0, settled: 0,
  batches: [], marked: null, approvals: [],
})

/** Files of a session and those of which nobody knows yet, the newest first. */
export function batchesOf(rows: Iterable<BatchRow>, plan: number, session: string): BatchRow[] {
  return [...rows]
    .filter((row) => row.plan === plan && (row.session === null || row.session === session))
    .sort((a, b) => b.received.localeCompare(a.received))
}

/** Whether nobody has to do anything about it any more. */
export const settled = ({ state }: ReadingFaultRow) => state === 'settled'

/** What holds up first, then what waits for a word, then what is done; `room` null: of the session as a whole. */
export function faultsOf(rows: Iterable<ReadingFaultRow>, plan: number, session: string, room: string | null): ReadingFaultRow[] {
  return [...rows]
    .filter((row) => row.plan === plan && row.session === session && row.room === room)
    .sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code) || a.key.localeCompare(b.key))
}

function rank(fault: ReadingFaultRow): number {
  if (settled(fault)) return 4
  if (fault.state === 'proposed') return fault.holds_up ? 0 : 2
  return fault.holds_up ? 1 : 3
}

/** How many rooms stand where. */
export function counted(rooms: readonly ReadingRoomRow[]): Record<RoomState, number> {
  const found: Record<RoomState, number> = { waiting: 0, read: 0, faults: 0, green: 0, closed: 0 }
  for (const { state } of rooms) found[state] += 1
  return found
}

/** Rooms of which nothing is left to do. */
export const green = ({ state }: Pick<ReadingRoomRow, 'state'>) => state === 'green' || state === 'closed'

/**
 * The first session whose cards have come and of which something is left to do: it is read while the next one sits. A file
 * that waits for its three signatures is left to do, though every room is green: scores go out of signed files only.
 */
export function openReading(
  sessions: readonly Pick<Session, 'id'>[],
  roomsIn: (session: string) => readonly Pick<ReadingRoomRow, 'state' | 'read'>[],
  files: Iterable<Pick<BatchRow, 'session' | 'state'>>,
): string | null {
  const toSign = new Set([...files].filter(({ state }) => state === 'read').map(({ session }) => session))
  const open = (id: string, rooms: ReturnType<typeof roomsIn>) => rooms.some(({ read }) => read > 0) && (toSign.has(id) || !rooms.every(green))
  return sessions.find(({ id }) => open(id, roomsIn(id)))?.id ?? null
}

/** What a room that was read still waits for: its record sheet, or the number of cards in its bag, which the sheet has, too. */
export function lacks({ state, absent, marked, equations }: ReadingRoomRow): 'sheet' | 'bag' | null {
  if (state !== 'read') return null
  if (marked === null && absent === null) return 'sheet'
  return equations.some((one) => one.key === 'bag' && one.state === 'unknown') ? 'bag' : null
}

/** Faults somebody other than `person` proposed how to settle: they wait for this person's word. */
export const toConfirm = (faults: readonly ReadingFaultRow[], person: number | undefined) =>
  faults.filter((one) => one.state === 'proposed' && one.proposal?.by !== person)

/** What was found in a file or in its rooms. */
const foundIn = ({ plan, session, sha256, rooms }: BatchRow, faults: Iterable<ReadingFaultRow>): ReadingFaultRow[] =>
  [...faults].filter((one) => one.plan === plan && (one.batch === sha256 || (one.room !== null && one.session === session && one.room in rooms)))

/** How many faults hold up the rooms of a file. */
export const openIn = (batch: BatchRow, faults: Iterable<ReadingFaultRow>): number => foundIn(batch, faults).filter((one) => one.holds_up && !settled(one)).length

/**
 * A file as people see it who sign it: read again it is another one, and so it is once something in it was found or settled
 * otherwise. A card that was corrected leaves the file's version as it is.
 */
export function asShown(batch: BatchRow, faults: Iterable<ReadingFaultRow>): string {
  const found = foundIn(batch, faults).map(({ key, state, proposal, settled }) => [key, state, proposal?.fact ?? null, settled?.fact ?? null].join(' '))
  return JSON.stringify([batch.sha256, batch.version, batch.cards, Object.entries(batch.rooms).sort(), found.sort()])
}

/** The rooms of a file, by their names; cards of which nothing tells the room are in none. */
export const roomsIn = ({ rooms }: Pick<BatchRow, 'rooms'>): string[] =>
  Object.keys(rooms)
    .filter((room) => room !== '')
    .sort((a, b) => a.localeCompare(b, 'zh-CN', { numeric: true }))

/** Rooms of a file of which something is still not known, such as the cards in the bag; `known` by key. */
export const pendingIn = (batch: BatchRow, known: ReadonlyMap<string, ReadingRoomRow>): string[] =>
  roomsIn(batch).filter((room) => !green(known.get(`${batch.plan}/${batch.session}/${room}`) ?? { state: 'waiting' }))

/** Files that the three may sign as they are, by the station that brought them (empty: handed in without one). */
export function toSign(batches: Iterable<BatchRow>, faults: readonly ReadingFaultRow[], known: ReadonlyMap<string, ReadingRoomRow>): Map<string, BatchRow[]> {
  const found = new Map<string, BatchRow[]>()
  for (const one of batches) {
    if (one.state !== 'read' || openIn(one, faults) > 0 || pendingIn(one, known).length) continue
    found.set(one.station ?? '', [...(found.get(one.station ?? '') ?? []), one])
  }
  return found
}

/** Files that people may still put aside as a whole: nothing of them counts. One that brought new rooms besides is looked at room by room. */
export function mayLeaveOut({ state, rooms, held, kept }: BatchRow): boolean {
  if (state === 'refused' || state === 'unplaced') return true
  return state === 'held' && Object.keys(rooms).every((room) => held.includes(room) || kept.includes(room))
}

const leavesOut = ({ resolutions }: ReadingFaultRow) => resolutions.some(({ what }) => what === 'drop-file')

/** What is known to be wrong with a file and ends with it being left out; what is proposed already comes first. */
export function dropping({ plan, sha256 }: BatchRow, faults: Iterable<ReadingFaultRow>): ReadingFaultRow | undefined {
  const found = [...faults].filter((one) => one.plan === plan && one.batch === sha256 && !settled(one) && leavesOut(one))
  return found.find(({ state }) => state === 'proposed') ?? found[0]
}

/** Words that are in the screen's language already. */
const both = (words: string) => ({ zh: words, en: words })

/** What people bring up who want a file left out with which no rule found anything wrong (`server/domain/reading/aside.py`). */
export const broughtUp = ({ plan, sha256, session }: BatchRow, here: string, { says, way }: { says: string; way: string }): ReadingFaultRow => ({
  plan, session: session ?? here, key: `aside/-/${sha256.slice(0, 12)}`, code: 'aside', room: null, number: null, rows: [], batch: sha256, places: [], card: null,
  candidate: null, likely: null, detail: {}, kind: both(way), says: both(says), fix: both(says), resolutions: [{ what: 'drop-file', ...both(way) }], holds_up: false, paper: false, state: 'open',
  proposal: null, settled: null,
})

/** Where the files are that the hub has of a station: of this session, of others, of none yet; the rest others had brought before. */
export function broughtBy(batches: Iterable<BatchRow>, station: Pick<ReaderStationRow, 'device' | 'received'>, session: string): Record<'here' | 'other' | 'unplaced' | 'elsewhere', number> {
  const own = [...batches].filter(({ device }) => device === station.device)
  const count = (holds: (one: BatchRow) => boolean) => own.filter(holds).length
  return {
    here: count((one) => one.session === session),
    other: count((one) => one.session !== null && one.session !== session),
    unplaced: count((one) => one.session === null),
    elsewhere: Math.max(0, station.received - own.length),
  }
}

/** How many cards a second reading has, or lacks as two people settled. */
export const coveredBy = (one: Covered): number => one.compared + (one.settled ?? 0)
