import type { Wanted } from './results'
import type { PracticalRow } from './rows'

/**
 * Whether what is taken of a candidate now can count for what the scheme asks for (`server/domain/practical/required.py`).
 * A film of the work begins before it: only a photo has to wait for the beginning.
 */
export function countsNow({ what, when }: Pick<Wanted, 'what' | 'when'>, { began, ended }: Pick<PracticalRow, 'began' | 'ended'>): boolean {
  if (when === 'before') return began === null
  if (when === 'working') return ended === null && (what === 'video' || began !== null)
  return when !== 'after' || ended !== null
}
