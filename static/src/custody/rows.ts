import type { CountingRules } from '../balance/rows'

/** key `plan/label`: a labelled object as it is now */
export interface Item {
  label: string
  /** Code of its kind, such as `RSET` (`custody/rules.json`). */
  kind: string
  plan: number
  /** Null where it serves the whole plan. */
  session: string | null
  room: string | null
  /** Of a paper bag in a room of several trades or levels: whose it is. */
  group?: { trade: string; level: number } | null
  /** Of a paper bag for all who sit in its room: who they were when it was registered. */
  made_for?: { trade: string; level: number }[]
  state: string
  holder: { stage: string; people: number[]; room: string | null }
  /** Label of the object it lies in. */
  inside: string | null
  /** Number of the strip on it. */
  seal: string | null
  broken: boolean
  /** What was last recorded in it, what it held when it was packed, and what of it was put elsewhere. */
  counts: Record<string, number>
  packed: Record<string, number>
  aside: Record<string, number>
  /** How many more came to it from other bags than went from it to others. */
  supplied?: Record<string, number>
  at: string | null
  /** The newest act that can be taken back or corrected. */
  act: { fact: string; kind: string; device: string } | null
}

/** A difference that people saw and gave a reason for. */
export interface Difference {
  label: string
  /** What was counted, `seal` or `missing`. */
  what: string
  expected: string | number
  found: string | number
  reason: string
}

/** key: the fact's id; one act on labelled objects */
export interface CustodyAct {
  fact: string
  seq: number
  plan: number
  kind: string
  leg: string | null
  session: string | null
  room: string | null
  place: string | null
  /** What was scanned, and all that moved with it. */
  objects: string[]
  moved: string[]
  givers: number[]
  receivers: number[]
  monitors: number[]
  people: number[]
  reason: string | null
  /** The signed form it was entered from. */
  paper: { form: string; signed: string; entered_by: number } | null
  /** The act it corrects; the acts that corrected it; the act that took it back. */
  amends: string | null
  amended: string[]
  undone: string | null
  told: Difference[]
  /** Who had signed in on the device. */
  holder: number | null
  device: string
  at: string
  received: string
  acted: boolean
  settled?: boolean
  /** Of a correction: it did not happen at all; and those who are to be told. */
  void?: boolean
  tell?: number[]
  /** Of an opening: seats of the candidates who looked at the seal; of a closing: the strip and what was put aside. */
  witnesses?: string[]
  /** The record sheet said that it had been opened in its room. */
  opened?: boolean
  /** The strip that a bag came with was stated. */
  strip?: boolean
  seal?: string | null
  aside?: Record<string, number>
  supply?: { what: string; number: number }
}

/** key `plan`: what the plan says about papers (`server/domain/policy.py`) */
export interface Policy extends CountingRules {
  room_set: string[]
  seals: 'own' | 'factory'
  still_after: number
  /** Gigabytes of photos and film that a session may have; 0: what the disk has. */
  media_quota: number
  /** Minutes without a byte after which a film that runs counts as broken off. */
  media_silent: number
  /** Days after the last one in which cards are read, marked and scores are released. */
  reading_days: number
  /** Days before the first one from which papers may leave the vault, and after the last one in which they go back. */
  papers_before: number
  papers_after: number
  /** Invigilators sign in on a device in their room and state its count. */
  counts_in_room: boolean
  /** Rules by which draws are held beside those that always count: different units, an experienced one in each room. */
  draw_units: boolean
  draw_experience: boolean
  verify_before_return: boolean
  /** Candidates who look at the seal, minutes before the start from which bags may be opened, monitors at a spare's opening. */
  witnesses: number
  opens_before: number
  spare_monitors: number
  /** Minutes after a session's end for bags to be back, after that for the room to be counted, and after the end for all to be stored. */
  back_within: number
  counted_within: number
  stored_within: number
  /** Cards of a random check of a reading. */
  check_cards: number
  /** Per cent of a session's cards that a second reading covers before scores go out; 0: none is asked for. */
  second_pass: number
  /** From where on results are listed as abnormal (`server/domain/reading/abnormal.py`): per cents, answers, standard deviations. */
  abnormal_high: number
  abnormal_low: number
  abnormal_blank: number
  abnormal_same: number
  abnormal_wrong: number
  abnormal_beyond: number
  legs: Record<string, Record<string, unknown>>
}
