/** When a piece of a growing film came (seconds), and how much of what was there before it was still to be shown. */
export interface Piece {
  spare: number
  at: number
}

/** What a player does to stay near what happens now: its speed, or a place so many seconds before the newest. */
export interface Course {
  rate: number
  jumpTo: number | null
}

/**
 * Seconds still to be shown when the next piece comes, the least of the last few: enough, too many (hurry), far too many (jump).
 * Pieces that come seldom can be late only as seldom, and of them each tenth counts.
 */
export const NEAR = 0.1
const [LATE, LOST] = [0.15, 1.5]
const [SELDOM, NEARER, LATER] = [0.6, 0.04, 0.07]
/** Pieces of which the least counts, and how many are needed at least. */
export const FEW = 6
export const SOME = 3
/** How much faster at most: where little is to be made up for, nobody is to see it. */
const [HURRY, RUN, FAR] = [0.1, 0.25, 0.5]
/** Seconds kept more after each time the picture stood still for want of a piece, and at most. */
const [STEP, WARIEST] = [0.05, 0.2]

/** What is kept besides, once the picture stood still again. */
export const warier = (wary: number) => Math.min(WARIEST, wary + STEP)

/**
 * Whoever watches what happens now sees it now: a little late is made up for by the next piece, much late is left out.
 * `wary`: seconds kept besides, as pieces were late before.
 */
export function courseAfter(pieces: readonly Piece[], wary = 0): Course {
  const last = pieces.slice(-FEW)
  if (last.length < SOME) return { rate: 1, jumpTo: null }
  const apart = Math.max(0.05, (last.at(-1)!.at - last[0]!.at) / (last.length - 1))
  const [near, late] = (apart < SELDOM ? [NEAR, LATE] : [NEARER, LATER]).map((seconds) => seconds + wary) as [number, number]
  const least = Math.min(...last.map(({ spare }) => spare))
  if (least > LOST) return { rate: 1, jumpTo: near }
  const most = least > FAR ? RUN : HURRY
  return { rate: least > late ? 1 + Math.min(most, (least - near) / apart) : 1, jumpTo: null }
}
