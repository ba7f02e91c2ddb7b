import { shallowRef, type ShallowRef } from 'vue'
import type { Database } from '../database'
import { hex } from '../token'
import type { Lots, LotsRow } from './rows'

/** A station at one of its turns. */
export interface Slot {
  station: string
  turn: number
}

async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}

/** What commits to the seed and to what the cards are made of (`server/domain/practical/lots.py`). */
export function commitment(session: string, room: string, number: number, seed: string, stations: readonly string[], turns: number): Promise<string> {
  return sha256(['kaowu-lots-v1', session, room, number, seed, turns, ...stations].join('\n'))
}

/** What lies below card 1, 2, 3 ... */
export async function shuffled(seed: string, stations: readonly string[], turns: number): Promise<Slot[]> {
  const slots = Array.from({ length: turns }, (_, index) => stations.map((station) => ({ station, turn: index + 1 }))).flat()
  const keyed = await Promise.all(slots.map(async (slot) => ({ slot, key: await sha256(`${seed}/${slot.turn}/${slot.station}`) })))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ slot }) => slot)
}

/** 32 bytes that nobody chose, in hex. */
export const newSeed = () => hex(crypto.getRandomValues(new Uint8Array(32)))

/** Stations as somebody wrote them: `1-6`, `A1，A2`, one a line. */
export function stationsOf(written: string): string[] {
  return written.split(/[\s,，、;；]+/).filter(Boolean).flatMap((part) => {
    const [, from, to] = /^(\d{1,3})[-~～—至](\d{1,3})$/.exec(part) ?? []
    if (from === undefined || to === undefined || Number(to) < Number(from) || Number(to) - Number(from) > 99) return [part]
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => String(Number(from) + index))
  })
}

/** The lots without what was laid out before, as `docs/verify_lots.py` recomputes them; null until they are revealed. */
export function published({ session, room, number, stations, turns, hash, cards, revealed }: Lots): Record<string, unknown> | null {
  if (revealed === null) return null
  const shown = cards.map(({ card, station, turn }) => ({ card, station, turn }))
  return { session, room, number, stations, turns, hash, seed: revealed.seed, cards: shown }
}

/** Whether revealed lots, recomputed here, fit what was committed to, and each card what it showed. */
export async function recomputes({ session, room, number, stations, turns, hash, cards, revealed }: Lots): Promise<boolean> {
  if (revealed === null || (await commitment(session, room, number, revealed.seed, stations, turns)) !== hash) return false
  const order = await shuffled(revealed.seed, stations, turns)
  return cards.every(({ card, station, turn }) => order[card - 1]?.station === station && order[card - 1]?.turn === turn)
}

const KEPT = 'lots_seeds'

/** The seeds of cards that were laid out on this device, by what they commit to. */
export interface Seeds {
  kept: ShallowRef<Readonly<Record<string, string>>>
  put(hash: string, seed: string): Promise<void>
}

/** Kept on the disk before the commitment goes out: a phone that restarts must not lose the cards. */
export async function seedsOf(database: Database): Promise<Seeds> {
  const kept = shallowRef<Readonly<Record<string, string>>>(((await database.get('settings', KEPT)) as Record<string, string> | undefined) ?? {})
  return {
    kept,
    async put(hash, seed) {
      const next = { ...kept.value, [hash]: seed }
      await database.put('settings', next, KEPT)
      kept.value = next
    },
  }
}

/** A card of the lots as the room sees it. */
export interface ShownCard {
  card: number
  /** Whose it is (admission number), and what it shows. */
  taken: (Slot & { candidate: string }) | null
  /** It lies on a station that was taken out. */
  out: boolean
  /** It lies on a slot that somebody else has by other lots. */
  held: boolean
}

/**
 * All cards in their order; `order` is what lies below them, known on the device that laid them out and after the end.
 * `others` are the slots that the other candidates of the room have, by whatever lots.
 */
export function cardsOf(row: Pick<LotsRow, 'stations' | 'turns' | 'cards' | 'out'>, order: readonly Slot[] | null, others: readonly Slot[]): ShownCard[] {
  const out = new Set(row.out.map(({ station }) => station))
  return Array.from({ length: row.stations.length * row.turns }, (_, index) => {
    const found = row.cards.find(({ card }) => card === index + 1)
    const below = order?.[index]
    return {
      card: index + 1,
      taken: found === undefined ? null : { candidate: found.candidate, station: found.station, turn: found.turn },
      out: found === undefined && below !== undefined && out.has(below.station),
      held: found === undefined && below !== undefined && others.some(({ station, turn }) => station === below.station && turn === below.turn),
    }
  })
}
