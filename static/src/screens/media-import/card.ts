import type { PracticalRow } from '../../practical/rows'
import type { Place } from '../media/placing'

/**
 * A camera's card: when its files were taken, and at whose station, told by times alone (the same as
 * `server/domain/evidence/card.py`). What fits two candidates is left to a person.
 */
export interface Shot {
  /** Unix ms by the hub's clock. */
  begun: number
  ended: number
  /** What tells it. */
  told: 'exif' | 'movie' | 'file'
  /** Not where a film does not say how long it is: one of its two ends is not known. */
  both: boolean
}

/** The camera's clock: the zone it was set to, and milliseconds it is ahead (negative: behind). */
export interface Clock {
  zone: string
  ahead: number
}

/** A candidate's time at a station; Unix ms, `ended` null: not noted. */
export interface Turn {
  place: Place
  began: number
  ended: number | null
}

/** Around a candidate's time, what is still theirs; how far the file's time may lie from the film's; the longest anybody works. */
const [SLACK, NEAR, LONGEST] = [2 * 60_000, 3 * 60_000, 8 * 3_600_000]

/** When a file was taken. `said`: the time in its bytes, without an offset the time on the camera's clock; `modified`: of the file; `length`: ms, null where a film does not say. */
export function taken(media: 'photo' | 'video', said: string | null, told: 'exif' | 'movie' | null, modified: number, length: number | null, clock: Clock): Shot {
  const lasts = length ?? 0
  let [at, found]: [number, Shot['told']] = [media === 'video' ? modified - lasts : modified, 'file']
  if (said !== null && told !== null) {
    found = told
    if (!/(Z|[+-]\d\d:\d\d)$/.test(said)) at = onClock(said, clock.zone)
    else at = told === 'movie' ? truly(said, modified, lasts, clock.zone) : Date.parse(said)
  }
  const begun = at - clock.ahead
  return { begun, ended: begun + lasts, told: found, both: length !== null }
}

/** A film's time should be UTC, but many cameras write what their clock shows; the file's own time tells which. */
function truly(said: string, modified: number, lasts: number, zone: string): number {
  const stated = Date.parse(said)
  const asShown = onClock(said.replace(/(\.\d+)?(Z|[+-]\d\d:\d\d)$/, ''), zone)
  const near = (at: number) => Math.min(Math.abs(modified - at), Math.abs(modified - at - lasts)) <= NEAR
  return near(asShown) && !near(stated) ? asShown : stated
}

/** The instant at which clocks of a zone show this time. */
export function onClock(local: string, zone: string): number {
  const meant = Date.parse(`${local}Z`)
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(meant)
  return meant - (Date.parse(`${shown.replace(' ', 'T')}Z`) - meant)
}

/** When each candidate worked where, at a place that a card may show as far as that is told. The card as a whole tells the item. */
export function turnsOf(rows: Iterable<PracticalRow>, plan: number, { session, room, station }: Place): Turn[] {
  return [...rows]
    .filter((row) => row.plan === plan && row.began !== null)
    .filter((row) => (session === null || row.session === session) && (room === null || row.room === room) && (station === null || row.station === station))
    .map((row) => ({
      place: { session: row.session, room: row.room, station: row.station, candidate: row.candidate, item: null },
      began: Date.parse(row.began!), ended: row.ended === null ? null : Date.parse(row.ended),
    }))
}

/** Whose a file is: nobody's else may touch its time; where several do, it is that of the only one who was working then; of a film of `unknown` length a person says. */
export function whose({ begun, ended, both }: Shot, turns: readonly Turn[]): Turn | 'several' | 'nobody' | 'unknown' {
  if (!both && turns.length > 0) return 'unknown'
  const closed = turns.map((turn) => ({ turn, began: turn.began, end: endOf(turn, turns) }))
  const near = closed.filter(({ began, end }) => begun <= end + SLACK && ended >= began - SLACK)
  if (near.length <= 1) return near[0]?.turn ?? 'nobody'
  let working = closed.filter(({ began, end }) => begun < end && ended > began)
  if (working.length === 0) working = closed.filter(({ began, end }) => began <= begun && begun <= end)
  return working.length === 1 ? working[0]!.turn : 'several'
}

function endOf(turn: Turn, turns: readonly Turn[]): number {
  if (turn.ended !== null) return Math.max(turn.began, turn.ended)
  const same = (a: Place, b: Place) => a.session === b.session && a.room === b.room && a.station === b.station
  const next = turns.filter((other) => same(other.place, turn.place) && other.began > turn.began).map(({ began }) => began)
  return Math.min(...next, turn.began + LONGEST)
}

/** File names that cameras make (DSC_0001.JPG, 00000.MTS, IMG_20261122_101500.jpg), and their cards' folders. */
const CAMERAS_NAME = /^_?[A-Z]{0,4}_?[A-Z]?\d{1,9}(_\d{1,9})*(_[A-Z])?\.[A-Za-z0-9]{2,4}$/
const CAMERAS_FOLDER = /^(DCIM|PRIVATE|AVCHD|BDMV|STREAM|M4ROOT|CLIP|\d{3}[A-Z0-9_]{5})$/

/**
 * A file's name as its camera made it, after the folders of the card (the same as `cameras_name` of
 * `server/domain/evidence/card.py`); null where a person named it: that may be a candidate's name, and what is once in the
 * journal stays there.
 */
export function camerasName(path: string): string | null {
  const parts = path.split('/')
  const name = parts.pop()!
  if (!CAMERAS_NAME.test(name)) return null
  const foreign = parts.map((part) => CAMERAS_FOLDER.test(part)).lastIndexOf(false)
  return [...parts.slice(foreign + 1), name].join('/')
}
