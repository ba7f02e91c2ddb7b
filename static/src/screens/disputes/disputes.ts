import type { Dispute, Person, Plan } from '../../rows'
import { concerns } from '../board/feed'

export const REASONS = ['mistake', 'clock', 'forgot-undo', 'two-people', 'device', 'other'] as const
export type Reason = (typeof REASONS)[number]

/** Seconds apart that two clocks may be without a word about it. */
const AT_ONCE = 3_000

/** The open disputes that the board of a plan shows, the oldest first. */
export function openDisputes(rows: Iterable<Dispute>, plan: Plan, plans: ReadonlyMap<string, Plan>): Dispute[] {
  return [...rows].filter((one) => one.state === 'open' && concerns(one.plan, plan, plans)).sort((a, b) => a.seq - b.seq)
}

/** The settled ones, the newest settling first. */
export function settledDisputes(rows: Iterable<Dispute>, plan: Plan, plans: ReadonlyMap<string, Plan>): Dispute[] {
  const mine = [...rows].filter((one) => one.settled !== null && concerns(one.plan, plan, plans))
  return mine.sort((a, b) => b.settled!.seq - a.settled!.seq)
}

/** How far the device's clock and the hub's were apart when the fact arrived, in milliseconds, and what that means. */
export function apart({ at, received }: { at: string; received: string }): { key: 'late' | 'ahead' | 'together'; by: number } {
  const by = Date.parse(received) - Date.parse(at)
  if (Math.abs(by) < AT_ONCE) return { key: 'together', by: 0 }
  return by > 0 ? { key: 'late', by } : { key: 'ahead', by: -by }
}

/** What becomes of the person where the disputed fact holds; the hub decides the same way. */
export function after(dispute: Dispute, person: Person | undefined): { key: 'in' | 'out' | 'bind' | 'sent' | 'stays' | 'unchanged'; at: number } {
  // A device's clock that runs ahead counts no further than the hub's.
  const at = Math.min(Date.parse(dispute.at), Date.parse(dispute.received))
  if (person === undefined) return { key: 'unchanged', at }
  if (dispute.kind === 'badge.bind') return { key: 'bind', at }
  if (dispute.kind === 'duty.substitute') return { key: 'sent', at }
  const into = dispute.kind === 'duty.check_in' ? 'in' : dispute.kind === 'duty.check_out' ? 'out' : null
  if (into === null) return { key: 'unchanged', at }
  const since = person.at === null ? null : Date.parse(person.at)
  if (person.state === into || (since !== null && at < since)) return since === null ? { key: 'unchanged', at } : { key: 'stays', at: since }
  return { key: into, at }
}
