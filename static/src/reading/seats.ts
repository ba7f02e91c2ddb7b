/** Seat numbers as they are read off a record sheet: `3 7 12-14`. */

export interface Seats {
  seats: number[]
  /** What was typed that is no seat of the room. */
  wrong: string[]
}

const RANGE = /^(\d{1,4})(?:[-–—~～至到](\d{1,4}))?$/

/** Read typed seats; `most` is the last seat of the room. Each is named once, in order. */
export function seatsIn(text: string, most: number): Seats {
  const found = new Set<number>()
  const wrong: string[] = []
  for (const part of text.split(/[\s,，、;；.。号]+/u).filter((one) => one !== '')) {
    const match = RANGE.exec(part)
    const [from, to] = match === null ? [0, 0] : [Number(match[1]), Number(match[2] ?? match[1])]
    if (match === null || from < 1 || to < from || to > most) wrong.push(part)
    else for (let seat = from; seat <= to; seat += 1) found.add(seat)
  }
  return { seats: [...found].sort((a, b) => a - b), wrong }
}

/** Seats as people write them: runs of three and more in one. */
export function written(seats: readonly number[], comma = '、'): string {
  const runs: [number, number][] = []
  for (const seat of [...seats].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && seat === last[1] + 1) last[1] = seat
    else runs.push([seat, seat])
  }
  return runs.flatMap(([from, to]) => (to - from >= 2 ? [`${from}-${to}`] : to > from ? [from, to].map(String) : [String(from)])).join(comma)
}
