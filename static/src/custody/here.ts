import { shallowReactive } from 'vue'
import type { Queued } from '../database'
import type { Badge, Item, Policy } from '../rows'
import { claimed } from '../token'
import { DEEDS, doneHere } from './deeds-here'
import { kindOf, walked, whole, within, type Items } from './item'
import { readLabel } from './label'
import { LEGS, type Leg } from './rules'

interface Body {
  plan?: number
  leg?: string
  objects?: string[]
  missing?: string[]
  receivers?: { badge?: string; number?: string; person?: number }[]
  room?: string | null
  container?: string
  undoes?: string
}

const KINDS: readonly string[] = ['custody.handoff', 'custody.pack', 'custody.undo', ...DEEDS]

/** Acts of this page that are on their way and have not been answered; what waits longer is known to have been done. */
export const underWay: Set<string> = shallowReactive(new Set<string>())

/** Whether it was done: the hub has said so, or it waits and was done all the same; else it was turned away here, and is on its way to the hub's record as an attempt. */
export const wasDone = ({ id, acted, receipt }: Pick<Queued, 'id' | 'acted' | 'receipt'>) => acted || receipt?.verdict === 'accepted' || underWay.has(id)

/**
 * The objects of a plan with what was done on this device and they do not show yet (`queue.ahead`) laid over them: no set is
 * handed out twice at one table, even while the hub is away.
 */
export function itemsHere(
  rows: ReadonlyMap<string, Item>, waiting: readonly Queued[], plan: number, policy: Policy, badges: ReadonlyMap<string, Badge>,
): Items {
  const mine = waiting.filter((entry) => KINDS.includes(entry.kind) && wasDone(entry) && (entry.fact.body as Body).plan === plan)
  const items = new Map<string, Item>()
  for (const item of rows.values()) if (item.plan === plan) items.set(item.label, item)
  const undone = new Set(mine.map(({ fact }) => (fact.body as Body).undoes))
  for (const entry of mine) {
    const body = entry.fact.body as Body
    if (entry.kind === 'custody.undo') takeBack(items, body.undoes ?? '')
    else if (undone.has(entry.id)) continue
    else if (entry.kind === 'custody.handoff') handOver(items, body, entry, policy, badges)
    else if (entry.kind === 'custody.pack') putIn(items, body, entry)
    else doneHere(items, body as never, { id: entry.id, kind: entry.kind, device: entry.device, at: entry.fact.at }, policy.seals === 'factory')
  }
  return items
}

function numbers(texts: readonly string[] = [], items: Items): string[] {
  return texts.flatMap((text) => {
    try {
      const { number } = readLabel(text)
      return items.has(number) ? [number] : []
    } catch {
      return []
    }
  })
}

function handOver(items: Map<string, Item>, body: Body, { id, kind, device, fact }: Queued, policy: Policy, badges: ReadonlyMap<string, Badge>): void {
  if (!(body.leg! in LEGS)) return
  const leg = { ...LEGS[body.leg!]!, ...policy.legs[body.leg!] } as Leg
  const objects = numbers(body.objects, items)
  // The hub has answered it already, and another act came since.
  if (objects.some((label) => items.get(label)!.holder.stage !== leg.start)) return
  const people = (body.receivers ?? []).map((one) => personOf(one, badges)).filter((person) => person !== null)
  const staying = new Set(whole(numbers(body.missing, items), items).map(({ label }) => label))
  const room = body.room ?? objects.map((label) => items.get(label)!.room).find((one) => one !== null) ?? null
  for (const item of whole(objects, items)) {
    if (!staying.has(item.label)) items.set(item.label, { ...walked(item, leg, people, room, fact.at), act: { fact: id, kind, device } })
  }
}

function personOf({ badge, number, person }: NonNullable<Body['receivers']>[number], badges: ReadonlyMap<string, Badge>): number | null {
  if (person !== undefined) return person
  if (badge !== undefined) return badges.get(claimed(badge)?.badge ?? '')?.person ?? claimed(badge)?.person ?? null
  return [...badges.values()].find((one) => one.number === number)?.person ?? null
}

function putIn(items: Map<string, Item>, body: Body, { id, kind, device, fact }: Queued): void {
  const [into] = numbers([body.container ?? ''], items)
  if (into === undefined) return
  const { holder } = items.get(into)!
  for (const label of numbers(body.objects, items)) {
    const item = items.get(label)!
    if (item.inside !== null || !kindOf(items.get(into)!).holds.includes(item.kind)) continue
    const act = { fact: id, kind, device }
    items.set(label, { ...item, inside: into, holder, at: fact.at, act })
    for (const one of within(label, items)) items.set(one.label, { ...one, holder, at: fact.at, act })
  }
}

/** The state before is not known here in full; the hub's rows follow. */
function takeBack(items: Map<string, Item>, fact: string): void {
  for (const item of items.values()) {
    if (item.act?.fact !== fact) continue
    const back = Object.values(LEGS).find(({ end, id }) => end === item.holder.stage && (id === 'L3' || id === 'L4'))
    if (item.act.kind === 'custody.pack') items.set(item.label, { ...item, inside: null, act: null })
    else if (back?.id === 'L3') items.set(item.label, { ...item, state: 'received', holder: { stage: 'site', people: [], room: null }, act: null })
    else if (back?.id === 'L4') items.set(item.label, { ...item, state: 'issued', holder: { stage: 'room', people: [], room: item.room }, act: null })
  }
}
