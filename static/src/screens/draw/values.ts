import { shallowRef, type ShallowRef } from 'vue'
import type { Database } from '../../database'

/** The values committed to on this device and not revealed yet, by what they are bound to and the person. */
type Kept = Record<string, Record<string, string>>

const KEPT = 'draw_values'

export interface Values {
  kept: ShallowRef<Kept>
  put(said: string, person: number, value: string): Promise<void>
  drop(said: string): Promise<void>
}

/** Kept until they are revealed: a tablet that restarts in between must not void a draw. */
export async function values(database: Database): Promise<Values> {
  const kept = shallowRef(((await database.get('settings', KEPT)) as Kept | undefined) ?? {})
  async function keep(next: Kept): Promise<void> {
    await database.put('settings', next, KEPT)
    kept.value = next
  }
  return {
    kept,
    put: (said, person, value) => keep({ ...kept.value, [said]: { ...kept.value[said], [person]: value } }),
    drop: (said) => keep(Object.fromEntries(Object.entries(kept.value).filter(([key]) => key !== said))),
  }
}
