import type { BalanceRow, CountsRow } from './balance/rows'
import type { CustodyAct, Item, Policy } from './custody/rows'
import type { EvidenceRow, LooksRow, SpaceRow } from './evidence/rows'
import type { DeviceKind, DeviceRole } from './hub'
import type { AssessorRow, PracticalRoomRow, ResultRow, SchemeRow } from './practical/results'
import type { LotsRow, PracticalRow, TeamRow } from './practical/rows'
import type { BatchRow, ProfileRow, ReaderStationRow, ReadingFaultRow, ReadingRoomRow, ReadingSessionRow, ReleaseRow } from './reading/rows'
import type { DeclaredRow, DrawRow, SeenRow, SignalRow } from './screens/draw/rows'

export type { CustodyAct, Difference, Item, Policy } from './custody/rows'
export type { DeclaredRow, DrawChange, DrawOf, DrawRow, SeenRow, SignalRow } from './screens/draw/rows'

/** The rows the hub folds from facts; all times RFC 3339 with offset. Keys are in the comments. */
export interface Session {
  id: string
  name: string
  kind: 'theory' | 'practical' | 'computer'
  starts: string
  ends: string
}

export interface TimetablePoint {
  at: string
  name: string
  session: string | null
  signal: 'short' | 'long' | null
  /** What it hangs on; a row of an older hub does not say. */
  edge?: 'start' | 'end'
  /** What is missed from then on; a row of an older hub does not say. */
  due?: Due | null
}

/** What is due at a step of the timetable: the staff are there, rooms are drawn, papers are handed out. */
export type Due = 'staff' | 'draw' | 'papers'

/** key `plan` */
export interface Plan {
  plan: number
  code: string
  name: string
  mark: string
  centre: string
  area: string
  site: { number: number; name: string; short: string }
  days: string[]
  zone: string
  /** Minutes before and after a session's start. */
  check_in: { opens: number; closes: number }
  proctors_per_room: number
  duty_phone: string
  /** The parts of an admission number, left to right. */
  admission_no: { part: string; digits: number }[]
  /** A plan to practise with (演练). */
  rehearsal?: boolean
  sessions: Session[]
  timetable: TimetablePoint[]
  imported_seq: number
}

/** key `plan/room` */
export interface Room {
  plan: number
  room: string
  name: string
  building: string
  floor: number | null
  seats: number
  sessions: Record<string, { expected: number; groups: { trade: string; level: string | number; count: number }[] }>
}

/** key `plan/person` */
export interface Person {
  plan: number
  person: number
  staff_no: string
  name: string
  role: number
  unit: string
  /** Last digits of the phone, to tell namesakes apart. */
  tail: string
  sessions: string[]
  rooms: Record<string, string>
  listed: boolean
  state: 'expected' | 'in' | 'out'
  at: string | null
  place: string | null
  badge: string | null
  number: string | null
  portrait: string | null
  /** False for someone added at a gate whom the chief or the office has not looked at yet. */
  confirmed: boolean
  /** The person this one stands in for. */
  replaces: number | null
  /** The fact that added them, where no list did. */
  added: string | null
  /** The last check-in, check-out or binding, which can be taken back. */
  scan: { fact: string; kind: string; device: string; at: string } | null
}

/** key `plan/person` */
export interface Contact {
  plan: number
  person: number
  phone: string
  note?: string
}

/** key: the badge's id in hex */
export interface Badge {
  badge: string
  plan: number
  /** 0: a spare badge not bound to anyone yet. */
  person: number
  role: number
  number: string
  state: 'issued' | 'revoked'
  nbf: number | string
  exp: number | string
  reason: string | null
  /** Made without a person, to be bound to one when it is needed. */
  spare: boolean
  /** When it was handed to its holder. */
  out: string | null
  /** When it was collected; wins over `state`. */
  returned: string | null
  /** How often it was sent to paper. */
  prints: number
}

/** How a plan's badges differ from the unified format; what is missing is as the format has it. */
export interface Design {
  mark?: string | null
  /** SHA-256 of the picture. */
  crest?: string | null
  /** `#RRGGBB` by role number. */
  colours?: Record<string, string>
  lines?: ('code' | 'plan' | 'site' | 'unit' | 'valid' | 'centre' | 'area')[]
  found?: string
  reverse?: Record<string, string[]>
  duty_phone?: boolean
}

/** key `plan`: the design in force, with everything filled in */
export interface DesignRow {
  plan: number
  design: Design
  seq: number
  at: string
}

/** key: the key's number */
export interface BadgeKeyRow {
  kid: number
  x: string
}

/** key: the device */
export interface DeviceRow {
  device: string
  kind: DeviceKind | 'hub'
  role: DeviceRole
  name: string
  state: 'enrolled' | 'revoked'
  enrolled: string
  /** When and why it left. */
  ended: string | null
  reason: EndReason | null
  /** The last number it is known to have used; null: nobody heard before it left, so what it owes is not known. */
  last: number | null
  /** The device's clock at its oldest act that had not arrived when it left, as far as that was known. */
  oldest: string | null
  /** Somebody gave up what it still owed. */
  written_off: { at: string; device: string; note: string } | null
  /** The device whose place it took, and the one that took its place. */
  replaces: string | null
  replaced_by: string | null
  /** What it found when it was prepared. */
  checked: Checked | null
  /** Numbers of its facts that never arrived: the first ones, and how many. */
  missing: number[]
  missing_count: number
  cloned: boolean
}

