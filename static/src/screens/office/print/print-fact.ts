import { outcomeOf } from '../../../act'
import type { App } from '../../../app'
import type { Refusal } from '../../../hub'
import type { Badge } from '../../../rows'
import { unreachable } from '../unreachable'

/** Why badges are printed again. */
export const REASONS = ['jam', 'damaged', 'misprint', 'other'] as const
export type PrintReason = (typeof REASONS)[number]

export type Stated = { ok: true; id: string } | { ok: false; refusal: Refusal }

/** The hub may need this long to count many badges (milliseconds). */
const PATIENCE = 30_000

/** States prints as facts; one whose paper failed to come is used again, so that no second print is counted. */
export function printFact(app: Pick<App, 'outbox' | 'hub'>) {
  let unused: { id: string; what: string } | null = null

  async function state(plan: number, badges: readonly Badge[], reason: 'first' | PrintReason, note: string): Promise<Stated> {
    const ids = badges.map(({ badge }) => badge)
    const what = JSON.stringify([plan, ids])
    if (unused?.what === what) return { ok: true, id: unused.id }
    // A print stated for later would be counted without any paper: nothing is stated while the hub is away.
    const there = await app.hub.me()
    if (!there.ok) return { ok: false, refusal: there.kind === 'refused' ? there.refusal : unreachable() }
    const { id } = await app.outbox.put('badge.print', { plan, badges: ids, reason, note })
    await app.outbox.deliver(id, PATIENCE)
    const outcome = await outcomeOf(app, id)
    if (outcome.state === 'refused') return { ok: false, refusal: outcome.refusal }
    if (outcome.state === 'waiting') return { ok: false, refusal: unreachable() }
    unused = { id, what }
    return { ok: true, id }
  }

  return {
    state,
    /** The paper came, or is on its way. */
    used() {
      unused = null
    },
  }
}
