import { shallowRef, type ShallowRef } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import { hear } from '../../hear'
import type { Refusal } from '../../hub'
import { signal, type Signal } from '../../sound'
import type { CheckIn, Seen } from '../check-in/check-in'
import { bodyOf, type Doubt, type Shown, type Spare } from '../check-in/judge'
import type { Mode } from './collect'

/** What is said of one badge handed out or collected; the next one replaces it. */
export interface Taken {
  mode: Mode
  /** `already`: nothing was noted, it was done before. `notStored`: this device could not keep it. */
  state: 'sending' | 'accepted' | 'waiting' | 'refused' | 'already' | 'notEnrolled' | 'notStored'
  seen: Seen
  /** Why this device turns it away without asking the hub. */
  doubt: Doubt | 'unknown' | 'noBadge' | null
  refusal: Refusal | null
  /** Their badge is back, but they have not checked out. */
  onDuty: boolean
  /** When it had been collected before. */
  before: string | null
  facts: readonly string[]
}

export interface Collecting {
  answer: ShallowRef<Taken | null>
  /** Take one badge. A spare one that is nobody's is given back when handing out: somebody must say whose it shall be. */
  take(shown: Shown, mode: Mode, place: string): Promise<Spare | null>
  /** Say nothing any more. */
  clear(): void
}

/** Milliseconds the hub may take before the scan is answered as stored here: the next badge is on its way. */
const PATIENCE = 500
/** Milliseconds its late word is still waited for. */
const SLOW = 3_000
const BAD: readonly Taken['state'][] = ['refused', 'notEnrolled', 'notStored']

/** One badge after another, without waiting to be read: each scan is answered at once. */
export function collecting(
  app: Pick<App, 'store' | 'outbox' | 'acts'>,
  see: CheckIn['see'],
  say: (kind: Signal) => void = signal,
): Collecting {
  const answer = shallowRef<Taken | null>(null)
  let turn = 0

  async function take(shown: Shown, mode: Mode, place: string): Promise<Spare | null> {
    const mine = ++turn
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
    const done = { ...taken, facts: [id] }
    let noted: Promise<void> | undefined
    const no = await hear(app, id, { patience: PATIENCE, slow: SLOW }, (state, late) => {
      const said = { ...done, state }
      // A yes gives way to the next badge's answer, a no never.
      if (BAD.includes(state)) return show(said)
      // The hub was only slow: what was said is put right without another sound.
      if (late && turn === mine) answer.value = said
      else if (turn === mine) show(said)
      noted ??= note(mode, seen, id).catch((error: unknown) => console.error(error))
    })
    await noted
    if (no !== null) {
      // It is read here and stays on the hub's record.
      show({ ...done, state: 'refused', refusal: no.refusal })
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

  function show(next: Taken): void {
    answer.value = next
    if (next.state === 'sending') return
    say(BAD.includes(next.state) ? 'refused' : next.state === 'accepted' && !next.onDuty ? 'accepted' : 'waiting')
  }

  return {
    answer,
    take,
    clear() {
      answer.value = null
    },
  }
}

/** What this device makes of a badge by itself; `sending` where the hub is asked. */
export function judged(mode: Mode, seen: Seen, shown: Shown, notEnrolled: boolean): Taken {
  const { row, holder } = seen
  const onDuty = mode === 'collect' && holder.person?.state === 'in'
  const taken: Taken = { mode, state: 'sending', seen, doubt: null, refusal: null, onDuty, before: null, facts: [] }
  if (notEnrolled) return { ...taken, state: 'notEnrolled' }
  if (shown.by === 'search' && seen.badge === null) return { ...taken, state: 'refused', doubt: 'noBadge' }
  if (mode === 'collect') return row?.returned ? { ...taken, state: 'already', before: row.returned } : taken
  if (seen.doubt !== null) return { ...taken, state: 'refused', doubt: seen.doubt }
  // The fact names the badge by its id, which only the code or a known number tells.
  if (seen.badge === null) return { ...taken, state: 'refused', doubt: 'unknown' }
  return row?.out && !row.returned ? { ...taken, state: 'already' } : taken
}
