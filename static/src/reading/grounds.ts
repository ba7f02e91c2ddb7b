import type { ReadingFaultRow } from './rows'

/** What people look at before they say how a fault is settled; its words are `reading.grounds`. */
export type Ground = 'bagCounted' | 'cardRead' | 'cardSeen' | 'handwritten' | 'mistaken' | 'monitor' | 'notCards' | 'searched' | 'seatList' | 'sheet' | 'whole'

/** What each way is usually grounded on, the usual one first; anything else is typed. */
const GROUNDS: Readonly<Record<string, readonly Ground[]>> = {
  'give-number': ['handwritten', 'seatList'],
  'keep-number': ['seatList', 'handwritten'],
  'keep-one': ['cardSeen', 'bagCounted', 'handwritten'],
  'swap-numbers': ['handwritten', 'seatList'],
  'set-aside': ['cardSeen', 'sheet'],
  'hand-entry': ['cardRead', 'monitor'],
  'give-answers': ['cardRead', 'monitor'],
  'confirm-blank': ['cardSeen', 'monitor'],
  'confirm-marks': ['cardSeen', 'monitor'],
  'confirm-absent': ['sheet', 'seatList'],
  'confirm-present': ['seatList', 'sheet'],
  'confirm-none': ['bagCounted', 'sheet'],
  'confirm-misconduct': ['sheet', 'monitor'],
  'confirm-no-misconduct': ['sheet', 'monitor'],
  'give-subject': ['cardSeen', 'seatList'],
  'give-paper': ['cardSeen', 'seatList'],
  recount: ['bagCounted', 'monitor'],
  lost: ['searched', 'bagCounted'],
  'keep-old': ['cardSeen', 'monitor'],
  'all-read': ['bagCounted', 'monitor'],
  'first-alone': ['cardSeen', 'monitor'],
  'drop-file': ['whole', 'notCards', 'mistaken'],
}
const ANY: readonly Ground[] = ['cardSeen', 'sheet']

export const groundsOf = (what: string): readonly Ground[] => GROUNDS[what] ?? ANY

/** Ways by which a room's cards become fewer than are expected: none for a card too many. */
export function fits({ code, detail }: Pick<ReadingFaultRow, 'code' | 'detail'>, what: string): boolean {
  return !(code === 'count-bag' && what === 'lost' && Number(detail['found']) > Number(detail['expected']))
}
