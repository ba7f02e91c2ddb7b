import type { Item } from '../rows'
import { inPerson } from './answer'
import type { Scene } from './handoff'
import { alone, counted, directlyIn, found, kindOf, within } from './item'
import { different, listed, signedBy } from './people'
import { BEFORE_MONITOR, CHIEFS, clock, CLOSERS, COUNTABLE, IN_ROOM, moment, MONITORS, No, PACKERS, sessionName, STATES, where } from './rules'
import { compared, countsSeen, plausible, reasonFor, sealsSeen, type Look } from './seen'
import { PROCTOR } from '../roles'

/** A bag opened, with numbers for labels and people. */
export interface Opening {
  label: string
  people: readonly number[]
  /** Seats of the candidates who looked at the seal. */
  witnesses: readonly string[]
  monitors: readonly number[]
  /** What allows it: the order's number for a duty copy, the reason for a spare. */
  approval: string
  look: Look
}

/** A bag counted and sealed after it came back; `aside`: what came back with it and lies elsewhere. */
export interface Closing {
  label: string
  seal: string
  closer: number
  proctors: readonly number[]
  look: Look
  aside: Readonly<Record<string, number>>
  /** Its room's record sheet says that it was opened there, and nobody stated that yet. */
  opened?: boolean
}

/** Papers or cards from one open bag for another. */
export interface Supply {
  source: string
  target: string
  what: string
  number: number
  approver: number
  reason: string
}

/** A container opened and emptied. */
export interface Unpacking {
  container: string
  people: readonly number[]
  look: Look
}

export const opensInRoom = ({ kind }: Pick<Item, 'kind'>) => IN_ROOM.includes(kind)
export const opensBeforeMonitor = ({ kind }: Pick<Item, 'kind'>) => BEFORE_MONITOR.includes(kind)

/** When a room's bags may be opened, Unix ms; null where the plan does not know the session. */
export function opensAt({ session: of }: Pick<Item, 'session'>, { plan, policy }: Pick<Scene, 'plan' | 'policy'>): number | null {
  const session = plan.sessions.find(({ id }) => id === of)
  return session === undefined ? null : moment(session, [-policy.opens_before, 'start'])
}

/** The roles of those who answer for a bag in its room: in practical sessions assessors, too. */
export function openers({ session: of }: Pick<Item, 'session'>, { plan }: Pick<Scene, 'plan'>): readonly string[] {
  return plan.sessions.find(({ id }) => id === of)?.kind === 'practical' ? ['PR', 'EX'] : ['PR']
}

/** What an opening at `at` (Unix ms) changes, judged as the hub judges it (`server/domain/custody/opening.py`). */
export function opened(act: Opening, scene: Scene, at: number): Item[] {
  const now = found(act.label, scene.items)
  const item = asSealed(now)
  openable(item, scene, at)
  if (opensInRoom(item)) inRoom(act, item, scene, at)
  else beforeMonitor(act, item, scene)
  const broken = sealsSeen(act.look, [item.label], [item])
  countsSeen(act.look, [item], new Map(scene.items).set(item.label, item))
  const counts = countsOpened(now, act.look.counts.find(({ label }) => label === item.label)?.counted)
  return [{ ...item, state: 'opened', seal: null, broken: broken.size > 0, counts, at: new Date(at).toISOString() }]
}

/** A room's bag that nobody opened on record with what lies in it sealed: supplies lie beside it. */
export function asSealed(item: Item): Item {
  if (!opensInRoom(item) || item.state !== 'issued') return item
  const counts = Object.entries(item.counts).map(([what, number]) => [what, number - (item.supplied?.[what] ?? 0)])
  return { ...item, counts: Object.fromEntries(counts) as Item['counts'] }
}

/** What a bag holds once it was opened with so many in it: supplies that came before are added. */
export function countsOpened(item: Item, counted: Readonly<Record<string, number>> = {}): Item['counts'] {
  const beside = (what: string) => (item.counts[what] ?? 0) - (asSealed(item).counts[what] ?? 0)
  return { ...item.counts, ...Object.fromEntries(Object.entries(counted).map(([what, number]) => [what, number + beside(what)])) }
}

/** Throws where a bag, as it is now, is not one to be opened. */
export function openable(item: Item, { plan }: Pick<Scene, 'plan'>, at: number): void {
  if (!opensInRoom(item) && !opensBeforeMonitor(item)) throw notSealed(item)
  if (item.state === 'opened') throw new No('already-opened', { label: item.label, since: item.at === null ? '—' : clock(Date.parse(item.at), plan, at) })
  if (item.state !== (opensInRoom(item) ? 'issued' : 'received')) throw notReady(item, '启封', 'opening')
}

