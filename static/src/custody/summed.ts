import { language } from '../i18n'
import type { Item } from '../rows'
import { counted, kindOf, type Items } from './item'
import { COUNTABLE, said } from './rules'

/** Things shown one by one at most; more are summed. */
export const FEW = 8

/** Things by kind: how many of each, and what they hold in all where that is known, such as `试卷袋 × 60（1860份）`. */
export function summed(things: readonly Item[], all: Items): string[] {
  const gap = language.value === 'en' ? ' ' : ''
  const kinds = new Map<string, Item[]>()
  for (const item of things) kinds.set(item.kind, [...(kinds.get(item.kind) ?? []), item])
  return [...kinds.values()].map((of) => {
    const kind = kindOf(of[0]!)
    const held = kind.counts.filter((what) => what !== 'pieces').flatMap((what) => {
      const numbers = of.map((item) => counted(item, what, all))
      if (numbers.some((number) => number === null)) return []
      return [`${numbers.reduce<number>((sum, number) => sum + number!, 0)}${gap}${said([COUNTABLE[what]![1], COUNTABLE[what]![2]])}`]
    })
    const name = said([kind.zh, kind.en])
    if (of.length === 1) return [name, ...held].join(' ')
    return held.length === 0 ? `${name} × ${of.length}` : `${name} × ${of.length}（${held.join(' ')}）`
  })
}
