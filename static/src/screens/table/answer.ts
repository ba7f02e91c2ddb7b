import type { Item, Person } from '../../rows'
import type { Side } from '../../custody/rules'
import type { Look } from '../../custody/seen'
import type { Signer } from '../../custody/signer'
import type { Refusal } from '../../hub'

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
  /** `part`: taken, more is to come. `wrong`: turned away. */
  state: 'part' | 'sending' | 'accepted' | 'waiting' | 'wrong' | 'notEnrolled' | 'notStored'
  leg: string
  objects: readonly Item[]
  people: readonly (Person | null)[]
  refusal: Refusal | null
  /** The fact's id. */
  fact: string | null
  /** The hub's time, Unix ms. */
  at: number
}
