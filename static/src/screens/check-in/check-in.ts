import { shallowRef, watch, type ShallowRef } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import { signal, type Signal } from '../../sound'
import { read } from '../../token'
import { bodyOf, conclude, doubtOf, doubtOfHolder, holderOf, type Direction, type Shown, type Verdict } from './judge'

/** Milliseconds an accepted answer stays before the camera is back. */
const STAYS = 2_500

export interface CheckIn {
  /** What fills the screen; null while scanning. */
  verdict: ShallowRef<Verdict | null>
  /** Take one scan, typed number or picked name. Nothing is taken while a refusal waits to be read. */
  take(shown: Shown, direction: Direction, place: string): Promise<void>
  /** The person has read it. */
  dismiss(): void
}

const TONE: Record<Verdict['state'], Signal | null> = {
  asking: null,
  accepted: 'accepted',
  refused: 'refused',
  disputed: 'refused',
  waiting: 'waiting',
  notEnrolled: 'refused',
}

/** One check-in after another: store the fact, ask the hub, say the verdict. */
export function checkIn(app: Pick<App, 'store' | 'outbox'>, say: (kind: Signal) => void = signal): CheckIn {
  const verdict = shallowRef<Verdict | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(next: Verdict): void {
    clearTimeout(timer)
    verdict.value = next
    const tone = TONE[next.state]
    if (tone !== null) say(tone)
    if (next.state === 'accepted') timer = setTimeout(() => (verdict.value = null), STAYS)
  }

  // The hub's no may come after it was said that this device has it.
  watch(
    () => app.store.freshness.notEnrolled,
    (away) => {
      if (away && verdict.value?.state === 'waiting') show({ ...verdict.value, state: 'notEnrolled' })
    },
    { flush: 'sync' },
  )

  async function take(shown: Shown, direction: Direction, place: string): Promise<void> {
    const busy = verdict.value !== null && verdict.value.state !== 'accepted' && verdict.value.state !== 'waiting'
    if (busy) return
    const picture = { plans: app.store.rows('plan'), people: app.store.rows('person'), badges: app.store.rows('badge') }
    const asking: Verdict = {
      state: 'asking',
      direction,
      holder: { plan: null, person: null, role: null, number: null },
      refusal: null,
      doubt: null,
      id: null,
      at: hubTime(),
    }
    // Taken before the first wait, so that a second scan in the same moment is not taken too.
    show(asking)
    const keys = [...app.store.rows('badge_key').values()]
    const reading = shown.by === 'badge' && keys.length > 0 ? await read(shown.text, keys) : null
    const holder = holderOf(shown, reading, picture, asking.at)
    const doubt = doubtOf(shown, reading, picture, asking.at) ?? doubtOfHolder(holder, direction)
    const known: Verdict = { ...asking, holder, doubt }
    if (app.store.freshness.notEnrolled) {
      // A fact stored now would be refused for ever. The hub is asked again, as the device may be enrolled by now.
      show({ ...known, state: 'notEnrolled' })
      void app.store.sync()
      return
    }
    let id: string
    try {
      id = (await app.outbox.put(`duty.check_${direction}`, bodyOf(shown, place))).id
    } catch (error) {
      console.error(error)
      show({ ...known, state: 'refused' })
      return
    }
    show({ ...known, id })
    const receipt = await app.outbox.deliver(id).catch(() => null)
    const said = conclude({ ...known, id }, receipt, app.store.freshness.notEnrolled)
    show(said)
    if (said.state === 'waiting') await app.outbox.acted(id)
  }

  return {
    verdict,
    take,
    dismiss() {
      clearTimeout(timer)
      const { state, id } = verdict.value ?? {}
      if (state === 'asking') return
      // The person at the gate has read the refusal: it is dealt with here and stays on the hub's record.
      if (id && (state === 'refused' || state === 'disputed')) void app.outbox.settle(id)
      verdict.value = null
    },
  }
}
