import { shallowRef, watch, type ShallowRef } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import type { Act, Deed } from '../../database'
import { sealed, type Details } from '../../details'
import { echoed, type Picture } from '../../echo'
import { alone } from '../../hear'
import type { Receipt } from '../../hub'
import type { Badge, Person } from '../../rows'
import { signal, type Signal } from '../../sound'
import { read } from '../../token'
import {
  bodyOf, conclude, doubtOf, doubtOfHolder, holderOf, needsReading, rowOf, spareOf,
  type Direction, type Doubt, type Holder, type Shown, type Spare, type Verdict,
} from './judge'

/** Milliseconds an accepted answer stays before the camera is back. */
const STAYS = 2_500
/** Milliseconds a slow hub's yes is still waited for after the person was told that this device has it. */
const SLOW = 10_000

/** What this device makes of something shown, before the hub is asked. */
export interface Seen {
  holder: Holder
  doubt: Doubt | null
  /** The badge itself, in hex: the one shown, or the present one of somebody picked. */
  badge: string | null
  /** Its row, where this device has heard of it. */
  row: Badge | null
  /** The spare badge it is, if it is nobody's yet. */
  spare: Spare | null
}

/** Somebody nobody listed. `replaces` is the person they stand in for. */
export interface WalkIn extends Details {
  plan: number
  role: number
  replaces: Person | null
}

