import { computed, reactive, ref, type ComputedRef } from 'vue'
import { kindOf } from '../../custody/item'
import { opensBeforeMonitor, opensInRoom } from '../../custody/opening'
import type { Papers } from '../../custody/scene'
import type { Item } from '../../rows'

export const WHATS = ['papers', 'cards'] as const
export type What = (typeof WHATS)[number]

/** Where a spare may have come from, opened ones first; and the room's own bags that it went into, by what they hold. */
export function bagsOf(papers: Papers, session: string, room: string): { spares: ComputedRef<Item[]>; targets: ComputedRef<Partial<Record<What, Item>>> } {
  const all = computed(() => [...papers.items.value.values()].filter((one) => one.session === null || one.session === session))
  const opened = ({ state }: Item) => (state === 'opened' ? 0 : 1)
  const spares = computed(() =>
    all.value.filter((one) => opensBeforeMonitor(one) && !['sealed', 'out'].includes(one.state)).sort((a, b) => opened(a) - opened(b) || (a.kind > b.kind ? -1 : 1) || (a.label < b.label ? -1 : 1)),
  )
  const targets = computed(() => {
    const own = all.value.filter((one) => one.room === room && opensInRoom(one))
    return Object.fromEntries(WHATS.flatMap((what) => own.filter((one) => kindOf(one).counts.includes(what)).map((one) => [what, one]).slice(0, 1)))
  })
  return { spares, targets }
}

/** What the record sheet says of spares: which bag, how many, why; `over`: by how much the room's count is too many. */
export function usedHere(spares: ComputedRef<Item[]>, targets: ComputedRef<Partial<Record<What, Item>>>, over: Readonly<Record<What, number>>) {
  const needed = WHATS.filter((what) => targets.value[what] !== undefined && over[what] > 0)
  const [only, another] = spares.value.filter((one) => needed.every((what) => kindOf(one).counts.includes(what)))
  // Taken once, and where several fit, asked for: the list changes when another table opens a spare.
  const picked = ref(only !== undefined && another === undefined ? only.label : '')
  const bag = computed(() => spares.value.find(({ label }) => label === picked.value))
  const whats = computed(() => WHATS.filter((what) => targets.value[what] !== undefined && bag.value !== undefined && kindOf(bag.value).counts.includes(what)))
  const numbers = reactive<Record<What, number>>({ ...over })
  const used = computed(() => whats.value.filter((what) => numbers[what] > 0))
  return { picked, bag, whats, numbers, used }
}
