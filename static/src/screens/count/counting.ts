import { computed, ref, shallowRef, type Ref } from 'vue'
import type { App } from '../../app'
import { ROLES } from '../../balance/counts'
import type { CountBody } from '../../balance/room'
import { covers, inForce, inRoom } from '../../grant'
import { firstWord, type Ended } from '../../hear'
import { roleOf } from '../../roles'
import type { Person } from '../../rows'
import { claimed } from '../../token'

/** Figures in the order in which a room's papers are counted at the table. */
export const GROUPS = [
  { key: 'people', figures: ['absent', 'present', 'signatures', 'misconduct'] },
  { key: 'cards', figures: ['cards_ans', 'cards_abs', 'void_lines', 'cards_void', 'cards_blank', 'cards_bag'] },
  { key: 'papers', figures: ['papers_present', 'papers_absent', 'papers_defect', 'papers_unused', 'papers_returned', 'papers_a', 'papers_b'] },
  { key: 'scratch', figures: ['scratch_given', 'scratch_returned'] },
] as const
/** What went into the room and between rooms: known by the scans, entered only where it was not scanned. */
export const DRAWN = ['papers_in', 'cards_in', 'cards_sup', 'cards_out', 'papers_sup', 'papers_out'] as const

export type By = CountBody['by']
export const BYS: readonly By[] = ['chief', 'roving', 'proctor']

/** Whoever counts: the one signed in where their role may, else whose badge is shown. */
export function counterOf(app: Pick<App, 'signIn' | 'store'>) {
  const { signIn, store } = app
  const badge = ref<string | null>(null)
  const picked = ref<By | null>(null)
  const held = computed(() => (inForce(signIn.standing.value) && signIn.held.value !== null && covers(signIn.held.value, 'custody.count') ? signIn.held.value : null))
  const role = computed(() => (held.value === null ? '' : roleOf(held.value.role).code))
  /** Who signed in counts their own room and nothing else, as the plan allows. */
  const ownRoom = computed(() => held.value !== null && inRoom(held.value.role))
  const by = computed<By>(() => (ownRoom.value ? 'proctor' : (picked.value ?? (role.value === 'RP' ? 'roving' : 'chief'))))
  const own = computed(() => ROLES[by.value]!.includes(role.value))
  const personOf = (text: string | null): Person | undefined => {
    const token = text === null ? null : claimed(text)
    return token === null ? undefined : store.rows('person').get(`${token.plan}/${token.person}`)
  }
  const person = computed(() => (own.value && held.value ? store.rows('person').get(`${held.value.plan}/${held.value.person}`) : personOf(badge.value)))
  const signer = computed(() => {
    if (held.value === null) return null
    if (own.value) return { person: held.value.person }
    return badge.value === null ? null : { badge: badge.value }
  })
  function pick(next: By): void {
    picked.value = next
    badge.value = null
  }
  return { held, by, person, signer, badge, pick, ownRoom }
}

export type Counter = ReturnType<typeof counterOf>

/** Milliseconds the hub may take before a count is answered as stored here. */
const PATIENCE = 1_500
/** Its late word is waited for longer. */
const TIMES = { patience: PATIENCE, slow: 30_000 }

/** Hand a count in; once it is stored here, the room is done, whether or not the hub is there: the next room is on the table. */
export function confirming(app: Pick<App, 'outbox' | 'store'>) {
  const working = ref(false)
  const ended: Ref<Ended | null> = shallowRef(null)

  /** How it ended, put right by the hub's late word. */
  async function confirm(body: Record<string, unknown>): Promise<Ended> {
    working.value = true
    ended.value = null
    try {
      const { id } = await app.outbox.put('custody.count', body)
      ended.value = await firstWord(app, id, TIMES)
      if (ended.value.state === 'accepted') void app.store.sync()
    } catch (error) {
      console.error(error)
      ended.value = { state: 'notStored', refusal: null }
    } finally {
      working.value = false
    }
    return ended.value
  }

  return { working, ended, confirm }
}
