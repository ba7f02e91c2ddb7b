import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref } from 'vue'
import { useApp } from '../../app'
import { badgeIn, claimed } from '../../token'
import { listen } from '../../wedge'

/** A badge somebody shows to sign beside whoever has signed in. The hub judges it; here it only tells the name. */
export interface Shown {
  badge: Ref<string>
  name: ComputedRef<string>
  /** The role the badge claims; null where the text is no badge. */
  roleIn(text: string): number | null
  /** Keep the badge; whether it is one. */
  take(text: string): boolean
  /** Keep the badge of somebody who may sign here; else none is kept, and why. */
  takeOf(text: string, roles: readonly number[]): 'badgeOnly' | 'otherRole' | null
  drop(): void
}

/** A badge that the hand scanner reads while another is kept replaces it. */
export function useScans(show: (text: string) => void): void {
  const { signIn } = useApp()
  let unlisten = () => {}
  onMounted(() => (unlisten = listen(window, (text) => (signIn.shut.value ? signIn.miss(text) : show(text)))))
  onBeforeUnmount(() => unlisten())
}

export function useShown(): Shown {
  const { store } = useApp()
  const badge = ref('')

  function holder(text: string) {
    const token = claimed(text)
    if (token === null) return undefined
    const row = store.rows('badge').get(token.badge)
    return { token, person: store.rows('person').get(`${token.plan}/${row?.person || token.person}`) }
  }

  function roleIn(text: string): number | null {
    const found = badgeIn(text)
    const held = found === null ? undefined : holder(found)
    return held === undefined ? null : (held.person?.role ?? held.token.role)
  }

  return {
    badge,
    name: computed(() => (badge.value === '' ? '' : (holder(badge.value)?.person?.name ?? ''))),
    roleIn,
    take(text) {
      badge.value = badgeIn(text) ?? ''
      return badge.value !== ''
    },
    takeOf(text, roles) {
      const role = roleIn(text)
      badge.value = role !== null && roles.includes(role) ? badgeIn(text)! : ''
      return role === null ? 'badgeOnly' : badge.value === '' ? 'otherRole' : null
    },
    drop: () => (badge.value = ''),
  }
}
