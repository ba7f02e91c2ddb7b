import type { IdentityOutcome } from '../../practical/rows'

/** How far a check of somebody's identity has come: what is about to be said, and why. */
export interface Identifying {
  sure: IdentityOutcome | null
  reason: string
}

/** In memory alone: a reason may name people, and stands in no address. */
let left: (Identifying & { key: string }) | null = null

/** The check is left for the camera; `key` names the candidate. */
export function leaveForCamera(key: string, { sure, reason }: Identifying): void {
  left = { key, sure, reason }
}

/** A check that was left for the camera, to go on with; null where there is none of this candidate. It is told once. */
export function goOn(key: string): Identifying | null {
  const found = left?.key === key ? { sure: left.sure, reason: left.reason } : null
  left = null
  return found
}
