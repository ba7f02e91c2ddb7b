import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { now } from './clock'
import type { Database } from './database'
import { covers, inForce, readGrant, standingOf, type Grant, type Standing } from './grant'
import type { Answer, DeviceKind, Hub } from './hub'
import { IDLE, watchIdle, type Idle } from './idle'
import { lockOf, type Unlocking } from './lock'
import type { Store } from './store'

/** Who signs in: by the badge's text, or picked by name. */
export type Who = { badge: string } | { plan: number; person: number }

/** What came to the locked screen and was not taken. */
export interface Missed {
  text: string
  /** Unix ms. */
  at: number
}

/** Who has signed in on this device, under what grant, and whether the screen is locked. */
export interface SignIn {
  /** The grant kept here; null before signing in and after signing out. */
  held: ShallowRef<Grant | null>
  standing: ComputedRef<Standing>
  locked: Ref<boolean>
  /** Nothing may be done here now: locked, or the hub has said that the grant holds no longer. */
  shut: ComputedRef<boolean>
  /** A badge shown to the locked screen: it was not taken, and whoever showed it must be told. */
  missed: ShallowRef<Missed | null>
  /** The grant that a fact of this kind cites; null where none covers it. */
  cites(kind: string): string | null
  signIn(who: Who, pin: string): Promise<Answer<{ grant: string; token: string }>>
  /** Forget the grant here; the hub is told by a fact (`grant.end`). */
  forget(): Promise<void>
  lock(): Promise<void>
  unlock(pin: string): Promise<Unlocking>
  /** Somebody is there, although nothing was touched: a camera's scan, an act. */
  touch(): void
  miss(text: string): void
}

export interface SignInParts {
  database: Database
  hub: Pick<Hub, 'ask'>
  store: Pick<Store, 'rows' | 'sync'>
  device: () => string
  kind: () => DeviceKind
  /** Hand in what waits, before somebody else signs in. */
  handIn?: () => Promise<unknown>
  /** Shared by all tabs of this browser. */
  channel?: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>
  /** Milliseconds without a touch until the screen locks. */
  idle?: () => number
}

const KEPT = 'grant'
/** The hub checks the PIN slowly on purpose. */
const PATIENCE = 10_000

/** Read what was kept from the last time, then watch over it for as long as the page lives. */
export async function signInOf(parts: SignInParts): Promise<SignIn> {
  const { database, hub, store } = parts
  const lock = lockOf(database)
  const held = shallowRef<Grant | null>(null)
  const locked = ref(false)
  const missed = shallowRef<Missed | null>(null)
  const standing = computed(() => standingOf(held.value, store.rows('grant').get(held.value?.grant ?? ''), now.value))
  const shut = computed(() => locked.value || standing.value === 'revoked' || standing.value === 'ended')
  const limit = () => parts.idle?.() ?? IDLE[parts.kind()]
  let watching: Idle | null = null

  async function readKept(): Promise<void> {
    const text = (await database.get('settings', KEPT)) as string | undefined
    const reading = text === undefined ? null : await readGrant(text, [...store.rows('badge_key').values()])
    // A device that sees no keys (a card reader) has the hub's word for it.
    const trusted = reading !== null && reading.outcome !== 'unreadable' && (reading.outcome === 'good' || store.rows('badge_key').size === 0)
    held.value = trusted && reading.grant.device === parts.device() ? reading.grant : null
    const state = held.value === null ? null : await lock.state()
    locked.value = state !== null && (state.locked || (inForce(standing.value) && Date.now() - state.touched >= limit()))
  }

  const told = () => parts.channel?.postMessage('changed')
  if (parts.channel !== undefined) parts.channel.onmessage = () => void readKept()
  await readKept()
  if (locked.value) await lock.close(true)

  /** Whether the lock's PIN is still theirs: one set since they signed in here, it does not know; nor what it never heard of. */
  function pinStands({ plan, person, notBefore }: Grant): boolean {
    const since = Date.parse(store.rows('pin').get(`${plan}/${person}`)?.at ?? '')
    return Math.floor(since / 1_000) <= notBefore
  }

  /**
   * The grant that the hub gave since to the same person: they signed in again, and the page was left before it heard.
   * Nobody else's is taken up, as the lock knows this person's PIN alone; nor theirs after their PIN was set anew.
   */
  const later = computed(() => {
    const was = held.value
    if (was === null || standing.value !== 'ended' || !pinStands(was)) return null
    const { device, plan, person } = was
    const rows = [...store.rows('grant').values()]
    return rows.find((one) => one.state === 'open' && one.device === device && one.plan === plan && one.person === person)?.token ?? null
  })
  async function takeUp(token: string | null): Promise<void> {
    if (token === null) return
    await database.put('settings', token, KEPT)
    await readKept()
    told()
  }
  watch(later, takeUp, { immediate: true })

  async function close(): Promise<void> {
    if (held.value === null || locked.value) return
    locked.value = true
    missed.value = null
    await lock.close(true)
    told()
  }

  function begin(): void {
    const most = () => (locked.value || !inForce(standing.value) ? null : limit())
    watching ??= watchIdle(most, () => void lock.touch(), () => void close())
  }
  if (typeof window !== 'undefined') begin()

  return {
    held,
    standing,
    locked,
    shut,
    missed,
    cites: (kind) => {
      const grant = held.value
      return grant !== null && inForce(standing.value) && covers(grant, kind) ? grant.grant : null
    },
    async signIn(who, pin) {
      await parts.handIn?.()
      const json = { ...who, pin }
      const answer = await hub.ask<{ grant: string; token: string }>('/api/sign-in', { grant: 'string', token: 'string' }, { method: 'POST', json, patience: PATIENCE })
      if (!answer.ok) return answer
      await database.put('settings', answer.value.token, KEPT)
      await lock.set(pin)
      await readKept()
      missed.value = null
      told()
      void store.sync()
      return answer
    },
    async forget() {
      await database.delete('settings', KEPT)
      await lock.clear()
      await readKept()
      told()
    },
    lock: close,
    async unlock(pin) {
      const end = await lock.try(pin)
      if (end.outcome === 'right') {
        locked.value = false
        missed.value = null
        watching?.touch()
        told()
      }
      return end
    },
    touch: () => watching?.touch(),
    miss(text) {
      missed.value = { text, at: Date.now() }
    },
  }
}
