/** Where a photo or film belongs, as far as it was told. */
export interface Place {
  session: string | null
  room: string | null
  station: string | null
  candidate: string | null
  /** The item of the scheme. */
  item: string | null
}

export const NOWHERE: Place = { session: null, room: null, station: null, candidate: null, item: null }
const PARTS = ['session', 'room', 'station', 'candidate', 'item'] as const

export const placeOf = ({ session, room, station, candidate, item }: Place): Place => ({ session, room, station, candidate, item })

/** `given`: what was not known is told now; `moved`: what was told is told otherwise, which wants a reason. */
export function changes(before: Place, after: Place): 'same' | 'given' | 'moved' {
  if (PARTS.every((part) => before[part] === after[part])) return 'same'
  return PARTS.some((part) => before[part] !== null && before[part] !== after[part]) ? 'moved' : 'given'
}
