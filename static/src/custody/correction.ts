import type { CustodyAct, Item, Plan } from '../rows'
import type { Scene } from './handoff'
import { found, within } from './item'
import { signedBy } from './people'
import { CHIEFS, dayIn, legOf, No, OFFICE, rolesOf } from './rules'
import { byBag, plausible } from './seen'

/** What a clerk and the chief correct in an act on record, with numbers for labels and people. */
export interface Correction {
  clerk: number
  chief: number
  reason: string
  /** It did not happen at all. */
  void: boolean
  /** Who in truth received; empty: as recorded. */
  receivers: readonly number[]
  seals: Readonly<Record<string, string>>
  counts: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** An act as it stands on record. */
export type Recorded = Pick<CustodyAct, 'fact' | 'leg' | 'givers' | 'receivers' | 'moved' | 'at' | 'paper'>

/** Kinds of acts that can be corrected. */
export const CORRECTABLE: readonly string[] = ['custody.handoff', 'custody.enter', 'custody.pack', 'custody.open', 'custody.seal', 'custody.supply']

/** Whether an act is still of a day on which it can be corrected: that of the act, or that of its entering from paper. */
export function ofToday(act: Pick<CustodyAct, 'at' | 'paper'>, zone: string, at: number): boolean {
  return [act.at, act.paper?.signed ?? act.at].some((one) => dayIn(zone, Date.parse(one)) === dayIn(zone, at))
}

/** Corrections of this day, each with those among `people` who have to be told of it; newest first. */
export function toTell(acts: Iterable<CustodyAct>, plan: Pick<Plan, 'plan' | 'zone'>, people: readonly number[], at: number): { act: CustodyAct; people: number[] }[] {
  const found = []
  for (const act of acts) {
    if (act.plan !== plan.plan || act.undone !== null || !ofToday(act, plan.zone, at)) continue
    const whom = (act.tell ?? []).filter((one) => people.includes(one))
    if (whom.length > 0) found.push({ act, people: whom })
  }
  return found.sort((one, other) => other.act.seq - one.act.seq)
}

/**
 * Throws where the hub would turn a correction at `at` (Unix ms) down (`server/domain/custody/amend.py`), in its words, as far
 * as this device can tell: whose acts stand on it by now it knows of each object's newest act alone.
 */
export function correctable(act: Recorded, by: Correction, scene: Scene, at: number): void {
  const { zone } = scene.plan
  if (!ofToday(act, zone, at)) throw new No('correct-late', { day: dayIn(zone, Date.parse(act.paper?.signed ?? act.at)) })
  const changes = Object.keys(by.seals).length + Object.keys(by.counts).length
  if (!by.void && changes === 0 && (by.receivers.length === 0 || act.leg === null)) throw new No('correct-nothing')
  const away = !scene.plan.days.includes(dayIn(zone, at))
  signedBy([by.clerk, by.chief], scene.parties, OFFICE, 2, false, away)
  signedBy([by.chief], scene.parties, CHIEFS, 1, false, away)
  if (by.reason.trim() === '') throw new No('why-needed')
  if ((by.void || by.receivers.length > 0) && act.moved.length === 0) throw new No('act-unknown')
  if (by.void || by.receivers.length > 0) for (const item of scene.items.values()) if (act.moved.includes(item.label)) newest(act.fact, item, scene)
  if (by.void) return
  for (const label of [...Object.keys(by.counts), ...Object.keys(by.seals)]) {
    if (!act.moved.includes(label)) throw new No('object-unknown', { label: label.slice(0, 24) })
  }
  for (const [label, counted] of Object.entries(by.counts)) {
    for (const [what, number] of Object.entries(counted)) {
      plausible(found(label, scene.items), what, number, scene.items)
      byBag(found(label, scene.items), what, number, scene.items)
    }
  }
  if (by.receivers.length > 0 && act.leg !== null) received(act, by, scene, away)
}

function newest(fact: string, item: Item, { items }: Scene): void {
  for (const one of [item, ...within(item.label, items)]) {
    if (one.act?.fact !== fact) throw new No('handoff-undo-overtaken', { label: one.label })
  }
}

function received(act: Recorded, by: Correction, scene: Scene, away: boolean): void {
  const wanted = new Set(act.receivers).size
  if (by.receivers.length < wanted || by.receivers.some((one) => act.givers.includes(one))) throw new No('receivers-unfit', { needed: wanted })
  signedBy(by.receivers, scene.parties, rolesOf(legOf(act.leg!, scene.policy), 'receiver'), wanted, false, away)
}
