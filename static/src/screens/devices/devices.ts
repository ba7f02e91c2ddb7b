import type { Heard, Statuses } from '../../fleet'
import type { Report } from '../../heartbeat'
import { CHECKS, type Check, type DeviceRow, type GrantRow } from '../../rows'

/** What is wrong with a device, the worst first. */
export const TROUBLES = [
  'cloned', 'owes', 'silentUnsent', 'missing', 'unheard', 'needsPerson', 'clock', 'battery', 'version', 'unprepared', 'silent',
] as const
export type Trouble = (typeof TROUBLES)[number]
/** The rest can wait for a quiet moment. */
const PRESSING: readonly Trouble[] = ['cloned', 'owes', 'silentUnsent', 'missing', 'needsPerson', 'clock', 'battery']

/** `exempt`: a program runs it and it is not prepared by hand. */
export type Readiness = 'ready' | 'failed' | 'old' | 'version' | 'never' | 'exempt'

export interface Line {
  device: DeviceRow
  /** Milliseconds since it last asked anything; null: not heard since the hub started. */
  silence: number | null
  /** What it said last of itself; null where it is not known to have said anything. */
  report: Report | null
  /** When that was, where it was before the hub started anew. */
  earlier: string | null
  holder: GrantRow | null
  readiness: Readiness
  failed: Check[]
  troubles: Trouble[]
  /** Whether somebody should do something about it now. */
  pressing: boolean
}

export interface Moment {
  devices: Iterable<DeviceRow>
  grants: Iterable<GrantRow>
  statuses: Statuses | null
  /** Hub time, Unix ms. */
  now: number
}

const MINUTE = 60_000
/** Past this a device is not "just there" any more: two reports were missed and a little. */
export const QUIET = MINUTE
/** Past this, facts that only a silent device holds are somebody's business. */
export const TOO_QUIET = 5 * MINUTE
/** A device that is there has found a hub that was started anew by then: it tries again every minute, at the latest. */
const FOUND_AGAIN = 2 * MINUTE
/** A clock further off than this is named. */
export const CLOCK_OFF = 30_000
const LOW_BATTERY = 20
/** A check of the evening holds until the end of the next day. */
const CHECK_HOLDS = 36 * 60 * MINUTE
/** Kinds whose app a person opens and prepares. */
const PREPARED: readonly DeviceRow['kind'][] = ['tablet', 'phone']
/** Kinds on which people sign in, so that one of them may hold the check-in of somebody who is said to be missing. */
const SIGNED_IN_ON: readonly DeviceRow['kind'][] = ['tablet', 'phone', 'gate']
/** The hub's own devices are nobody's to look after. */
const OWN: readonly DeviceRow['kind'][] = ['hub', 'office']

/** The site's devices as they are now, the most pressing first, those that left last. */
export function lines({ devices, grants, statuses, now }: Moment): Line[] {
  const heard = new Map((statuses?.devices ?? []).map((one) => [one.device, one]))
  const open = [...grants].filter(({ state, exp }) => state === 'open' && exp * 1_000 > now)
  return [...devices]
    .filter(({ kind }) => !OWN.includes(kind))
    .map((device) => lineOf(device, heard.get(device.device), open, statuses, now))
    .sort(
      (a, b) =>
        Number(b.pressing) - Number(a.pressing) ||
        a.device.state.localeCompare(b.device.state) ||
        worst(a) - worst(b) ||
        a.device.device.localeCompare(b.device.device, 'en', { numeric: true }),
    )
}

function lineOf(device: DeviceRow, heard: Heard | undefined, open: readonly GrantRow[], statuses: Statuses | null, now: number): Line {
  const build = statuses?.build ?? null
  const before = heard === undefined ? statuses?.earlier?.find((one) => one.device === device.device) : undefined
  const report = (heard ?? before)?.report ?? null
  const silence = heard === undefined ? null : Math.max(0, now - Date.parse(heard.seen))
  const { readiness, failed } = prepared(device, build, now)
  const holder = open.filter((grant) => grant.device === device.device).sort((a, b) => b.nbf - a.nbf)[0] ?? null
  const half = { device, silence, report, earlier: before?.heard ?? null, holder, readiness, failed }
  const listening = statuses === null ? 0 : now - Date.parse(statuses.since)
  const troubles = device.state === 'revoked' ? left(device) : present(half, build, listening)
  return { ...half, troubles, pressing: troubles.some((one) => PRESSING.includes(one)) }
}

function left(device: DeviceRow): Trouble[] {
  const found: Trouble[] = []
  if (device.missing_count > 0 && device.written_off === null) found.push('owes')
  return found
}

