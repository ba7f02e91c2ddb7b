import type { App } from '../../app'
import { underWay } from '../../custody/here'
import type { Refusal } from '../../hub'

/** Take an act of this device back; `done` also where the hub has yet to hear of it. */
export async function takeBack(app: Pick<App, 'outbox'>, plan: number, fact: string): Promise<{ state: 'done' | 'wrong' | 'notStored'; refusal: Refusal | null }> {
  try {
    const { id } = await app.outbox.put('custody.undo', { plan, undoes: fact })
    underWay.add(id)
    const receipt = await app.outbox.deliver(id).catch(() => null)
    try {
      if (receipt === null) await app.outbox.acted(id)
    } finally {
      underWay.delete(id)
    }
    if (receipt === null || receipt.verdict === 'accepted') return { state: 'done', refusal: null }
    await app.outbox.settle(id)
    return { state: 'wrong', refusal: receipt.refusal }
  } catch (error) {
    console.error(error)
    return { state: 'notStored', refusal: null }
  }
}
