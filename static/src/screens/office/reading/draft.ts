export type Mark = 'absent' | 'misconduct' | 'replaced'

/** What somebody had marked of a room's record sheet when their sign-in ended. */
export interface Draft {
  /** Plan, session and room. */
  of: string
  by: number | undefined
  marks: Record<Mark, Set<string>>
  typed: string
  reason: string
  bag: number | ''
}

/** Of one sheet at most, in memory alone, until whoever marked it has signed in again. */
export const kept: { draft: Draft | null } = { draft: null }
