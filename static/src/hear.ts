import type { App } from './app'
import type { Receipt } from './hub'
import type { Outbox } from './outbox'

/**
 * How an act stands: the hub has it; this device has it; it is not even kept here that it was done; or the hub has turned
 * this device away.
 */
export type Word = 'accepted' | 'waiting' | 'notStored' | 'notEnrolled'

/**
 * The hub is slow and the person goes on without it: on the disk before it is said. Whoever reads that it waits acts on
 * it, and the device may die in that moment.
 */
export async function alone(outbox: Pick<Outbox, 'acted'>, ids: readonly string[]): Promise<'waiting' | 'notStored'> {
  try {
    for (const id of ids) await outbox.acted(id)
    return 'waiting'
  } catch (error) {
    console.error(error)
    return 'notStored'
  }
}

/**
 * Tell how an act stands that was stored, within `patience` milliseconds; a yes that comes `slow` milliseconds later at
 * most is told too, as `late`. Returns the hub's no, where that was its word.
 */
export async function hear(
  app: Pick<App, 'outbox' | 'store'>,
  id: string,
  { patience, slow }: { patience: number; slow: number },
  tell: (word: Word, late: boolean) => void,
): Promise<Receipt | null> {
  const soon = await app.outbox.deliver(id, patience).catch(() => null)
  if (soon === null && app.store.freshness.notEnrolled) {
    tell('notEnrolled', false)
    return null
  }
  if (soon === null) tell(await alone(app.outbox, [id]), false)
  const receipt = soon ?? (await app.outbox.deliver(id, slow).catch(() => null))
  if (receipt?.verdict !== 'accepted') return receipt
  tell('accepted', soon === null)
  return null
}
