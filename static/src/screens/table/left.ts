import { ref, watch, type Ref } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import { within, type Items } from '../../custody/item'
import type { Side } from '../../custody/rules'
import { joined, lookAt, looked, type Look } from '../../custody/seen'
import type { Shown } from '../check-in/judge'
import type { Draft } from './answer'

/** What lay on a table when somebody left the screen: to be gone on with, or dropped there. */
export interface Left {
  plan: number
  leg: string
  /** Null on legs that serve the whole plan. */
  session: string | null
  /** Who had signed in: only they go on with signatures that were given before them. */
  holder: number
  objects: Draft['objects']
  people: readonly { shown: Shown; side: Side }[]
  look: Look
  missing: readonly string[]
  /** Since when, Unix ms of hub time. */
  at: number
}

export type Lying = Pick<Left, 'objects' | 'people' | 'look' | 'missing'>
export type Place = Pick<Left, 'plan' | 'leg' | 'session' | 'holder'>

/** Milliseconds for which a badge that was shown still signs after the screen was left: who showed it stands there yet. */
const SIGNS_FOR = 5 * 60_000

/** What lies at one leg is not what lies at another. */
const slotOf = ({ plan, leg, session }: Place) => `table/${plan}/${leg}/${session ?? ''}`

/** One write after another: the last state is the one that stays, and what is read is what was written last. */
let writing: Promise<unknown> = Promise.resolve()

/** What was left, as far as `there` are what is left of its objects; who signed did so for all of them, not for the rest. */
export function ofThose(there: Left['objects'], left: Lying, items: Items): Lying {
  const every = there.length === left.objects.length
  const about = there.flatMap(({ label }) => [label, ...within(label, items).map((one) => one.label)])
  const seen = about.map((label) => lookAt({ ...left.look, intact: false }, label)).reduce(joined, looked())
  return { objects: there, people: every ? left.people : [], look: every ? left.look : seen, missing: left.missing.filter((label) => about.includes(label)) }
}

interface Keeping {
  draft: Readonly<Ref<Draft>>
  /** Null while nobody has signed in, or the plan is not known. */
  place: () => Place | null
  restore(left: Left): Promise<boolean>
}

/**
 * Keep what lies on the table on this device until it is handed over or dropped, and bring it back when the screen opens.
 * Returns since when it lay there (hub time, Unix ms), while that is what is on the table.
 */
export function keptOnTable(database: App['database'], { draft, place, restore }: Keeping): Readonly<Ref<number | null>> {
  const since = ref<number | null>(null)
  const asked = new Set<string>()
  /** Since when what is on the table lies there, where it was brought back. */
  let began: number | null = null
  /** Where it is kept; another leg or session may have been chosen since. */
  let kept: string | null = null
  const write = (how: () => Promise<unknown>) => (writing = writing.then(how).catch((error: unknown) => console.error(error)))
  const drop = (slot: string) => void write(() => database.delete('settings', slot))

  async function bringBack(here: Place): Promise<void> {
    await writing
    const left = (await database.get('settings', slotOf(here))) as Left | undefined
    if (left === undefined) return
    const sign = left.holder === here.holder && Math.abs(hubTime() - left.at) <= SIGNS_FOR
    // Being brought back makes nothing younger.
    began = left.at
    if (await restore(sign ? left : { ...left, people: [] })) since.value = began
    else began = null
  }

  watch(
    () => {
      const here = place()
      return here === null ? null : slotOf(here)
    },
    async (slot) => {
      const here = place()
      if (slot === null || here === null || asked.has(slot)) return
      asked.add(slot)
      await bringBack(here).catch((error: unknown) => console.error(error))
    },
    { immediate: true },
  )
  watch(
    draft,
    ({ objects, people, look, missing }) => {
      const here = place()
      const slot = here === null ? null : slotOf(here)
      const gone = objects.length === 0 && people.length === 0
      if (kept !== null && (gone || (slot !== null && kept !== slot))) drop(kept)
      if (gone) {
        since.value = began = kept = null
        if (slot !== null) drop(slot)
        return
      }
      if (here === null || slot === null) return
      kept = slot
      const left: Left = { ...here, look, missing, at: began ?? hubTime(), objects, people: people.map(({ shown, side }) => ({ shown, side })) }
      void write(() => database.put('settings', left, slot))
    },
    // The screen may be left with the very tap that follows a scan.
    { flush: 'sync' },
  )
  return since
}