/** `listening` is for how long the hub has run, milliseconds. */
function present({ device, silence, report, earlier, readiness }: Omit<Line, 'troubles' | 'pressing'>, build: string | null, listening: number): Trouble[] {
  const quiet = silence === null || silence > QUIET
  const unheard = silence === null && listening > FOUND_AGAIN
  const holds = (report?.waiting ?? 0) > 0
  // What it said before the hub started anew tells of its records only; the rest has changed since.
  const said = earlier === null ? report : null
  const wrong: Record<Trouble, boolean> = {
    cloned: device.cloned,
    owes: false,
    silentUnsent: holds && (silence === null ? unheard : silence > TOO_QUIET),
    missing: device.missing_count > 0,
    unheard: unheard && !holds && SIGNED_IN_ON.includes(device.kind),
    needsPerson: (said?.needs_person ?? 0) > 0,
    clock: Math.abs(said?.skew_ms ?? 0) > CLOCK_OFF,
    battery: !!said?.battery && !said.battery.charging && said.battery.level < LOW_BATTERY,
    version: otherVersion(said, build),
    unprepared: readiness !== 'ready' && readiness !== 'exempt',
    silent: quiet,
  }
  return TROUBLES.filter((one) => wrong[one])
}

export function otherVersion(report: Report | null, build: string | null): boolean {
  return report !== null && build !== null && report.build !== '' && report.build !== build
}

/** What its last check is worth now. */
function prepared({ kind, checked }: DeviceRow, build: string | null, now: number): Pick<Line, 'readiness' | 'failed'> {
  if (checked === null) return { readiness: PREPARED.includes(kind) ? 'never' : 'exempt', failed: [] }
  const failed = failedOf(checked.results)
  if (failed.length > 0) return { readiness: 'failed', failed }
  if (now - Date.parse(checked.at) > CHECK_HOLDS) return { readiness: 'old', failed }
  if (build !== null && checked.build !== '' && checked.build !== build) return { readiness: 'version', failed }
  return { readiness: 'ready', failed }
}

/** What stands in the way of using a device: what failed, and the camera where no hand scanner does its work. */
export function failedOf(results: NonNullable<DeviceRow['checked']>['results']): Check[] {
  const blind = results.camera !== 'ok' && results.scanner !== 'ok'
  return CHECKS.filter((check) => {
    if (check === 'camera') return blind
    return results[check] === 'failed' && !(check === 'scanner' && results.camera === 'ok')
  })
}

/** How many of the devices a person prepares are ready. */
export function tally(all: readonly Line[]): { ready: number; all: number } {
  const counted = all.filter(({ device, readiness }) => device.state === 'enrolled' && readiness !== 'exempt')
  return { ready: counted.filter(({ readiness }) => readiness === 'ready').length, all: counted.length }
}

function worst({ troubles }: Line): number {
  const [first] = troubles
  return first === undefined ? TROUBLES.length : TROUBLES.indexOf(first)
}

/** Those the board speaks of: they keep something from the hub, or are two. */
export function notable(all: readonly Line[]): Line[] {
  return all.filter(({ troubles }) => BOARD.some((one) => troubles.includes(one)))
}
const BOARD: readonly Trouble[] = ['cloned', 'owes', 'silentUnsent', 'missing']

/** Where a device stands on the page: what presses, then by what keeps it from being in order. */
export const GROUPS = ['attention', 'silent', 'unready', 'fine', 'ended'] as const
export type Group = (typeof GROUPS)[number]

export function groupOf({ device, pressing, troubles }: Line): Group {
  if (pressing) return 'attention'
  if (device.state === 'revoked') return 'ended'
  if (troubles.includes('silent')) return 'silent'
  return troubles.length > 0 ? 'unready' : 'fine'
}

/** Those the hub has not heard since it started, of whose records nothing is known: the board names them, too. */
export function unheard(all: readonly Line[]): Line[] {
  return all.filter(({ troubles }) => troubles.includes('unheard'))
}

/** Card-reader stations that have told of files before and are not heard now; `listening`: for how long the hub has run, milliseconds. */
export function silentStations(all: readonly Line[], told: ReadonlySet<string>, listening: number): Line[] {
  return all.filter(({ device, silence }) => device.kind === 'reader' && device.state === 'enrolled' && told.has(device.device) && (silence === null ? listening > FOUND_AGAIN : silence > TOO_QUIET))
}

/** The moment for which the picture of the devices holds: that of the kept answer until the hub has answered anew. */
export function asOf(statuses: Statuses | null, reached: boolean | null, now: number): number {
  return reached !== true && statuses !== null ? Math.min(now, Date.parse(statuses.now)) : now
}

/** What is said of a device when it ends: what it is known to hold, so that this is named until it arrives. */
export function lastHeard(report: Report | null): { last?: number; oldest?: string } {
  if (report === null || report.waiting === 0) return {}
  return { ...(report.last > 0 ? { last: report.last } : {}), ...(report.oldest === null ? {} : { oldest: report.oldest }) }
}

