import { shallowRef, type ShallowRef } from 'vue'
import type { Act, Database } from './database'

/** What was done on this device last, newest first. */
export interface Acts {
  last: ShallowRef<readonly Act[]>
  note(act: Act): Promise<void>
  /** Somebody took it back. */
  undone(id: string): Promise<void>
}

/** So many are shown and kept. */
const KEPT = 20

/** The acts this device kept from the last time. */
export async function acts(database: Database): Promise<Acts> {
  const newestFirst = (all: Act[]) => all.sort((a, b) => b.at - a.at)
  const last = shallowRef<readonly Act[]>(newestFirst(await database.getAll('acts')))

  async function change(how: (all: readonly Act[]) => Act[]): Promise<void> {
    const before = last.value
    last.value = newestFirst(how(before)).slice(0, KEPT)
    const transaction = database.transaction('acts', 'readwrite')
    const gone = before.filter(({ id }) => !last.value.some((act) => act.id === id))
    await Promise.all([
      ...gone.map(({ id }) => transaction.store.delete(id)),
      ...last.value.filter((act) => !before.includes(act)).map((act) => transaction.store.put(act)),
      transaction.done,
    ])
  }

  return {
    last,
    note: (act) => change((all) => [act, ...all.filter(({ id }) => id !== act.id)]),
    undone: (id) => change((all) => all.map((act) => (act.id === id ? { ...act, undone: true } : act))),
  }
}
