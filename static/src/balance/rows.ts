import type { Words } from '../rows'

/** What a plan says about papers, as far as counting goes. */
export interface CountingRules {
  cards_per_candidate: number
  mark_absent: boolean
  void_to: 'paper' | 'card'
  forms: boolean
  scratch_per_candidate: number
  practical_papers: boolean
}

/** key `plan/session/room`: a room's figures, by who counted them and code */
export interface CountsRow {
  plan: number
  session: string
  room: string
  counts: Partial<Record<'list' | 'custody' | 'proctor' | 'roving' | 'chief', Record<string, number>>>
  /** Who counted last as each, when, and why it differs from what was known. */
  last: Partial<Record<'proctor' | 'roving' | 'chief', { person: number; fact: string; device: string; at: string; reason: string; paper?: { form: string; signed: string; entered_by: number } }>>
}

/** One equation as it stands; what differs also says what, and what could explain it. */
export interface BalanceLine {
  key: string
  code: string
  state: 'holds' | 'differs' | 'unknown'
  expected: number | null
  found: number | null
  /** Figures not known yet; of bags, labels still under way. */
  unknown?: string[]
  says?: Words
  labels?: string[]
  hints?: { code: string; zh: string; en: string; person: number | null }[]
  /** Key of the difference that this one follows from: one cause, counted once. */
  follows?: string
  settled?: { by: number; at: string; grounds: string } | null
}

/** key `plan/session/room`, or `plan/site` (session and room null) */
export interface BalanceRow {
  plan: number
  session: string | null
  room: string | null
  /** How many went out and came back; null: not known. */
  papers?: { out: number | null; back: number | null }
  cards?: { out: number | null; back: number | null }
  /** Differences that nobody has settled. */
  open: number
  lines: BalanceLine[]
}
