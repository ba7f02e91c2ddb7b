import { computed, type ComputedRef } from 'vue'
import type { App } from '../app'
import { echoed, type Picture } from '../echo'

/** What this device knows, its own unanswered acts included. */
export function knownHere({ store, queue }: Pick<App, 'store' | 'queue'>): ComputedRef<Picture> {
  return computed(() =>
    echoed({ plans: store.rows('plan'), people: store.rows('person'), badges: store.rows('badge') }, queue.ahead),
  )
}
