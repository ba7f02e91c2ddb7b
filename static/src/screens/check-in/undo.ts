import type { App } from '../../app'
import { outcomeOf, type Outcome } from '../../act'
import type { Act } from '../../database'

/** Milliseconds a mistaken scan can be taken back; the hub has the last word. */
const WINDOW = 15 * 60_000

/** `no`: there is nothing to take back, or it was taken back. `now` is the hub's time, Unix ms. */
export function undoable({ undoable, undone, at }: Act, now: number): 'yes' | 'late' | 'no' {
  if (undone || undoable.length === 0) return 'no'
  return now - at > WINDOW ? 'late' : 'yes'
}

/** Take an act back, its newest fact first; throws where it could not be stored. */
export async function takeBack(app: Pick<App, 'outbox' | 'acts'>, act: Act): Promise<Outcome> {
  const ids: string[] = []
  for (const undoes of [...act.undoable].reverse()) ids.push((await app.outbox.put('duty.undo', { undoes })).id)
  await app.outbox.deliver(ids.at(-1)!)
  const outcomes = await Promise.all(ids.map((id) => outcomeOf(app, id)))
  const worst = outcomes.find(({ state }) => state === 'refused') ?? outcomes.find(({ state }) => state === 'waiting') ?? outcomes[0]!
  if (worst.state !== 'refused') await app.acts.undone(act.id)
  return worst
}
