import type { Answer, Hub } from '../hub'

/** What the cards say of one question (`server/domain/reading/items.py`). */
export interface Item {
  number: number
  /** Every way of answering that is right. */
  answers: string[]
  rule: string
  /** Share of its points that was earned, 0 to 1; larger is easier. */
  difficulty: number
  /** Share earned by the best 27 % less that of the weakest, -1 to 1; null: too few cards. */
  discrimination: number | null
  /** With the rest of the paper; null: too few cards, or nothing differs. */
  correlation: number | null
  /** How often each way was given, the commonest first: `''` is none, `*` several marks, `…` all others. */
  given: [string, number][]
  remarks: string[]
}

/** A paper's item analysis; scores in hundredths. */
export interface PaperAnalysis {
  subject: string
  paper: string
  cards: number
  full: number
  mean: number
  deviation: number
  lowest: number
  highest: number
  passed: number
  reliability: number | null
  /** Cards by tenths of the full score. */
  bands: number[]
  items: Item[]
}

/** A result, or a pair of cards, that people should look at; it decides nothing. Scores in hundredths. */
export interface AbnormalLine {
  what: 'zero' | 'low' | 'high' | 'blank' | 'identical'
  room: string
  number: string
  seat: string
  score: number
  full: number
  /** Of a pair: the second one; else empty. */
  other: string
  other_seat: string
  other_score: number | null
  /** Answers a pair has alike; questions left out of a blank card. */
  same: number
  /** Of how many. */
  of: number
  /** How many of them are wrong, of a pair. */
  wrong: number
}

/** From where on results are listed: shares, equal wrong answers, standard deviations (`server/domain/reading/abnormal.py`). */
export interface Bounds {
  low: number
  high: number
  blank: number
  same: number
  wrong: number
  beyond: number
}

/** Shown to whoever answers for the scores, never kept on a device. */
export interface Analysis {
  papers: PaperAnalysis[]
  abnormal: AbnormalLine[]
  bounds: Bounds
}

export function askAnalysis(hub: Hub, plan: number, session: string): Promise<Answer<Analysis>> {
  return hub.ask<Analysis>(`/api/reading/analysis?plan=${plan}&session=${encodeURIComponent(session)}`, { papers: 'array', abnormal: 'array' }, { patience: 15_000 })
}

/** A share as people read it: two digits behind the point; a dash where there is none. */
export const shareShown = (share: number | null): string => (share === null ? '—' : share.toFixed(2))

/** What a bar of a share shows, as parts of its width: where zero lies, and how far it reaches to either side. */
export function barOf(share: number, least = 0): { from: number; width: number } {
  const span = 1 - least
  const at = (value: number) => (Math.min(1, Math.max(least, value)) - least) / span
  return { from: Math.min(at(0), at(share)), width: Math.abs(at(share) - at(0)) }
}
