/** How many bytes one request may carry on the network as it just is: fewer after each that failed, more after quick ones. */
export interface Pace {
  most(): number
  /** A request with bytes was answered after so many milliseconds. */
  answered(milliseconds: number): void
  /** Nobody answered it: what of it had arrived is lost. */
  unanswered(): void
}

/** Bytes that even a very poor network carries in the time a request may take. */
export const LEAST = 64 * 1024
/** Milliseconds; whoever takes longer gets no more at a time. */
const QUICK = 4_000

export function paceOf(most: number): Pace {
  let now = most
  return {
    most: () => now,
    answered(milliseconds) {
      if (milliseconds < QUICK) now = Math.min(most, now * 2)
    },
    unanswered() {
      now = Math.max(Math.min(LEAST, most), Math.floor(now / 2))
    },
  }
}
