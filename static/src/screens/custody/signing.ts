import { shallowRef, type ShallowRef } from 'vue'
import type { App } from '../../app'
import type { TurnAway } from '../../custody/attempt'
import { shownLabel } from '../../custody/label'
import type { Party, Parties } from '../../custody/people'
import { No } from '../../custody/rules'
import type { Papers } from '../../custody/scene'
import { named, partyOf, signers, type Signer } from '../../custody/signer'
import type { Refusal } from '../../hub'
import { roleOf, ROLES } from '../../roles'
import type { Person } from '../../rows'
import type { Shown } from '../check-in/judge'

/** A place for signatures on a deed: what it is called, whose, and how many at least. */
export interface Slot {
  key: string
  name: string
  roles: readonly string[]
  needed: number
  /** Who usually stands here; offered for one tap. */
  usual?: readonly Person[]
  /** A name is not enough: who stands here has signed in on this device or shows their badge. */
  inPerson?: boolean
}

export interface Signing {
  /** Everybody who signs, by slot. */
  signed: ShallowRef<Readonly<Record<string, readonly Signer[]>>>
  wrong: ShallowRef<Refusal | null>
  of(slot: string): readonly Signer[]
  numbers(slot: string): number[]
  named(slot: string): Record<string, unknown>[]
  parties(): Parties
  /** Whether every slot has as many people as it needs. */
  complete(): boolean
  /** Take a badge: to the slot that takes this role and lacks somebody; one already picked by name has shown it now. */
  show(shown: Shown): Promise<void>
  /** A label was scanned where a badge is meant. */
  expectBadge(text: string): void
  pick(slot: string, person: Person): void
  drop(slot: string, person: number): void
}

/** Who signs one deed: badges as they are scanned, and names picked; `byBadge`: as whoever hands papers over does. */
export function signing(app: Pick<App, 'store' | 'queue'> & Partial<Pick<App, 'revocations'>>, papers: Papers, slots: () => readonly Slot[], turnAway: TurnAway, byBadge = false): Signing {
  const signed = shallowRef<Readonly<Record<string, readonly Signer[]>>>({})
  const wrong = shallowRef<Refusal | null>(null)
  const whoIs = signers(app)
  const of = (slot: string) => signed.value[slot] ?? []
  const everyone = () => slots().flatMap(({ key }) => of(key))
  const put = (slot: string, people: readonly Signer[]) => (signed.value = { ...signed.value, [slot]: people })

  function add(slot: string, one: Signer): void {
    const there = slots().find(({ key }) => of(key).some(({ person }) => person?.person === one.person?.person))
    if (there === undefined) put(slot, [...of(slot), one])
    else put(there.key, of(there.key).map((other) => (other.person?.person === one.person?.person ? one : other)))
  }

  return {
    signed,
    wrong,
    of,
    numbers: (slot) => of(slot).map(({ person }) => person?.person ?? 0),
    named: (slot) => of(slot).map(named),
    parties: () => new Map(everyone().map(partyOf).filter((one): one is Party => one !== null).map((one) => [one.person, one])),
    complete: () => slots().every(({ key, needed }) => of(key).length >= needed),
    async show(shown) {
      wrong.value = null
      const one = await whoIs(shown, papers.plan.value!, byBadge)
      if (one.fault !== null || one.person === null) {
        wrong.value = turnAway(one.fault ?? new No('person-unknown'), { who: shown })
        return
      }
      const code = roleOf(one.person.role).code
      const fits = slots().filter(({ roles }) => roles.includes(code))
      const slot = fits.find(({ key, needed }) => of(key).length < needed) ?? fits[0]
      if (slot === undefined) wrong.value = turnAway(notHere(one.person, slots()), { who: shown })
      else add(slot.key, one)
    },
    expectBadge(text) {
      wrong.value = turnAway(new No('badge-expected', { came: shownLabel(text) }), { text })
    },
    pick(slot, person) {
      wrong.value = null
      add(slot, { shown: { by: 'search', plan: person.plan, person: person.person }, person, fault: null })
    },
    drop(slot, person) {
      put(slot, of(slot).filter((one) => one.person?.person !== person))
    },
  }
}

function notHere({ role }: Person, slots: readonly Slot[]): No {
  const expected = ROLES.filter(({ code }) => slots.some(({ roles }) => roles.includes(code)))
  const is = roleOf(role)
  return new No('role-not-for-act', {
    role: is.zh, role_en: is.en, expected: expected.map(({ zh }) => zh).join('、'), expected_en: expected.map(({ en }) => en).join(', '),
  })
}