/** Throws where it is too early for a room's bag. */
export function inTimeToOpen(item: Item, scene: Pick<Scene, 'plan' | 'policy'>, at: number): void {
  const opens = opensAt(item, scene)
  if (opens !== null && at < opens) throw new No('opened-early', { label: item.label, opens: clock(opens, scene.plan, at) })
}

function inRoom(act: Opening, item: Item, scene: Scene, at: number): void {
  inTimeToOpen(item, scene, at)
  signedBy(act.people, scene.parties, openers(item, scene), scene.plan.proctors_per_room)
  for (const person of act.people) {
    if (item.holder.people.includes(person) || scene.parties.get(person)!.rooms[item.session ?? ''] === item.room) continue
    throw new No('not-holder', { label: item.label, place: '考场', place_en: 'its room' })
  }
  const seats = new Set(act.witnesses).size
  if (seats < scene.policy.witnesses) throw new No('witnesses-needed', { needed: scene.policy.witnesses, found: seats })
}

function beforeMonitor(act: Opening, item: Item, scene: Scene): void {
  alone(item, scene.items)
  if (act.monitors.length < scene.policy.spare_monitors) {
    throw new No('monitor-needed', { label: item.label, needed: scene.policy.spare_monitors, found: act.monitors.length })
  }
  different([...act.people, ...act.monitors])
  signedBy(act.people, scene.parties, CHIEFS, 1)
  signedBy(act.monitors, scene.parties, MONITORS, scene.policy.spare_monitors)
  inPerson([...act.people, ...act.monitors], scene)
  const { zh, en } = kindOf(item)
  if (act.approval.trim() === '') throw new No('approval-needed', { label: item.label, kind: zh, kind_en: en })
}

/** What a closing at `at` changes; `used`: numbers of strips that were ever put on something, as far as known here. */
export function closed(act: Closing, scene: Scene, at: number, used: ReadonlySet<string> = new Set()): Item[] {
  const item = found(act.label, scene.items)
  closable(item)
  if (unstated(item)) return stripStated(act, item, scene, at, used)
  if (used.has(act.seal)) throw new No('seal-used', { found: act.seal })
  signedBy([act.closer], scene.parties, CLOSERS, 1)
  inPerson([act.closer], scene)
  if (item.room !== null) roomSigns(act, item, scene)
  // A bag that was never opened has the strip it came with: that one is looked at before another takes its place.
  if (!(act.opened === true && opensInRoom(item))) sealsSeen(act.look, [item.label], [item])
  const counts: Record<string, number> = {}
  for (const what of kindOf(item).counts) counts[what] = final(act, item, what, scene)
  const last = { state: 'verified', seal: act.seal, broken: false, counts, aside: { ...act.aside } }
  return [{ ...item, ...last, at: new Date(at).toISOString() }]
}

/** Throws where a bag, as it is now, is not one to be counted and sealed. */
export function closable(item: Item): void {
  const { sealed, holds } = kindOf(item)
  if (!sealed || holds.length > 0) throw notSealed(item)
  if (unstated(item)) return
  if (item.state !== 'returned' && !(opensBeforeMonitor(item) && item.state === 'opened')) throw notReady(item, '核验密封', 'closing')
}

/** Whether a bag is closed by a strip whose number nobody has stated; it came to no room yet. */
export function unstated(item: Item): boolean {
  const { sealed, holds } = kindOf(item)
  return sealed && holds.length === 0 && item.seal === null && (item.state === 'sealed' || item.state === 'received') && !item.broken
}

/** Roles of those who state the strip that a bag came with: whoever packs where it lies; nobody on the road. */
export const stripReaders = ({ holder }: Pick<Item, 'holder'>): readonly string[] => PACKERS[holder.stage] ?? []

/** What the statement of the strip that a bag came with changes. */
function stripStated(act: Closing, item: Item, scene: Scene, at: number, used: ReadonlySet<string>): Item[] {
  alone(item, scene.items)
  if (used.has(act.seal)) throw new No('seal-used', { found: act.seal })
  const { stage } = item.holder
  const [place, placeEn] = where(item)
  if (PACKERS[stage] === undefined) throw new No('pack-elsewhere', { label: item.label, place, place_en: placeEn })
  signedBy([act.closer], scene.parties, PACKERS[stage], 1, stage === 'vault')
  inPerson([act.closer], scene)
  countsSeen(act.look, [item], scene.items)
  const counts = { ...item.counts, ...act.look.counts.find(({ label }) => label === item.label)?.counted }
  return [{ ...item, seal: act.seal, counts, at: new Date(at).toISOString() }]
}