export type EndReason = 'lost' | 'flat' | 'broken' | 'replaced' | 'finished' | 'other'

/** What is looked at when a device is prepared, in the order of the page. */
export const CHECKS = [
  'certificate', 'hub', 'version', 'clock', 'zone', 'storage', 'battery', 'awake', 'camera', 'sound', 'scanner',
] as const
export type Check = (typeof CHECKS)[number]
export type CheckResult = 'ok' | 'failed' | 'skipped' | 'absent'
export interface Checked {
  at: string
  build: string
  results: Partial<Record<Check, CheckResult>>
}

/** A sentence in both languages of the product. */
export interface Words {
  zh: string
  en: string
}

/** key: the journal's sequence number */
export interface FeedRow {
  seq: number
  received: string
  at: string
  kind: string
  verdict: 'accepted' | 'refused' | 'disputed'
  device: string
  plan: number | null
  person: number | null
  place: string | null
  by: 'badge' | 'number' | 'search' | null
  /** What it concerns besides a person: a room, a badge number, how many. */
  about?: string | null
  /** The fields that were changed, or the reason; of an import how many rows were taken. */
  what?: string[]
  refusal: { code: string; says: Words; fix: Words } | null
  /** Of an attempt (`custody.attempt`): what was scanned or typed, or whose badge it was, where that is known. */
  came?: { text: string | null; person: number | null }
}

export interface AlertRow {
  id: string
  code: string
  since: string
  level: 'warn' | 'alarm'
  plan: number | null
  place: string | null
  says: Words
  fix: Words
  state: 'open' | 'closed'
}

/** One fact of a dispute, as both sides of it are shown. */
export interface Told {
  seq: number
  kind: string
  device: string
  /** The device's clock. */
  at: string
  /** The hub's clock, when it arrived. */
  received: string
  place: string | null
  by: 'badge' | 'number' | 'search' | null
}

/** How a dispute ends: the earlier accepted fact stands, or the disputed one holds. */
export type Ending = 'stands' | 'holds'

/** key: the disputed fact's sequence number */
export interface Dispute extends Told {
  fact: string
  plan: number | null
  person: number | null
  refusal: { code: string; says: Words; fix: Words }
  /** The accepted fact it contradicts; null where it breaks a rule. */
  against: Told | null
  /** Whether it can be settled to have happened. */
  holds: boolean
  state: 'open' | 'settled'
  settled: {
    seq: number
    fact: string
    by: { plan: number; person: number }
    device: string
    at: string
    received: string
    outcome: Ending
    reason: string
    note: string
  } | null
}

/** key: the grant's id */
export interface GrantRow {
  grant: string
  plan: number
  person: number
  role: number
  device: string
  scope: { acts: string[]; place: string | null }
  /** Unix seconds. */
  nbf: number
  exp: number
  state: 'open' | 'ended' | 'revoked'
  ended: string | null
  /** Only while it is open. */
  token: string | null
}

/** key `plan/person`: somebody who has a PIN, and since when */
export interface PinRow {
  plan: number
  person: number
  at: string
}

export interface Rows {
  plan: Plan
  room: Room
  person: Person
  contact: Contact
  badge: Badge
  badge_key: BadgeKeyRow
  device: DeviceRow
  feed: FeedRow
  alert: AlertRow
  dispute: Dispute
  design: DesignRow
  grant: GrantRow
  pin: PinRow
  item: Item
  custody: CustodyAct
  policy: Policy
  counts: CountsRow
  balance: BalanceRow
  draw: DrawRow
  declared: DeclaredRow
  seen: SeenRow
  signal: SignalRow
  lots: LotsRow
  practical: PracticalRow
  evidence: EvidenceRow
  space: SpaceRow
  looks: LooksRow
  practical_room: PracticalRoomRow
  result: ResultRow
  scheme: SchemeRow
  team: TeamRow
  assessor: AssessorRow
  profile: ProfileRow
  batch: BatchRow
  reader_station: ReaderStationRow
  reading_room: ReadingRoomRow
  reading_fault: ReadingFaultRow
  reading_session: ReadingSessionRow
  release: ReleaseRow
}

export type RowKind = keyof Rows
export const ROW_KINDS: readonly RowKind[] = [
  'plan',
  'room',
  'person',
  'contact',
  'badge',
  'badge_key',
  'device',
  'grant',
  'feed',
  'alert',
  'dispute',
  'design',
  'pin',
  'item',
  'custody',
  'policy',
  'counts',
  'balance',
  'draw',
  'declared',
  'seen',
  'signal',
  'lots',
  'practical',
  'evidence',
  'space',
  'looks',
  'practical_room',
  'result',
  'scheme',
  'team',
  'assessor',
  'profile',
  'batch',
  'reader_station',
  'reading_room',
  'reading_fault',
  'reading_session',
  'release',
]
