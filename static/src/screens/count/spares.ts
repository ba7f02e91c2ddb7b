import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue'
import { kindOf } from '../../custody/item'
import { opensBeforeMonitor, opensInRoom } from '../../custody/opening'
import type { Papers } from '../../custody/scene'
import type { Item } from '../../rows'

export const WHATS = ['papers', 'cards'] as const
export type What = (typeof WHATS)[number]

export interface RoomBags {
  spares: ComputedRef<Item[]>
  /** The room's bag that papers, and cards, went into. */
  targets: ComputedRef<Partial<Record<What, Item | undefined>>>
  /** The paper bags of a room of several trades; none where there is but one. */
  several: ComputedRef<Item[]>
  into: Ref<string>
  /** What the room has bags of. */
  holds: ComputedRef<What[]>
}

/**
 * Where a spare may have come from, opened ones first; and the room's own bags that it went into, by what they hold. Of papers
 * a room of several trades has more than one bag: `into` is the one that was picked, nothing by itself.
 */
export function bagsOf(papers: Papers, session: string, room: string): RoomBags {
  const all = computed(() => [...papers.items.value.values()].filter((one) => one.session === null || one.session === session))
  const opened = ({ state }: Item) => (state === 'opened' ? 0 : 1)
  const spares = computed(() =>
    all.value.filter((one) => opensBeforeMonitor(one) && !['sealed', 'out'].includes(one.state)).sort((a, b) => opened(a) - opened(b) || (a.kind > b.kind ? -1 : 1) || (a.label < b.label ? -1 : 1)),
  )
  const own = computed(() => all.value.filter((one) => one.room === room && opensInRoom(one)))
  const holding = (what: What) => own.value.filter((one) => kindOf(one).counts.includes(what))
  const into = ref('')
  const several = computed(() => (holding('papers').length > 1 ? holding('papers') : []))
  const targets = computed<RoomBags['targets']['value']>(() => ({
    papers: several.value.length > 0 ? several.value.find(({ label }) => label === into.value) : holding('papers')[0],
    cards: holding('cards')[0],
  }))
  const holds = computed(() => WHATS.filter((what) => holding(what).length > 0))
  return { spares, targets, several, into, holds }
}

/** What the record sheet says of spares: which bag, how many, why; `over`: by how much the room's count is too many. */
export function usedHere({ spares, targets, holds }: RoomBags, over: Readonly<Record<What, number>>) {
  const needed = holds.value.filter((what) => over[what] > 0)
  const [only, another] = spares.value.filter((one) => needed.every((what) => kindOf(one).counts.includes(what)))
  // Taken once, and where several fit, asked for: the list changes when another table opens a spare.
  const picked = ref(only !== undefined && another === undefined ? only.label : '')
  const bag = computed(() => spares.value.find(({ label }) => label === picked.value))
  const whats = computed(() => holds.value.filter((what) => bag.value !== undefined && kindOf(bag.value).counts.includes(what)))
  const numbers = reactive<Record<What, number>>({ ...over })
  const used = computed(() => whats.value.filter((what) => numbers[what] > 0))
  /** Whether it is said for each of them which bag it went into. */
  const aimed = computed(() => used.value.every((what) => targets.value[what] !== undefined))
  return { picked, bag, whats, numbers, used, aimed }
}
