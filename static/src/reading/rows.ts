import type { Words } from '../rows'

/** key `plan/profile id`: how a reader writes its files, as the office has set it */
export interface ProfileRow {
  plan: number
  id: string
  title: string
  format: string
  digest: string
  at: string
  by: number | null
  withdrawn: boolean
}

/** What is wrong with a file itself. */
export interface FileFault {
  code: string
  /** Data record in the file, from 1. */
  row: number | null
  /** Byte where the record begins. */
  offset: number | null
  /** Nothing of the file may be taken. */
  stops: boolean
  says: Words
  fix: Words
}

export type BatchState = 'received' | 'parsing' | 'read' | 'refused' | 'unplaced' | 'held' | 'closed' | 'dropped'

/** key `plan/sha256`: a file as a reader wrote it, kept untouched */
export interface BatchRow {
  plan: number
  sha256: string
  size: number
  name: string
  station: string | null
  /** The profile it came with. */
  asked: string | null
  session: string | null
  /** 2: a second reading of the same cards. */
  pass: 1 | 2
  /** Where its bytes are both readings. */
  passes?: (1 | 2)[]
  /** When the file was changed last, by the station's clock. */
  modified: string | null
  /** The batch of the same name before it. */
  again: string | null
  device: string
  by: number | null
  at: string
  received: string
  fact: string
  /** `held`: a room of it was read before. */
  state: BatchState
  /** Counts parses. */
  version: number
  used: { id: string; title: string; title_en: string; digest: string } | null
  cards: number
  /** How many cards of each room. */
  rooms: Record<string, number>
  /** Rooms that were read before. */
  held: string[]
  /** Rooms it read again of which the earlier reading was kept: a leader may still take this one. */
  kept: string[]
  /** The first ones, and how many. */
  faults: FileFault[]
  fault_count: number
  assigned: { session: string | null; profile: string | null; reason: string; by: number | null; at: string } | null
  closed: { at: string; by: number; second: number; third: number; fact: string; version: number } | null
  /** Two people put it aside: who confirmed, who had proposed it, on what grounds. */
  dropped: { at: string; by: number | null; proposed_by: number | null; grounds: string; fact: string } | null
}

/** key: the device: what a station told of itself last */
export interface ReaderStationRow {
  device: string
  /** What it calls itself. */
  station: string
  folders: { name: string; state: 'read' | 'away' }[]
  /** Files: `seen` is the sum of the others. */
  seen: number
  received: number
  waiting: number
  /** Those that need a person, and why, as the station says it. */
  refused: { name: string; why: string }[]
  /** Seconds ahead of the hub; 0 within a minute. */
  clock: number
  /** Since when it says so. */
  at: string
}

export type RoomState = 'waiting' | 'read' | 'faults' | 'green' | 'closed'

/** One equation; null: not known. */
export interface Equation extends Words {
  key: string
  expected: number | string | null
  found: number | string | null
  state: 'holds' | 'differs' | 'unknown'
}

/** Cards that a second reading covered, of those that a machine read. */
export interface Covered {
  compared: number
  of: number
  /** Cards that the second reading lacks, which two people settled. */
  settled?: number
}

/** key `plan/session/room` */
export interface ReadingRoomRow {
  plan: number
  session: string
  room: string
  /** `waiting`: nothing was read; `read`: being worked out. */
  state: RoomState
  expected: number
  present: number | null
  absent: number | null
  bag: number | null
  /** Cards that count. */
  read: number
  /** What a second reading covered of it; null: there is none. */
  second?: Covered | null
  equations: Equation[]
  /** Faults that hold it up, those that do not, and those that are settled. */
  open: number
  told: number
  settled: number
  batches: string[]
  /** The record sheet was entered. */
  marked: { at: string; by: number | null } | null
  approvals: { batch: string; by: number; at: string; reason: string }[]
}

export interface Resolution {
  what: string
  /** The card that is meant, where a fault is about several. */
  batch?: string
  row?: number
  /** The true admission number. */
  number?: string
  /** What two people read on the card: all of it, or single questions by number. */
  answers?: string[]
  cells?: Record<string, string>
  subject?: string
  paper?: string
  /** Several cards that get the same, or each their number. */
  places?: { batch: string; row: number }[]
  numbers?: { batch: string; row: number; number: string }[]
  /** Cards in the bag, counted again. */
  bag?: number
}

