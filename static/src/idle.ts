import type { DeviceKind } from './hub'

const MINUTE = 60_000

/** After so long without a touch, a key or a scan the screen locks (milliseconds); a gate has quiet stretches. */
export const IDLE: Readonly<Record<DeviceKind, number>> = {
  tablet: 5 * MINUTE,
  phone: 5 * MINUTE,
  office: 5 * MINUTE,
  gate: 30 * MINUTE,
  reader: 30 * MINUTE,
}

const LOOK = 1_000
/** The last touch is written down this often at most. */
const NOTE = 10_000

export interface Idle {
  /** Somebody is there: a scan, an act. */
  touch(): void
  stop(): void
}

/**
 * Watch for nobody being there. `limit` is asked at every look (null: never idle), `note` keeps the moment of the last
 * touch, `idle` is told once the limit is reached.
 */
export function watchIdle(limit: () => number | null, note: () => void, idle: () => void, target: EventTarget = window): Idle {
  let last = Date.now()
  let noted = last

  function touch(): void {
    last = Date.now()
    if (last - noted < NOTE) return
    noted = last
    note()
  }

  // Timers sleep with the device: what counts is the time that has passed, not how often this was called.
  const timer = setInterval(() => {
    const most = limit()
    if (most === null) last = Date.now()
    else if (Date.now() - last >= most) idle()
  }, LOOK)
  for (const event of ['pointerdown', 'keydown', 'wheel']) target.addEventListener(event, touch, { capture: true, passive: true })
  return {
    touch,
    stop() {
      clearInterval(timer)
      for (const event of ['pointerdown', 'keydown', 'wheel']) target.removeEventListener(event, touch, { capture: true })
    },
  }
}
