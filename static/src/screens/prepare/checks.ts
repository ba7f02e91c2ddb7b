import type { Battery } from '../../battery'
import type { CheckResult } from '../../rows'
import { ENOUGH, type Storage } from '../../storage'
import { sizeOf } from '../../ui/size'
import { CLOCK_OFF } from '../devices/devices'

/** What one check found: its sentence's key with the words it takes, and how to mend it. */
export interface Finding {
  result: CheckResult
  says: string
  fix?: string
  with?: Record<string, string | number>
  /** Lengths of time among these words, milliseconds: they are read in the language of the moment. */
  spans?: Record<string, number>
}

/** Whether this page is served securely and stands without the hub. `controlled`: by its service worker. */
export function certificate(
  { secure, local, controlled }: { secure: boolean; local: boolean; controlled: boolean },
  trust: { days: number; welcome: string[] } | null,
): Finding {
  const page = trust?.welcome[0]
  const install = page === undefined ? { fix: 'certificateNotFixPlain' } : { fix: 'certificateNotFix', with: { page } }
  if (!secure) return { result: 'failed', says: 'certificateInsecure', ...install }
  if (!controlled) return { result: 'failed', says: 'certificateNot', ...install }
  if (local) return { result: 'ok', says: 'certificateLocal' }
  return { result: 'ok', says: 'certificateOk', with: { days: trust?.days ?? '—' } }
}

/** `age` is how long ago the lists were up to date, milliseconds. */
export function rows(reached: boolean, people: number, age: number): Finding {
  if (!reached) return { result: 'failed', says: 'hubAway', fix: 'hubAwayFix' }
  if (people === 0) return { result: 'failed', says: 'hubEmpty', fix: 'hubEmptyFix' }
  return { result: 'ok', says: 'hubOk', with: { n: people }, spans: { age } }
}

/** `served` is null where the hub did not say, `own` is '' where the page was not built. */
export function version(own: string, served: string | null): Finding {
  if (served === null || own === '') return { result: 'absent', says: 'versionUnknown' }
  return own === served ? { result: 'ok', says: 'versionOk' } : { result: 'failed', says: 'versionOld', fix: 'versionOldFix' }
}

/** `skew`: the hub's clock minus this one, milliseconds. */
export function clock(skew: number | null): Finding {
  if (skew === null) return { result: 'failed', says: 'clockUnknown', fix: 'hubAwayFix' }
  const span = { spans: { span: Math.abs(skew) } }
  return Math.abs(skew) > CLOCK_OFF
    ? { result: 'failed', says: 'clockOff', fix: 'clockOffFix', ...span }
    : { result: 'ok', says: 'clockOk', ...span }
}

/** Two zones are the same here when their clocks show the same time all year round. */
export function zone(own: string, site: string | undefined, at = new Date()): Finding {
  if (site === undefined) return { result: 'absent', says: 'zoneUnknown' }
  const halfYear = new Date(at.getTime() + 182 * 86_400_000)
  const same = [at, halfYear].every((moment) => wall(moment, own) === wall(moment, site))
  const zones = { with: { own, zone: site } }
  return same ? { result: 'ok', says: 'zoneOk', ...zones } : { result: 'failed', says: 'zoneOff', fix: 'zoneOffFix', ...zones }
}

function wall(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(moment)
}

/**
 * The promise not to clear is worth having but not needed: browsers give it to pages they know. What a browser does not tell
 * is never found out by writing: a disk without a free byte can cost everything that is kept here.
 */
export function space({ persisted, used, quota }: Storage): Finding {
  if (used === null || quota === null) return { result: 'absent', says: 'storageUnknown', fix: 'storageUnknownFix' }
  const left = quota - used
  const free = { with: { free: sizeOf(left) } }
  if (left < ENOUGH) return { result: 'failed', says: 'storageLow', fix: 'storageLowFix', ...free }
  return persisted === true
    ? { result: 'ok', says: 'storageOk', ...free }
    : { result: 'ok', says: 'storagePlain', fix: 'storagePlainFix', ...free }
}

/** A battery that is to last a day. */
const FULL_ENOUGH = 60

export function power(battery: Battery | null): Finding {
  if (battery === null) return { result: 'absent', says: 'batteryUnknown' }
  const n = { with: { n: battery.level } }
  if (battery.charging) return { result: 'ok', says: 'batteryCharging', ...n }
  return battery.level >= FULL_ENOUGH
    ? { result: 'ok', says: 'batteryOk', ...n }
    : { result: 'failed', says: 'batteryLow', fix: 'batteryLowFix', ...n }
}

export function awake(held: boolean): Finding {
  return held ? { result: 'ok', says: 'awakeOk' } : { result: 'absent', says: 'awakeNot', fix: 'awakeNotFix' }
}