/** A cell that two readings of a card disagree on. */
export interface Cell {
  number: string
  field: string
  /** From 1; null for what is no answer. */
  question: number | null
  first: string
  second: string
  rows: [number, number]
  /** What the first reading had read, where two people put it right since. */
  marked?: string | null
}

/** Whose card it is, as far as people need to see it. */
export interface Whose {
  seat: string
  mask: string
}

/** key `plan/session/fault key`: one thing that does not fit, and what became of it */
export interface ReadingFaultRow {
  plan: number
  session: string
  key: string
  code: string
  room: string | null
  /** As marked on the card or as listed. */
  number: string | null
  rows: number[]
  batch: string | null
  /** The cards it is about. */
  places: { batch: string; row: number }[]
  card: Whose | null
  /** The admission number the card most likely belongs to, and whose that is. */
  candidate: string | null
  likely: Whose | null
  detail: Readonly<Record<string, unknown>>
  kind: Words
  says: Words
  fix: Words
  /** The prescribed one first. */
  resolutions: (Words & { what: string })[]
  holds_up: boolean
  /** A card keyed in for it has to say its paper. */
  paper: boolean
  state: 'open' | 'proposed' | 'settled'
  proposal: {
    fact: string
    by: number
    at: string
    resolution: Resolution
    reason: string
    rejected: { by: number; at: string; reason: string } | null
  } | null
  settled: { fact: string; by: number; at: string; reason: string; resolution: Resolution; proposal: string; proposed_by: number; grounds: string } | null
}

/** Where the key of a paper stands; what is right is not kept by devices. */
export interface KeyRow {
  subject: string
  paper: string
  /** `one` person entered it; `agreed`: two entries are equal and it holds; `differ`. */
  state: 'none' | 'one' | 'agreed' | 'differ'
  /** Who entered it. */
  people: number[]
  questions: number | null
  full: number | null
  passing: number | null
  differ: { question: number | null; what: string }[]
  differ_count: number
}

/** A card that the hub drew; of one that counts no more only its place is told. */
export interface DrawnCard {
  batch: string
  row: number
  room: string | null
  seat: string | null
  number: string | null
  counts: boolean
  /** Null: not looked at yet. */
  agreed: boolean | null
  by: number | null
}

/** The newest random check of a session; `covered`: cards that any check has looked at, of all that were there. */
export interface CheckRow {
  number: number
  seed: string
  wanted: number
  looked: number
  agreed: number
  differ: number
  of: number
  covered: number
  at: string
  by: number | null
  cards: DrawnCard[]
}

/** How many of a session's cards there are at each step; null: not known of every room. */
export interface ReadingChain {
  out: number | null
  back: number | null
  /** Those to be read: without voided cards that lie in the bags. */
  bag: number | null
  /** With those keyed in. */
  read: number
  /** Whether a room has read more or fewer than its bag. */
  off?: boolean
  /** Of the candidates, by the keys that hold; null: none does. `void`: for misconduct; `unscored`: no result yet. */
  results: { scored: number; absent: number; void: number; lost: number; unscored?: number } | null
}

/** key `plan/session` */
export interface ReadingSessionRow {
  plan: number
  session: string
  rooms: number
  read: number
  green: number
  closed: number
  open: number
  batches: number
  equations: Equation[]
  /** The second reading, cell by cell. */
  passes: (Covered & { differ: number; /** Cards that the plan wants read twice, and that share of all in per cent; 0: none. */ wanted?: number; share?: number }) | null
  /** The random check. */
  check: CheckRow | null
  keys: KeyRow[]
  /** The newest release's number, or 0. */
  release: number
  /** What was released is no longer what is known. */
  stale: boolean
  /** Rows of a hub before it told this lack it. */
  chain?: ReadingChain | null
}

/** What the results of a session come to; points in hundredths. */
export interface Sums {
  candidates: number
  scored: number
  absent: number
  void: number
  /** Whose card is lost and who have no score for that; releases made before this was told lack it. */
  lost?: number
  passed: number
  points: number
  /** Of every result: two people who see the same hash look at the same. */
  sha256: string
}

/** key `plan/session/number` */
export interface ReleaseRow {
  plan: number
  session: string
  number: number
  at: string
  by: number
  second: number
  reason: string
  /** The release it replaces, or 0. */
  replaces: number
  versions: { batches: Record<string, number>; keys: Record<string, string>; profiles: Record<string, string>; roster: string }
  sums: Sums
  /** Candidates whose result is another than in the release before; null: the first. */
  changed: number | null
}
