import type { Item, Plan, Policy } from '../rows'
import type { Subject } from './group'
import { alone, found, kindOf, walked, whole, within, type Items } from './item'
import { drawnFor, everyone, fit, holds, peopleOf, type Parties, type Sides } from './people'
import { AFTER, BEFORE, clock, inSession, legOf, legsFrom, moment, No, ofSession, onDay, ORDER, sessionName, STATES, where, type Leg } from './rules'
import { countsSeen, reasonFor, sealsSeen, type Look } from './seen'

/** What was handed over, as a fact states it, with numbers for labels and people. */
export interface Handing extends Sides {
  leg: string
  /** What was scanned; what lies in it is not scanned. */
  objects: readonly string[]
  session: string | null
  /** Where it was chosen by hand. */
  room: string | null
  place: string
  /** What should have lain in the scanned ones but did not. */
  missing: readonly string[]
  look: Look
}

/** What this device knows at the moment of an act. */
export interface Scene {
  plan: Plan
  policy: Policy
  items: Items
  parties: Parties
  /** Whoever signed in here, and the place it is for (null: any). */
  standing: { person: number; place: string | null } | null
  /** The trades and levels that sit in a room; only where they matter. */
  sat?: (session: string, room: string) => readonly Subject[]
}

/**
 * What a handoff at `at` (Unix ms, the hub's time) changes, judged as the hub judges it (`server/domain/custody/handoff.py`);
 * throws the hub's own words. `acted`: it happened before, without the hub.
 */
export function handoff(act: Handing, scene: Scene, at: number, acted = false): Item[] {
  const walks = legOf(act.leg, scene.policy, scene.plan.proctors_per_room)
  const objects = scanned(act.objects, scene.items)
  for (const item of objects) canGo(item, walks, scene, at, acted)
  const staying = new Set(missing(act, scene.items))
  const items = new Map([...scene.items].filter(([label]) => !staying.has(label)))
  const going = whole(act.objects, items)
  const { room, session } = onePlace(act, walks, objects, scene, at)
  const leg = inSession(walks, scene.plan.sessions.find(({ id }) => id === session))
  fit(leg, act, scene.parties, going.some((item) => kindOf(item).secure))
  granted(leg, act, act.place, scene.standing)
  const inRoom = leg.start === 'room' || leg.end === 'room'
  const side = leg.start === 'room' ? act.givers : act.receivers
  const held = leg.start === 'room' ? act.givers.filter((person) => objects.every((item) => item.holder.people.includes(person))) : []
  const to = inRoom ? drawnFor(side, scene.parties, room, session, held) : room
  for (const item of objects) holds(item, leg, act.givers, scene.parties)
  explained(act, scene.items)
  const broken = sealsSeen(act.look, act.objects, going)
  countsSeen(act.look, going, items)
  const moved = going.map((item) => ({ ...walked(item, leg, act.receivers, to, new Date(at).toISOString()), broken: item.broken || broken.has(item.label) }))
  const left = whole(act.missing, scene.items).map((item) => (act.missing.includes(item.label) ? { ...item, inside: null } : item))
  return [...moved, ...left]
}

/** The objects that were scanned; throws where one is unknown, scanned twice or lies in another. */
export function scanned(labels: readonly string[], items: Items): Item[] {
  if (labels.length === 0) throw new No('object-none')
  return labels.map((label, index) => {
    const item = found(label, items)
    alone(item, items)
    if (labels.some((one, other) => one === label && other > index)) throw new No('object-twice', { label })
    return item
  })
}

/** Throws where an object, or something in it, does not stand at the start of this leg. */
export function canGo(item: Item, leg: Leg, scene: Pick<Scene, 'plan' | 'policy' | 'items'>, at: number, acted = false): void {
  if (acted && item.at !== null && at < Date.parse(item.at)) {
    throw new No('object-overtaken', { label: item.label, since: clock(Date.parse(item.at), scene.plan, at) })
  }
  if (item.holder.stage !== leg.start || !kindOf(item).legs.includes(leg.id)) throw elsewhere(item, leg, scene, at)
  for (const one of [item, ...within(item.label, scene.items)]) {
    if (leg.id === 'L5' && scene.policy.verify_before_return && wasUsed(one)) throw new No('not-verified', { label: one.label })
    if (kindOf(one).legs.includes(leg.id) && !statesBefore(one, leg).includes(one.state)) {
      const [zh = '', en = ''] = STATES[one.state]!
      throw new No('object-not-ready', { label: one.label, state: zh, state_en: en, leg: leg.zh, leg_en: leg.en })
    }
  }
}

function statesBefore(item: Item, leg: Leg): string[] {
  return [...BEFORE[leg.id]!, ...(kindOf(item).again && leg.id === 'L3' ? ['returned'] : [])]
}

