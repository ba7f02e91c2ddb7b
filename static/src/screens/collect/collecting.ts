import type { ShallowRef } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import { hear } from '../../hear'
import type { Refusal } from '../../hub'
import { signal, type Signal } from '../../sound'
import { answers } from '../../unread'
import type { CheckIn, Seen } from '../check-in/check-in'
import { bodyOf, type Doubt, type Shown, type Spare } from '../check-in/judge'
import type { Mode } from './collect'

/** What is said of one badge handed out or collected; the next one replaces it, but not what somebody must read. */
export interface Taken {
  mode: Mode
  /** `already`: nothing was noted, it was done before. `notStored`: this device could not keep it. `unmarked`: as in `hear.ts`. */
  state: 'sending' | 'accepted' | 'waiting' | 'unmarked' | 'refused' | 'already' | 'notEnrolled' | 'notStored'
  seen: Seen
  /** Why this device turns it away without asking the hub. */
  doubt: Doubt | 'unknown' | 'noBadge' | null
  refusal: Refusal | null
  /** Their badge is back, but they have not checked out. */
  onDuty: boolean
  /** When it had been collected before. */
  before: string | null
  /** The fact's id. */
  fact: string | null
}

export interface Collecting {
  answer: ShallowRef<Taken | null>
  /** What was said of badges before and somebody must read yet. */
  late: ShallowRef<readonly Taken[]>
  /** Take one badge. A spare one that is nobody's is given back when handing out: somebody must say whose it shall be. */
  take(shown: Shown, mode: Mode, place: string): Promise<Spare | null>
  /** Say nothing any more, but what the hub has said and nobody has read. */
  clear(): void
  read(one: Taken): void
}

/** Milliseconds the hub may take before the scan is answered as stored here: the next badge is on its way. */
const PATIENCE = 500
/** Milliseconds its late word is still waited for. */
const SLOW = 3_000
/** What somebody must read. */
export const BAD: readonly Taken['state'][] = ['unmarked', 'refused', 'notEnrolled', 'notStored']

/** The badge it is about, as far as it was read. */
const badgeOf = ({ seen }: Taken) => seen.badge ?? seen.row?.badge ?? seen.holder.number ?? seen.holder.person?.person ?? null

/** Whether what is said next takes the place of what nobody has read: it is about the same badge, or says the same again. */
function gives(one: Taken, next: Taken | null): boolean {
  if (one.fact !== null) return false
  if (next === null || one.state === 'notEnrolled') return true
  return badgeOf(one) === badgeOf(next) && (badgeOf(one) !== null || one.doubt === next.doubt)
}

/** One badge after another, without waiting to be read: each scan is answered at once. */
export function collecting(
  app: Pick<App, 'store' | 'outbox' | 'acts'>,
  see: CheckIn['see'],
  say: (kind: Signal) => void = signal,
): Collecting {
  const { answer, late, show, named, heard, read } = answers<Taken>({
    bad: ({ state }) => BAD.includes(state),
    gives,
    say({ state, onDuty }) {
      if (state !== 'sending') say(BAD.includes(state) ? 'refused' : state === 'accepted' && !onDuty ? 'accepted' : 'waiting')
    },
  })

  async function take(shown: Shown, mode: Mode, place: string): Promise<Spare | null> {
    const seen = await see(shown)
    if (mode === 'handOut' && seen.spare !== null) return seen.spare
    const taken = judged(mode, seen, shown, app.store.freshness.notEnrolled)
    show(taken)
    if (taken.state !== 'sending') {
      if (taken.state === 'notEnrolled') void app.store.sync()
      return null
    }
    const body =
      mode === 'collect' ? bodyOf(shown, place) : { plan: seen.holder.plan ?? seen.row?.plan, badges: [seen.badge] }
    let id: string
    try {
      id = (await app.outbox.put(mode === 'collect' ? 'badge.return' : 'badge.hand_out', body)).id
    } catch (error) {
      console.error(error)
      show({ ...taken, state: 'notStored' })
      return null
    }
    const sent = { ...taken, fact: id }
    named(taken, sent)
    let noted: Promise<void> | undefined
    const no = await hear(app, id, { patience: PATIENCE, slow: SLOW }, (state, tardy) => {
      heard({ ...sent, state }, tardy)
      if (state !== 'notEnrolled') noted ??= note(mode, seen, id).catch((error: unknown) => console.error(error))
    })
    await noted
    if (no !== null) {
      // It is read here and stays on the hub's record.
      heard({ ...sent, state: 'refused', refusal: no.refusal })
      await app.outbox.settle(id)
    }
    return null
  }

  function note(mode: Mode, { holder: { plan, person, number }, row }: Seen, id: string): Promise<void> {
    return app.acts.note({
      id, deed: mode, facts: [id], undoable: [], at: hubTime(), plan, person: person?.person ?? null,
      number: row?.number ?? number, added: person?.added ?? null, undone: false,
    })
  }

  return {
    answer,
    late,
    take,
    clear: () => show(null),
    read,
  }
}

/** What this device makes of a badge by itself; `sending` where the hub is asked. */
export function judged(mode: Mode, seen: Seen, shown: Shown, notEnrolled: boolean): Taken {
  const { row, holder } = seen
  const onDuty = mode === 'collect' && holder.person?.state === 'in'
  const taken: Taken = { mode, state: 'sending', seen, doubt: null, refusal: null, onDuty, before: null, fact: null }
  if (notEnrolled) return { ...taken, state: 'notEnrolled' }
  if (shown.by === 'search' && seen.badge === null) return { ...taken, state: 'refused', doubt: 'noBadge' }
  if (mode === 'collect') return row?.returned ? { ...taken, state: 'already', before: row.returned } : taken
  if (seen.doubt !== null) return { ...taken, state: 'refused', doubt: seen.doubt }
  // The fact names the badge by its id, which only the code or a known number tells.
  if (seen.badge === null) return { ...taken, state: 'refused', doubt: 'unknown' }
  return row?.out && !row.returned ? { ...taken, state: 'already' } : taken
}
