import type { Answer, Hub } from '../hub'
import type { Cell, ReadingFaultRow } from './rows'

/** A card as a file of a reader has it. Answers are shown, never kept on a device. */
export interface ReadCard {
  row: number
  number: string
  answers: string[]
  name?: string
  room?: string | null
  seat?: string
  subject?: string
  paper?: string
  seq?: string
  absent?: boolean | null
  misconduct?: boolean | null
}

/** One value of a card that people corrected; the machine's stays beside it. */
export interface Correction {
  field: string
  question: number | null
  machine: string
  value: string
}

/** A card of a fault: what the machine read, what counts now. */
export interface FaultCard {
  batch: string
  row: number
  machine: ReadCard | null
  card: ReadCard | null
  corrections: Correction[]
}

/** The cards of a file behind this row, as many as the hub gives at a time. */
export function cardsOfBatch(hub: Hub, plan: number, sha256: string, after: number): Promise<Answer<{ cards: ReadCard[] }>> {
  return hub.ask<{ cards: ReadCard[] }>(`/api/reading/batches/${sha256}/cards?plan=${plan}&after=${after}`, { cards: 'array' })
}

/** One parse of a file: a file is never changed, but it may be read again by another format or for another session. */
export interface BatchVersion {
  version: number
  /** When, by the hub's clock; null: it was kept before versions were, and only its cards are known. */
  at: string | null
  session: string | null
  used: { id: string; title: string; title_en: string; digest: string } | null
  /** Whether its cards were taken; null: not known. */
  taken: boolean | null
  cards: number
  /** How much was wrong with the file itself. */
  faults: number | null
  /** Who had said how the file is to be read, and why. */
  assigned: { by: number | null; at: string; reason: string } | null
  /** What it has otherwise than the one before: so many cells (the first of them), cards that only one of them has; null: it is the first. */
  changes: { n: number; cells: Cell[]; gone: number; new: number } | null
}

/** Every parse of a file, the newest first. */
export function versionsOfBatch(hub: Hub, plan: number, sha256: string): Promise<Answer<{ versions: BatchVersion[] }>> {
  return hub.ask<{ versions: BatchVersion[] }>(`/api/reading/batches/${sha256}/versions?plan=${plan}`, { versions: 'array' })
}

/** A card of a random check: what counts of it now. */
export interface CheckedCard {
  batch: string
  row: number
  card: ReadCard | null
}

/** The cards that were drawn for the newest random check, to be laid beside the paper. */
export function cardsOfCheck(hub: Hub, plan: number, session: string): Promise<Answer<{ cards: CheckedCard[] }>> {
  return hub.ask<{ cards: CheckedCard[] }>(`/api/reading/check?plan=${plan}&session=${encodeURIComponent(session)}`, { cards: 'array' })
}

/** The cards a fault is about, side by side. */
export function cardsOfFault(hub: Hub, { plan, session, key }: ReadingFaultRow): Promise<Answer<{ cards: FaultCard[] }>> {
  return hub.ask<{ cards: FaultCard[] }>(`/api/reading/faults?plan=${plan}&session=${encodeURIComponent(session)}&fault=${encodeURIComponent(key)}`, { cards: 'array' })
}

/** A card that counts, and the fault by which it is corrected although no rule found anything wrong with it. */
export interface RoomCard extends FaultCard {
  correction: ReadingFaultRow | null
}

/** The cards of a room as they count. */
export function cardsOfRoom(hub: Hub, plan: number, session: string, room: string): Promise<Answer<{ cards: RoomCard[] }>> {
  return hub.ask<{ cards: RoomCard[] }>(`/api/reading/room?plan=${plan}&session=${encodeURIComponent(session)}&room=${encodeURIComponent(room)}`, { cards: 'array' })
}

/** An answer as it is shown: blank, more marks than allowed, unsure. */
export const answerShown = (answer: string) => (answer === '' ? '–' : answer)

/** Questions (from 1) that several cards do not answer alike. */
export function unlike(cards: readonly ReadCard[]): Set<number> {
  const found = new Set<number>()
  const most = Math.max(0, ...cards.map(({ answers }) => answers.length))
  for (let at = 0; at < most; at += 1) if (new Set(cards.map(({ answers }) => answers[at] ?? '')).size > 1) found.add(at + 1)
  return found
}
