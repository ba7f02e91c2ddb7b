import { language } from '../i18n'
import type { Item } from '../rows'
import { nameOf, thingOf } from './group'
import { counted, kindOf, type Items } from './item'
import { COUNTABLE, said } from './rules'

/** Things shown one by one at most; more are summed. */
export const FEW = 8

/** Things by kind, and few of them by trade and level too: how many of each, and what they hold in all where that is known, such as `试卷袋 × 60（1860份）`. */
export function summed(things: readonly Item[], all: Items): string[] {
  const gap = language.value === 'en' ? ' ' : ''
  const kinds = new Map<string, Item[]>()
  const key = (item: Item) => (things.length > FEW ? item.kind : nameOf(item)[0])
  for (const item of things) kinds.set(key(item), [...(kinds.get(key(item)) ?? []), item])
  return [...kinds.values()].map((of) => {
    const kind = kindOf(of[0]!)
    const held = kind.counts.filter((what) => what !== 'pieces').flatMap((what) => {
      const numbers = of.map((item) => counted(item, what, all))
      if (numbers.some((number) => number === null)) return []
      return [`${numbers.reduce<number>((sum, number) => sum + number!, 0)}${gap}${said([COUNTABLE[what]![1], COUNTABLE[what]![2]])}`]
    })
    const name = things.length > FEW ? said([kind.zh, kind.en]) : thingOf(of[0]!)
    if (of.length === 1) return [name, ...held].join(' ')
    return held.length === 0 ? `${name} × ${of.length}` : `${name} × ${of.length}（${held.join(' ')}）`
  })
}
