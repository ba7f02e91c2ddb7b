import type { RouteLocationRaw } from 'vue-router'
import { PURPOSES, type Purpose } from '../evidence/rows'

/** What and whom a photo or film shows; whatever is not known is null. */
export interface Subject {
  plan: number
  purpose: Purpose
  session: string | null
  room: string | null
  /** The station's name. */
  station: string | null
  /** Admission number; never in an address. */
  candidate: string | null
  /** The item of the scheme. */
  item: string | null
  /** The fact it belongs to, such as a handoff with a broken seal. */
  about: string | null
}

export const subjectOf = (plan: number, purpose: Purpose, over: Partial<Subject> = {}): Subject => ({
  plan, purpose, session: null, room: null, station: null, candidate: null, item: null, about: null, ...over,
})

/** What a camera is opened for. */
export interface Order extends Subject {
  /** Which is to be taken first; a person may switch. */
  media: 'photo' | 'video'
  /** Who is before the camera, masked, and what is done, in words: always on the screen. */
  who: string
  what: string
}

const IN_ADDRESS = ['purpose', 'session', 'room', 'station', 'item', 'about', 'media', 'what'] as const

/**
 * Where the camera opens for this; give it to a `RouterLink` or to `router.push`. The candidate travels beside the address,
 * in the state of the browser's history, so that no admission number stands in a log or over somebody's shoulder.
 */
export function captureLink(order: Subject & Partial<Order>): RouteLocationRaw {
  const said = IN_ADDRESS.flatMap((name) => (order[name] ? [[name, order[name]] as const] : []))
  return {
    path: '/capture',
    query: { plan: String(order.plan), ...Object.fromEntries(said), ...(order.candidate === null ? {} : { of: 'candidate' }) },
    state: { candidate: order.candidate, who: order.who ?? '' },
  }
}

/** What stood beside the last address: signing in on the way goes by the address alone. */
let last: { address: string; beside: Record<string, unknown> } | null = null

/** What stands beside an address of the camera, from the state of the browser's history or from the last time. */
export function besideOf(address: string, state: unknown): Record<string, unknown> {
  const given = (state ?? {}) as Record<string, unknown>
  const beside = 'who' in given || last?.address !== address ? { candidate: given['candidate'], who: given['who'] } : last.beside
  last = { address, beside }
  return beside
}

/** Whether a candidate was meant whom nothing names any more: the page was loaded anew on its way through signing in. */
export function candidateLost(query: Record<string, unknown>, order: Order | null): boolean {
  return query['of'] === 'candidate' && order !== null && order.candidate === null
}

/** Read what `captureLink` wrote; null where the address was typed by hand and names no plan. */
export function orderOf(query: Record<string, unknown>, beside: Record<string, unknown>): Order | null {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  const plan = Number(query['plan'])
  if (!Number.isSafeInteger(plan) || plan < 1) return null
  const purpose = text(query['purpose'])
  return {
    plan,
    purpose: PURPOSES.find((one) => one === purpose) ?? 'practical',
    session: text(query['session']),
    room: text(query['room']),
    station: text(query['station']),
    candidate: text(beside['candidate']),
    item: text(query['item']),
    about: text(query['about']),
    media: query['media'] === 'video' ? 'video' : 'photo',
    who: text(beside['who']) ?? '',
    what: text(query['what']) ?? '',
  }
}

/** The subject alone, as facts state it. */
export function subjectIn({ plan, purpose, session, room, station, candidate, item, about }: Subject): Subject {
  return { plan, purpose, session, room, station, candidate, item, about }
}
