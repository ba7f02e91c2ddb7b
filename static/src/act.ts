import type { App } from './app'
import type { Receipt, Refusal } from './hub'

/** How one act of the office ended. `waiting`: it is stored here and goes to the hub by itself. */
export type Outcome = { state: 'accepted' } | { state: 'waiting' } | { state: 'refused'; refusal: Refusal }

/** The hub may need this long for a large import or many badges (milliseconds). */
const PATIENCE = 30_000

/** Store an act as a fact, hand it in and wait for the hub's word; a refusal is shown by the caller, so it is settled. */
export async function act(app: Pick<App, 'outbox'>, kind: string, body: Record<string, unknown>): Promise<Outcome> {
  const { id } = await app.outbox.put(kind, body)
  const receipt = await app.outbox.deliver(id, PATIENCE)
  if (receipt === null) return { state: 'waiting' }
  if (receipt.verdict === 'accepted') return { state: 'accepted' }
  await app.outbox.settle(id)
  return { state: 'refused', refusal: refusalOf(receipt) }
}

function refusalOf({ refusal, verdict }: Receipt): Refusal {
  return refusal ?? { code: verdict, says: verdict, fix: '' }
}