/** The chief's count of one thing, together with what is put aside, against what came back. */
function final(act: Closing, item: Item, what: string, { items }: Scene): number {
  const [zh, , en] = COUNTABLE[what]!
  const number = act.look.counts.find(({ label }) => label === item.label)?.counted[what]
  if (number === undefined) throw new No('count-needed', { label: item.label, what: zh, what_en: en })
  const aside = act.aside[what] ?? 0
  for (const one of [number, aside]) plausible(item, what, one, items)
  compared(item, what, number + aside, reasonFor(act.look, item.label), items)
  return number
}

function roomSigns(act: Closing, item: Item, { plan, parties }: Scene): void {
  signedBy(act.proctors, parties, openers(item, { plan }), plan.proctors_per_room)
  for (const person of act.proctors) {
    const { role, rooms } = listed(person, parties)
    const given = rooms[item.session ?? '']
    // Rooms are drawn for invigilators alone.
    if (role === PROCTOR && given !== item.room) throw new No('proctor-other-room', { room: item.room ?? '—', found: given ?? '—' })
  }
}

/** What a supply at `at` changes. */
export function supplied(act: Supply, scene: Scene, at: number): Item[] {
  const [source, target] = [found(act.source, scene.items), found(act.target, scene.items)]
  if (source.label === target.label) throw new No('supply-same', { label: source.label })
  for (const item of [source, target]) {
    inUse(item, scene, at)
    plausible(item, act.what, 0, scene.items)
  }
  if (source.session !== null && target.session !== null && source.session !== target.session) {
    throw new No('object-wrong-session', {
      label: target.label, found: sessionName(scene.plan, target.session), expected: sessionName(scene.plan, source.session),
    })
  }
  const there = source.counts[act.what] ?? 0
  if (act.number < 1) throw new No('supply-none', { found: act.number })
  if (act.number > there) throw new No('supply-too-few', { label: source.label, expected: act.number, found: there })
  signedBy([act.approver], scene.parties, CHIEFS, 1)
  inPerson([act.approver], scene)
  if (act.reason.trim() === '') throw new No('why-needed')
  const changed = (item: Item, by: number): Item => ({
    ...item, counts: more(item.counts, act.what, by), supplied: more(item.supplied ?? {}, act.what, by), at: new Date(at).toISOString(),
  })
  return [changed(source, -act.number), changed(target, act.number)]
}

/** Numbers of things with so many more of one. */
export const more = (numbers: Readonly<Record<string, number>>, what: string, by: number) => ({ ...numbers, [what]: (numbers[what] ?? 0) + by })

/** Throws where nothing can come from a bag or go into it: a room's is in its room once it may be open there, a spare was opened. */
function inUse(item: Item, scene: Scene, at: number): void {
  const [zh = '', en = ''] = STATES[item.state]!
  const as = { label: item.label, state: zh, state_en: en }
  if (!opensInRoom(item)) {
    if (item.state !== 'opened') throw new No('supply-not-open', as)
  } else if (item.holder.stage !== 'room') throw new No('supply-not-there', as)
  else if (item.state !== 'opened') inTimeToOpen(item, scene, at)
}

/** What an unpacking at `at` changes: what lay directly in the container stands alone. */
export function unpacked(act: Unpacking, scene: Scene, at: number): Item[] {
  const container = found(act.container, scene.items)
  alone(container, scene.items)
  if (directlyIn(container.label, scene.items).length === 0) throw new No('container-empty', { label: container.label })
  const { stage } = container.holder
  const [place, placeEn] = where(container)
  if (PACKERS[stage] === undefined) throw new No('pack-elsewhere', { label: container.label, place, place_en: placeEn })
  signedBy(act.people, scene.parties, PACKERS[stage], 1, stage === 'vault')
  const broken = sealsSeen(act.look, [container.label], [container])
  const moment = new Date(at).toISOString()
  const out = within(container.label, scene.items).map((item) => ({ ...item, inside: item.inside === container.label ? null : item.inside, at: moment }))
  return [{ ...container, seal: null, broken: broken.size > 0, at: moment }, ...out]
}

function notSealed(item: Item): No {
  const { zh, en } = kindOf(item)
  return new No('not-sealed', { label: item.label, kind: zh, kind_en: en })
}

function notReady(item: Item, leg: string, legEn: string): No {
  const [zh = '', en = ''] = STATES[item.state]!
  return new No('object-not-ready', { label: item.label, state: zh, state_en: en, leg, leg_en: legEn })
}

/** How many of something are in a bag by the last record; null where it was never counted. */
export const lastCount = (item: Item, what: string, { items }: Pick<Scene, 'items'>) => counted(item, what, items)
