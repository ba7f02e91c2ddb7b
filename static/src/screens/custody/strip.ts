/** The number typed or scanned from a seal strip; one on paper of ours reads itself, a factory's is typed twice. */
import { computed, ref, shallowRef } from 'vue'
import type { TurnAway } from '../../custody/attempt'
import { No } from '../../custody/rules'
import type { Papers } from '../../custody/scene'
import type { Refusal } from '../../hub'
import { stripRead } from './closing'

/** ``number()`` is the strip's number as it is compared; null where it cannot be one, which ``wrong`` then tells. */
export function stripField(papers: Papers, turnAway: TurnAway) {
  const factory = computed(() => papers.policy.value.seals === 'factory')
  const strip = ref('')
  const again = ref('')
  const wrong = shallowRef<Refusal | null>(null)
  const filled = computed(() => strip.value.trim() !== '' && (!factory.value || again.value.trim() !== ''))

  function number(): string | null {
    wrong.value = null
    try {
      return stripRead(strip.value, again.value, factory.value)
    } catch (no) {
      if (!(no instanceof No)) throw no
      wrong.value = turnAway(no, factory.value ? { seal: strip.value } : { text: strip.value })
      return null
    }
  }

  return { factory, strip, again, wrong, filled, number }
}

export type StripField = ReturnType<typeof stripField>
