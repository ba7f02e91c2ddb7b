import type { TimetablePoint } from '../../rows'

/** Invigilators draw rooms, roving ones zones. */
export type DrawOf = 'rooms' | 'zones'

/** How many declarations a draw observes: of rooms, of kin, of a first time. */
export interface Observed {
  avoid: number
  apart: number
  new: number
}

/** key `plan/session/of` */
export interface DrawRow {
  plan: number
  session: string
  of: DrawOf
  /** How many rounds were begun. */
  round: number
  /** The round that is not over: two commit, then both values are revealed. */
  open: {
    round: number
    /** The only room that is drawn anew; null: the whole draw. */
    place: string | null
    reason: string
    rules: string[]
    root: string
    /** The journal's root right after the second commitment; empty until then. */
    sealed: string
    size: number
    places: number
    people: number
    pledges: { person: number; hash: string; device: string; at: string }[]
    revealed: number[]
    left_out: Record<string, string>
    /** Why the rules are not the plan's; empty where they are. */
    deviation: string
    declared: Observed
  } | null
  drawn: { root: string; sealed: string; size: number; seed: string; rules: string[]; by: number[]; people: number; left_out: Record<string, string>; deviation: string; declared: Observed } | null
  /** Room or zone -> persons. */
  places: Record<string, number[]>
  reserve: number[]
  redrawn: Record<string, number>
  /** Zone -> rooms. */
  zones: Record<string, string[]>
  log: DrawChange[]
}

export interface DrawChange {
  what: 'draw' | 'redraw' | 'substitute' | 'assign' | 'anew'
  at: string
  seq: number
  by: number[]
  place: string | null
  out: number[]
  into: number[]
  reason: string
}

/** key `plan/person`: what somebody declared before the draw */
export interface DeclaredRow {
  plan: number
  person: number
  new: boolean
  rooms: string[]
  apart: number[]
  /** What the rooms are avoided for. */
  grounds: ('kin' | 'students')[]
  at: string
  device: string
  /** Who wrote it down; null where nobody had signed in. */
  by: number | null
}

/** key `plan/session/room`: who was found at the door last */
export interface SeenRow {
  plan: number
  session: string
  room: string
  fact: string
  at: string
  device: string
  by: number | null
  right: number[]
  wrong: { person: number; room: string | null }[]
  missing: number[]
  /** Refusal codes of badges that were not good. */
  faults: string[]
  times: number
}

/** key `plan/session`: the signals given, and the times they make */
export interface SignalRow {
  plan: number
  session: string
  phase: 'before' | 'running' | 'ended'
  started: string | null
  ended: string | null
  given: Partial<Record<'start' | 'end', { person: number; device: string; at: string; reason: string }>>
  extensions: { minutes: number; order: string; ordered_by: number; rooms: string[]; person: number; at: string }[]
  starts: string
  ends: string
  /** When the last room ends. */
  last_ends: string
  /** Rooms with an extension of their own. */
  room_ends: Record<string, string>
  points: TimetablePoint[]
}
