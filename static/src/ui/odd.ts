import { computed, reactive, type ComputedRef } from 'vue'

/** Fields of numbers in which something else stands: nothing is confirmed while there is one. */
export function oddNumbers(): { none: ComputedRef<boolean>; typed(field: string, text: string | null): void } {
  const fields = reactive(new Set<string>())
  return {
    none: computed(() => fields.size === 0),
    typed(field, text) {
      if (text === null) fields.delete(field)
      else fields.add(field)
    },
  }
}

/** A number as it was typed, wide digits too; null: it is none from 0 to 9999. */
export function numberIn(text: string): number | null {
  const plain = text.normalize('NFKC').trim()
  return /^\d{1,4}$/.test(plain) ? Number(plain) : null
}
