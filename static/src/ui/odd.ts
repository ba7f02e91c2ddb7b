import { computed, reactive, type ComputedRef } from 'vue'
import type { TurnAway } from '../custody/attempt'
import { No } from '../custody/rules'

/** Fields of numbers in which something else was typed: nothing is confirmed while one of them stands. */
export function oddNumbers(turnAway: TurnAway): { none: ComputedRef<boolean>; typed(field: string, text: string | null): void } {
  const fields = reactive(new Set<string>())
  return {
    none: computed(() => fields.size === 0),
    typed(field, text) {
      if (text === null) fields.delete(field)
      else {
        fields.add(field)
        turnAway(new No('number-not-whole', { typed: text }), { text })
      }
    },
  }
}

/** The first of these fields in which something else than a number stands; null where there is none. */
export function oddIn(fields: Readonly<Record<string, string>>, names: readonly string[]): string | null {
  return names.map((name) => (fields[name] ?? '').trim()).find((text) => text !== '' && !/^\d{1,4}$/.test(text)) ?? null
}
