import type { Item } from '../rows'
import { beside, byTrade } from './group'
import { counted, kindOf, within, type Items } from './item'
import { COUNTABLE, No } from './rules'

/** What people looked at in one act, as facts say it (`server/desk/custody/bodies.py`). */
export interface Look {
  /** One tap for the seals of everything that was scanned. */
  intact: boolean
  seals: { label: string; number: string | null; broken: boolean; words: string }[]
  counts: { label: string; counted: Record<string, number> }[]
  reasons: { label: string; words: string }[]
}

export const looked = (over: Partial<Look> = {}): Look => ({ intact: false, seals: [], counts: [], reasons: [], ...over })

/** The first reason that was given for one of these labels; empty where there is none. */
export function reasonFor(look: Look, ...labels: (string | null)[]): string {
  for (const label of labels) {
    const words = look.reasons.find((one) => one.label === label)?.words.trim()
    if (words) return words
  }
  return ''
}

/** Throws where a seal was not looked at, is another one, or is broken without a word; returns which are broken. */
export function sealsSeen(look: Look, scanned: readonly string[], going: readonly Item[]): Set<string> {
  const broken = new Set<string>()
  for (const item of going) {
    const seen = look.seals.find(({ label }) => label === item.label)
    if (item.seal === null || (seen === undefined && (look.intact || !scanned.includes(item.label)))) continue
    if (seen === undefined) throw new No('seal-not-checked', { label: item.label })
    if (seen.number !== null && seen.number !== item.seal) {
      throw new No('seal-differs', { label: item.label, expected: item.seal, found: seen.number.slice(0, 24) })
    }
    if (!seen.broken) continue
    if (seen.words.trim() === '') throw new No('seal-broken-unreported', { label: item.label, expected: item.seal })
    broken.add(item.label)
  }
  return broken
}

/** Throws where a count cannot be, or differs from the last without a reason. */
export function countsSeen(look: Look, going: readonly Item[], items: Items): void {
  const byLabel = new Map(going.map((item) => [item.label, item]))
  const values = new Map(look.counts.map(({ label, counted: of }) => [label, of]))
  for (const [label, of] of values) {
    const item = byLabel.get(label)
    if (item === undefined) throw new No('object-unknown', { label: label.slice(0, 24) })
    const deeper = within(label, items).map((one) => one.label).filter((one) => values.has(one)).sort()
    for (const [what, number] of Object.entries(of)) {
      const other = deeper.find((one) => what in values.get(one)!)
      if (other !== undefined) throw new No('count-twice', { label, other })
      plausible(item, what, number, items)
      compared(item, what, number, reasonFor(look, label), items)
    }
  }
}

/** Throws where a number can be counted there by no means. */
export function plausible(item: Item, what: string, number: number, items: Items): void {
  const inside = countable(item, what, items)
  const [zh, , en] = COUNTABLE[what] ?? [what.slice(0, 20), '', what.slice(0, 20)]
  const said = { label: item.label, what: zh, what_en: en }
  if (inside.length === 0) throw new No('count-unknown', said)
  if (number < 0) throw new No('count-below-zero', { ...said, found: number })
  const among = [...inside, ...beside(inside, items)]
  const most = among.reduce((sum, one) => sum + (what in one.packed ? Math.max(one.packed[what]!, one.counts[what] ?? 0) : 0), 0)
  if (among.every((one) => what in one.packed) && number > most) throw new No('count-above-pack', { ...said, found: number, most })
}

export function compared(item: Item, what: string, number: number, reason: string, items: Items): void {
  const last = counted(item, what, items)
  if (last === null || last === number) return
  if (what === 'pieces' && kindOf(item).holds.length > 0) {
    throw new No('pieces-differ', { label: item.label, expected: last, found: number })
  }
  byBag(item, what, number, items)
  if (reason !== '') return
  const [zh, measure, en] = COUNTABLE[what]!
  throw new No('count-differs', { label: item.label, what: zh, measure, what_en: en, expected: last, found: number })
}

/** Throws where a sum differs in which each trade has a bag of its own: nobody could say whose papers are missing. */
export function byBag(item: Item, what: string, number: number, items: Items): void {
  const last = counted(item, what, items)
  if (last === null || last === number) return
  const bags = byTrade(countable(item, what, items)).filter((one) => one.label !== item.label)
  if (bags.length > 1) {
    const [zh, , en] = COUNTABLE[what]!
    throw new No('count-by-bag', { label: item.label, what: zh, what_en: en, expected: last, found: number, bags: bags.map(({ label }) => label).join('、') })
  }
}

function countable(item: Item, what: string, items: Items): Item[] {
  if (!(what in COUNTABLE)) return []
  if (what === 'pieces') return kindOf(item).counts.includes('pieces') ? [item] : []
  return [item, ...within(item.label, items)].filter((one) => kindOf(one).counts.includes(what))
}

/** What was seen, with more seen of other labels; what is said anew of a label stands for what was said of it before. */
export function joined(look: Look, more: Look): Look {
  const both = <T extends { label: string }>(old: readonly T[], fresh: readonly T[]) => [...old.filter(({ label }) => !fresh.some((one) => one.label === label)), ...fresh]
  return { intact: look.intact || more.intact, seals: both(look.seals, more.seals), counts: both(look.counts, more.counts), reasons: both(look.reasons, more.reasons) }
}

/** What of it is about one label. */
export function lookAt(look: Look, label: string): Look {
  const mine = <T extends { label: string }>(all: readonly T[]) => all.filter((one) => one.label === label)
  return { intact: look.intact, seals: mine(look.seals), counts: mine(look.counts), reasons: mine(look.reasons) }
}