export interface CheckIn {
  /** What fills the screen; null while scanning. */
  verdict: ShallowRef<Verdict | null>
  /** Look at what was shown without noting anything. */
  see(shown: Shown): Promise<Seen>
  /**
   * Take one scan, typed number or picked name. Nothing is taken while a refusal waits to be read. A spare badge that is
   * nobody's is not taken but given back: somebody must say whose it shall be.
   */
  take(shown: Shown, direction: Direction, place: string): Promise<Spare | null>
  /** Give somebody a spare badge; they are checked in with it unless they are in, or `only` the badge is meant. */
  bind(spare: Spare, person: Person, place: string, reason: string | null, only?: boolean): Promise<void>
  /** Add somebody nobody listed, bind a spare badge to them and check them in; without a badge they are only added. */
  add(walkIn: WalkIn, spare: Spare | null, place: string, only?: boolean): Promise<void>
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

/** One fact of a deed; its body may name the facts before it. */
type Step = (before: readonly string[]) => { kind: string; body: Record<string, unknown>; beside?: string }

/** The hub's word on the whole: the first no, else the last yes; null while one is missing. */
function wholeOf(receipts: readonly (Receipt | null)[]): Receipt | null {
  const no = receipts.find((one) => one !== null && one.verdict !== 'accepted')
  return no ?? (receipts.includes(null) ? null : (receipts.at(-1) ?? null))
}

/** One check-in after another: store the facts, ask the hub, say the verdict. */
export function checkIn(
  app: Pick<App, 'store' | 'outbox' | 'queue' | 'acts'> & Partial<Pick<App, 'revocations'>>,
  say: (kind: Signal) => void = signal,
): CheckIn {
  const verdict = shallowRef<Verdict | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(next: Verdict): void {
    clearTimeout(timer)
    verdict.value = next
    const tone = next.state === 'waiting' && needsReading(next) ? 'refused' : TONE[next.state]
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

  /** Taken before the first wait, so that a second scan in the same moment is not taken too; false while one is read. */
  function begin(deed: Deed, direction: Direction, holder?: Holder): Verdict | null {
    if (verdict.value !== null && needsReading(verdict.value)) return null
    const nobody = { plan: null, person: null, role: null, number: null }
    const asking: Verdict = {
      state: 'asking', direction, deed, holder: holder ?? nobody,
      refusal: null, doubt: null, facts: [], passed: 0, bound: null, at: hubTime(),
    }
    show(asking)
    return asking
  }

  async function see(shown: Shown): Promise<Seen> {
    const { store } = app
    const rows: Picture = {
      plans: store.rows('plan'), people: store.rows('person'), badges: store.rows('badge'),
      revoked: app.revocations?.list.value?.badges,
    }
    const keys = [...store.rows('badge_key').values()]
    const reading = shown.by === 'badge' && keys.length > 0 ? await read(shown.text, keys) : null
    const [picture, now] = [echoed(rows, app.queue.ahead), hubTime()]
    const doubt = doubtOf(shown, reading, picture, now)
    const spare = doubt === 'unbound' ? spareOf(shown, reading, picture, now) : null
    const [holder, row] = [holderOf(shown, reading, picture, now), rowOf(shown, reading, picture, now)]
    const badge = reading?.outcome === 'good' ? reading.token.badge : (row?.badge ?? null)
    return { holder, doubt, spare, badge, row }
  }

  /** Store all steps, hand them in together and say how the whole ended. */
  async function carry(known: Verdict, steps: readonly Step[], act: Pick<Act, 'person'> & { walkIn?: boolean }): Promise<void> {
    if (app.store.freshness.notEnrolled) {
      // A fact stored now would be refused for ever. The hub is asked again, as the device may be enrolled by now.
      show({ ...known, state: 'notEnrolled' })
      void app.store.sync()
      return
    }
    const facts: string[] = []
    const undoable: string[] = []
    try {
      for (const step of steps) {
        const { kind, body, beside } = step(facts)
        const { id } = await app.outbox.put(kind, body, beside)
        facts.push(id)
        // The badge that was revoked for another one stays revoked: the hub does not take such a binding back.
        if (kind.startsWith('duty.check_') || (kind === 'badge.bind' && !('reason' in body))) undoable.push(id)
      }
    } catch (error) {
      console.error(error)
      show({ ...known, facts: [], state: 'refused' })
      return
    }
    const asked = { ...known, facts }
    show(asked)
    const last = facts.at(-1)!
    await app.outbox.deliver(facts).catch(() => null)
    const said = await heard(asked)
    const unmarked = said.state === 'waiting' && (await alone(app.outbox, facts)) === 'unmarked'
    const shown: Verdict = unmarked ? { ...said, unmarked } : said
    show(shown)
    const { plan, number } = said.holder
    const added = act.walkIn ? facts[0]! : null
    const badge = said.bound?.number ?? number
    const done: Act = { id: last, deed: said.deed, facts, undoable, at: said.at, plan, person: act.person, number: badge, added, undone: false }
    if (said.state === 'waiting') void listenOn(said, shown)
    if (said.state === 'accepted' || said.state === 'waiting') await app.acts.note(done).catch((error: unknown) => console.error(error))
  }

  /** What the hub has said on the whole so far. */
  async function heard(asked: Verdict): Promise<Verdict> {
    const receipts = await Promise.all(asked.facts.map((id) => app.outbox.receipt(id).catch(() => null)))
    const passed = receipts.findIndex((one) => one?.verdict !== 'accepted')
    const told = { ...asked, passed: passed === -1 ? receipts.length : passed }
    return conclude(told, wholeOf(receipts), app.store.freshness.notEnrolled)
  }

  /** The hub may only have been slow: its yes takes the place of what is shown while that is still read. */
  async function listenOn(waiting: Verdict, shown: Verdict): Promise<void> {
    await app.outbox.deliver(waiting.facts, SLOW).catch(() => null)
    const said = await heard(waiting)
    if (said.state === 'accepted' && verdict.value === shown) show(said)
  }

  async function take(shown: Shown, direction: Direction, place: string): Promise<Spare | null> {
    const asking = begin(direction, direction)
    if (asking === null) return null
    const { holder, doubt, spare } = await see(shown)
    if (spare !== null && direction === 'in') {
      verdict.value = null
      return spare
    }
    const known: Verdict = { ...asking, by: shown.by, holder, doubt: doubt ?? doubtOfHolder(holder, direction) }
    const step: Step = () => ({ kind: `duty.check_${direction}`, body: bodyOf(shown, place) })
    await carry(known, [step], { person: holder.person?.person ?? null })
    return null
  }

  const bindOf = (spare: Spare, whom: Record<string, unknown>) => ({
    kind: 'badge.bind',
    body: { plan: spare.plan, ...whom, ...named(spare) },
  })
  const named = ({ shown }: Spare) => (shown.by === 'badge' ? { badge: shown.text } : { number: shown.number })
  const enter = (spare: Spare, place: string): Step => () => ({ kind: 'duty.check_in', body: bodyOf(spare.shown, place) })

  return {
    verdict,
    see,
    take,
    async bind(spare, person, place, reason, only = person.state === 'in') {
      const holder: Holder = { plan: person.plan, person, role: person.role, number: spare.number }
      const asking = begin(only ? 'bind' : 'bindIn', 'in', holder)
      if (asking === null) return
      const whom = { person: person.person, ...(reason === null ? {} : { reason }) }
      const steps: Step[] = [() => bindOf(spare, whom), ...(only ? [] : [enter(spare, place)])]
      const doubt = person.listed ? null : 'notListed'
      await carry({ ...asking, by: spare.shown.by, doubt, bound: { number: spare.number, stops: person.number } }, steps, person)
    },
    async add(walkIn, spare, place, only = false) {
      const { plan, role, replaces, ...details } = walkIn
      const holder: Holder = { plan, person: null, role, number: spare?.number ?? null, name: details.name }
      const asking = begin(spare === null ? 'add' : 'addIn', 'in', holder)
      if (asking === null) return
      const { text, digest } = await sealed(details)
      const body = { plan, role, sessions: [], details: digest, replaces: replaces?.person ?? null }
      const steps: Step[] = [() => ({ kind: 'staff.add', body, beside: text })]
      if (spare !== null) steps.push(([added]) => bindOf(spare, { added }), ...(only ? [] : [enter(spare, place)]))
      const bound = spare === null ? null : { number: spare.number, stops: replaces?.number ?? null }
      await carry({ ...asking, bound }, steps, { person: null, walkIn: true })
    },
    dismiss() {
      clearTimeout(timer)
      const { state, facts = [] } = verdict.value ?? {}
      if (state === 'asking') return
      // The person at the gate has read the refusal: it is dealt with here and stays on the hub's record.
      if (state === 'refused' || state === 'disputed') for (const id of facts) void app.outbox.settle(id)
      verdict.value = null
    },
  }
}