/** Papers or cards went out in it and came back, and nobody has closed it since. */
function wasUsed(item: Item): boolean {
  const { sealed, secure, holds: takes } = kindOf(item)
  return sealed && secure && Object.keys(item.counts).length > 0 && takes.length === 0 && item.state === 'returned'
}

/** Why an object cannot take a leg: it has taken it already, or another one is next. */
function elsewhere(item: Item, leg: Leg, { plan, policy }: Pick<Scene, 'plan' | 'policy'>, at: number): No {
  const [place, placeEn] = where(item)
  const after = AFTER[`${leg.id} ${leg.end}`]
  const takes = kindOf(item).legs
  if (takes.includes(leg.id) && after !== undefined && ORDER.indexOf(item.state) >= ORDER.indexOf(after)) {
    const since = item.at === null ? '—' : clock(Date.parse(item.at), plan, at)
    return new No('already-moved', { label: item.label, since, place, place_en: placeEn })
  }
  const next = legsFrom(item.holder.stage, policy).filter((one) => takes.includes(one.id))
  return new No('wrong-leg', {
    label: item.label, place, place_en: placeEn,
    expected: next.map(({ zh }) => zh).join('、') || '—',
    expected_en: next.map(({ en }) => en).join(', ') || '-',
  })
}

/** The one room and session of these objects; throws where they are of several, or it is not the time or the day. */
export function onePlace(
  act: Pick<Handing, 'room' | 'session'>, leg: Leg, objects: readonly Item[], { plan, policy }: Pick<Scene, 'plan' | 'policy'>, at: number,
): { room: string | null; session: string | null } {
  const [rooms, sessions] = [new Set([act.room]), new Set([act.session])]
  for (const item of objects) {
    if (act.session !== null && item.session !== null && item.session !== act.session) {
      throw new No('object-wrong-session', { label: item.label, found: sessionName(plan, item.session), expected: sessionName(plan, act.session) })
    }
    if (act.room !== null && item.room !== null && item.room !== act.room) {
      throw new No('object-wrong-room', { label: item.label, found: item.room, expected: act.room })
    }
    rooms.add(item.room ?? item.holder.room)
    sessions.add(item.session)
  }
  const several = [...rooms].filter((room) => room !== null).sort()
  if ((leg.start === 'room' || leg.end === 'room') && several.length > 1) throw new No('rooms-mixed', { rooms: several.join('、') })
  if (ofSession(leg)) oneSession(objects, plan)
  const one = only(sessions)
  const session = plan.sessions.find(({ id }) => id === one)
  if (session !== undefined) inTime(leg, session, plan, at)
  onDay(leg, plan, policy, at)
  return { room: only(rooms), session: one }
}

/** Throws where objects are of two sessions: they would go in the time, and to the people, of neither. */
function oneSession(objects: readonly Item[], plan: Plan): void {
  const first = objects.find(({ session }) => session !== null)?.session ?? null
  const odd = objects.find(({ session }) => session !== null && session !== first)
  if (odd === undefined) return
  throw new No('object-wrong-session', { label: odd.label, found: sessionName(plan, odd.session), expected: sessionName(plan, first) })
}

function only(values: ReadonlySet<string | null>): string | null {
  const named = [...values].filter((value) => value !== null)
  return named.length === 1 ? named[0]! : null
}

function inTime(leg: Leg, session: Plan['sessions'][number], plan: Plan, at: number): void {
  const said = { leg: leg.zh, leg_en: leg.en, session: session.name }
  if (leg.opens !== null && at < moment(session, leg.opens)) {
    throw new No('leg-not-open', { ...said, opens: clock(moment(session, leg.opens), plan, at) })
  }
  if (leg.closes !== null && at > moment(session, leg.closes)) {
    throw new No('leg-closed', { ...said, closed: clock(moment(session, leg.closes), plan, at) })
  }
}

/** Throws where whoever signed in here does not stand on the table's side of this leg, or at another table. */
export function granted(leg: Leg, sides: Sides, place: string, standing: Scene['standing']): void {
  if (standing === null) return
  const allowed = leg.table === null ? everyone(sides) : peopleOf(sides, leg.table)
  if (!allowed.includes(standing.person)) throw new No('grant-not-party')
  if (standing.place !== null && standing.place !== place) {
    throw new No('grant-other-place', { found: place || '—', expected: standing.place })
  }
}

/** Labels of what stays behind: the missing things with all that lies in them. */
function missing(act: Handing, items: Items): string[] {
  const inside = act.objects.flatMap((label) => within(label, items)).map(({ label }) => label)
  for (const label of act.missing) {
    if (!inside.includes(found(label, items).label)) throw new No('missing-not-inside', { label })
  }
  return whole(act.missing, items).map(({ label }) => label)
}

function explained(act: Handing, items: Items): void {
  for (const label of act.missing) if (reasonFor(act.look, label, items.get(label)!.inside) === '') throw new No('why-needed')
}
