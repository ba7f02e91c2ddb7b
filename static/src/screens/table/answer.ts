import type { ComputedRef, ShallowRef } from 'vue'
import type { TurnAway } from '../../custody/attempt'
import type { Item, Person } from '../../rows'
import type { Leg, Side } from '../../custody/rules'
import type { Look } from '../../custody/seen'
import type { Signer } from '../../custody/signer'
import type { Refusal } from '../../hub'
import type { Lying } from './left'

/** What somebody must read. */
export const BAD: readonly Answer['state'][] = ['unmarked', 'wrong', 'notEnrolled', 'notStored']

/** What is on the table and not handed over yet. */
export interface Draft {
  objects: readonly { text: string; label: string }[]
  people: readonly (Signer & { side: Side })[]
  /** Looked at otherwise than one tap for all. */
  look: Look
  missing: readonly string[]
}

/** What is said of the last thing that came; large, until the next. */
export interface Answer {
  /** `part`: taken, more is to come. `wrong`: turned away. `unmarked`: as in `hear.ts`. */
  state: 'part' | 'sending' | 'accepted' | 'waiting' | 'unmarked' | 'wrong' | 'notEnrolled' | 'notStored'
  leg: string
  objects: readonly Item[]
  people: readonly (Person | null)[]
  refusal: Refusal | null
  /** The fact's id. */
  fact: string | null
  /** The hub's time, Unix ms. */
  at: number
}

export interface Table {
  draft: ShallowRef<Draft>
  answer: ShallowRef<Answer | null>
  /** Answers that somebody must read although the next set is on the table. */
  late: ShallowRef<readonly Answer[]>
  leg: ComputedRef<Leg | null>
  /** What still lacks: people by side. */
  lacks: ComputedRef<readonly { side: Side; needed: number; there: number }[]>
  /** Whether the tap that ends it is asked for: several things, or seals to look at. */
  ready: ComputedRef<boolean>
  /** Roles that may sign this leg where whoever signed in here has none of them: nothing could be handed over. */
  outsider: ComputedRef<readonly string[] | null>
  /** Take whatever came from the camera, a scanner or the keys. */
  take(text: string): Promise<void>
  /** The tap: seals are whole, all of it goes. */
  finish(): Promise<void>
  except(look: Look, missing: readonly string[]): void
  remove(label: string): void
  clear(): void
  read(answer: Answer): void
  /** Turn away what is no part of a handoff yet. */
  turnAway: TurnAway
  undo(fact: string): Promise<void>
  /** Go on with what was left here; what has gone meanwhile, or may not sign any more, is left out. Tells whether anything is. */
  restore(left: Lying): Promise<boolean>
}

const ofWhat = ({ refusal, objects, people }: Answer) => JSON.stringify([refusal?.code, objects.map(({ label }) => label), people.map((one) => one?.person)])

/**
 * Whether what is said next takes the place of a no that nobody has read: it is said again, or the very things it is about
 * are being handed over now. What the hub has said of an act, nothing takes the place of.
 */
export function gives(one: Answer, next: Answer | null): boolean {
  if (one.fact !== null) return false
  // Said of this device, and at the next scan again.
  if (next === null || one.state === 'notEnrolled' || one.refusal?.code === 'grant-needed') return true
  const labels = new Set(next.objects.map(({ label }) => label))
  return (one.objects.length > 0 && one.objects.every(({ label }) => labels.has(label))) || ofWhat(one) === ofWhat(next)
}
