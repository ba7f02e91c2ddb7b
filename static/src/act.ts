import type { App } from './app'
import type { Receipt, Refusal } from './hub'

/** How one act of the office ended. `waiting`: it is stored here and goes to the hub by itself. */
export type Outcome = { state: 'accepted' } | { state: 'waiting' } | { state: 'refused'; refusal: Refusal }

/** The hub may need this long for a large import or many badges (milliseconds). */
const PATIENCE = 30_000

/**
 * Store acts as facts, hand them in together and wait for the hub's words, in the same order; `stored` is told their ids.
 * Where one cannot be stored, those before it are handed in all the same and `unkept` says what is to be read of the others,
 * told how many were stored; without it nobody knows, and this throws.
 */
export async function actAll(
  app: Pick<App, 'outbox'>,
  acts: readonly { kind: string; body: Record<string, unknown>; beside?: string }[],
  stored: (ids: readonly string[]) => void = () => {},
  unkept?: (kept: number) => Refusal,
): Promise<Outcome[]> {
  const ids: string[] = []
  try {
    for (const { kind, body, beside } of acts) ids.push((await app.outbox.put(kind, body, beside)).id)
  } catch (problem) {
    if (unkept === undefined) throw problem
    console.warn(problem)
  }
  stored(ids)
  const last = ids.at(-1)
  // What was stored goes to the hub by itself: that its word could not be kept here does not undo it.
  if (last !== undefined) await app.outbox.deliver(last, PATIENCE).catch((problem: unknown) => console.warn(problem))
  const ends = await Promise.all(ids.map((id) => outcomeOf(app, id)))
  return acts.map((_, at) => ends[at] ?? { state: 'refused', refusal: unkept!(ids.length) })
}

/** One act alone; `beside` as in the outbox. */
export async function act(
  app: Pick<App, 'outbox'>,
  kind: string,
  body: Record<string, unknown>,
  beside?: string,
): Promise<Outcome> {
  const [outcome] = await actAll(app, [{ kind, body, ...(beside === undefined ? {} : { beside }) }])
  return outcome!
}

/** How a fact that was handed in ended, so far; a refusal is the caller's to show. */
export async function outcomeOf(app: Pick<App, 'outbox'>, id: string): Promise<Outcome> {
  const receipt = await app.outbox.receipt(id).catch(() => null)
  if (receipt === null) return { state: 'waiting' }
  if (receipt.verdict === 'accepted') return { state: 'accepted' }
  // The caller shows the refusal to whoever acted, so it is dealt with.
  await app.outbox.settle(id).catch((problem: unknown) => console.warn(problem))
  return { state: 'refused', refusal: refusalOf(receipt) }
}

function refusalOf({ refusal, verdict }: Receipt): Refusal {
  return refusal ?? { code: verdict, says: verdict, fix: '' }
}
