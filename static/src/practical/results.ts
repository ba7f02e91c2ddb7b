/** One thing that is lacking of a candidate or a room, in words. */
export interface Lack {
  code: string
  zh: string
  en: string
  need: number
  have: number
  /** On their way. */
  coming: number
  /** The id of what the scheme asks for, of pictures and films; a row of before does not tell. */
  wanted?: string | null
}

/** key `plan/session/room/admission number`: what a candidate's exam comes to; points in hundredths */
export interface ResultRow {
  plan: number
  session: string
  room: string
  candidate: string
  seat: number
  /** The masked name. */
  mask: string
  trade: string
  level: number
  station: string | null
  state: 'absent' | 'stopped' | 'unscored' | 'partial' | 'sent_back' | 'ready' | 'confirmed'
  /** Null until every assessor has scored, which is not 0. */
  score: number | null
  passed: boolean | null
  spread: number | null
  /** Questions that count as failed, and those on which the assessors do not agree. */
  failed: string[]
  split: string[]
  /** Items that somebody has still to score: left out of a question that did not fail for most; a row of before has none. */
  skipped?: string[]
  /** By person; empty while anybody has still to sign. */
  totals: Record<string, number>
  needed: number
  signed: number
  /** Assessors who scored more than once. */
  again: number
  confirmed: { by: number | null; at: string; score: number; reason: string } | null
  sent_back: { by: number | null; at: string; reason: string; second: number | null } | null
  lacks: Lack[]
  /** What whoever confirms has to look at: films that count though nothing tells how long they are; a row of before has none. */
  notes?: Lack[]
}

/** A picture or film that has to be there. What stands last, a scheme of before has not. */
export interface Wanted {
  id: string
  what: 'photo' | 'video'
  purpose: string
  words: string
  least: number
  per: 'candidate' | 'station' | 'room'
  /** Of the candidate's own time; films of the working time cover it together. */
  when?: 'any' | 'before' | 'working' | 'after'
  /** The item of the sheet that it shows. */
  item?: string | null
  /** Minutes that a film lasts at least, and that films may leave out of the working time in all. */
  shortest?: number
  missing?: number
  /** Films of the working time begin with the check of identity. */
  from_identity?: boolean
}

/** key `plan/session/room`: how far a practical room has come */
export interface PracticalRoomRow {
  plan: number
  session: string
  room: string
  candidates: number
  absent: number
  /** Candidates who were not the person on their papers; a row of before does not tell. */
  stopped?: number
  scored: number
  sent_back: number
  confirmed: number
  /** Candidates of whom something is lacking. */
  lacking: number
  /** What the room as a whole lacks. */
  lacks: Lack[]
}

/** key `plan/trade/level`: what is scored, and what has to be on record; points in hundredths */
export interface SchemeRow {
  plan: number
  trade: string
  level: number
  title: string
  full: number
  items: { id: string; question: string; name: string; full: number; criterion: string; failing: boolean }[]
  combine: { rule: 'mean' | 'trimmed' | 'median'; threshold: number; passing: number; failing: 'majority' | 'any' }
  assessors: number
  /** Whether the number of assessors has to be odd. */
  odd: boolean
  /** Times running that somebody may assess here. */
  running: number
  media: Wanted[]
  /** Minutes after the start. */
  late: number
  workpiece: boolean
}

/** key `plan/person`, for the office alone: an assessor's card */
/** An assessor's card. */
export interface CardHeld {
  card: string
  trade: string
  /** The highest level they assess. */
  level: number
  /** The card's last day, YYYY-MM-DD. */
  until: string
}

export interface AssessorRow extends CardHeld {
  plan: number
  person: number
  /** Their further cards, where there are any: one for each trade. */
  others?: CardHeld[]
  /** Times running they have assessed here within a year, this one not counted: as stated. */
  running: number
  /** The same by the hub's own records; rows from before have none. */
  recorded?: number
  at: string
}
