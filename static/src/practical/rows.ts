/** Who noted something: the act's time (RFC 3339), the person who had signed in (null: nobody known), fact and device. */
export interface Mark {
  at: string
  by: number | null
  fact: string
  device: string
}

/** The cards of a room, as committed; without what was laid out before. */
export interface Lots {
  plan: number
  session: string
  room: string
  /** Counts the lots of the room and session from 1. */
  number: number
  stations: string[]
  /** Candidates that follow one another at each station. */
  turns: number
  hash: string
  mark: Mark
  reason: string
  /** Those that were picked. */
  cards: { card: number; candidate: string; station: string; turn: number; mark: Mark }[]
  out: { station: string; reason: string; mark: Mark }[]
  revealed: { seed: string; wrong: number[]; mark: Mark } | null
}

/** key `plan/session/room` */
export interface LotsRow extends Lots {
  earlier: Lots[]
}

export type IdentityOutcome = 'ok' | 'no_id' | 'not_person'

/** One item of a signed sheet; points in hundredths. */
export interface ScoredItem {
  item: string
  found: string
  deducted: number
  score: number
  failed: boolean
}

/** What one assessor gave; `total`, `failed` and `items` are null while the row is sealed. */
export interface SheetRow {
  fact: string
  at: string
  version: number
  reason: string
  total: number | null
  failed: boolean | null
  items: ScoredItem[] | null
}

/** A candidate at a station; key `plan/session/room/admission number` */
export interface PracticalRow {
  plan: number
  session: string
  room: string
  /** The admission number. */
  candidate: string
  seat: number
  /** The masked name; the full one is asked of the hub where it is shown, and not kept. */
  mask: string
  trade: string
  level: number
  /** False: the roster has them here no longer, but something happened. */
  listed: boolean
  station: string | null
  turn: number | null
  drawn: (Mark & { card: number; lots: number }) | null
  identity: (Mark & { outcome: IdentityOutcome; evidence: string | null; reason: string }) | null
  began: string | null
  ended: string | null
  absent: (Mark & { reason: string }) | null
  /** They were noted as absent by mistake, so they are not late. */
  excused: boolean
  workpiece: (Mark & { number: string; reason: string }) | null
  /** Not all of the room's team have signed: what the others gave is not shown. */
  sealed: boolean
  /** By person. */
  scores: Record<string, SheetRow>
}

/** The assessors of a room in a session; key `plan/session/room` */
export interface TeamRow {
  plan: number
  session: string
  room: string
  assessors: number[]
  leader: number
  /** Codes of the plan's rules that it was let off, and why. */
  waived: string[]
  reason: string
  at: string
  by: number | null
}
