import { shallowRef } from 'vue'
import { t } from '../i18n'

/** The site's zone, once a plan has said it; a device's own zone may be set wrong. */
const site = shallowRef<string | undefined>()

/** Remember the site's zone. */
export function keepSiteZone(zone: string | undefined): void {
  site.value = zone
}

/** Wall time of an instant in a plan's (or the site's) zone, `08:02`, or with seconds: people read the site's clock. */
export function wallTime(instant: string | number, zone?: string, seconds = false): string {
  const meant = zone ?? site.value
  return new Intl.DateTimeFormat('zh-CN', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
    ...(meant === undefined ? {} : { timeZone: meant }),
  }).format(new Date(instant))
}

/** The date of an instant in a plan's (or the site's) zone, `2026-11-22`. */
export function dateIn(instant: number, zone: string | undefined = site.value): string {
  return new Intl.DateTimeFormat('sv-SE', zone === undefined ? {} : { timeZone: zone }).format(instant)
}

/** A span in words, in its largest sensible unit. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000))
  if (seconds < 90) return t('status.seconds', { n: seconds })
  if (seconds < 5_400) return t('status.minutes', { n: Math.round(seconds / 60) })
  return t('status.hours', { n: Math.round(seconds / 3_600) })
}

/** A countdown: `04:59`, from an hour on `1:04:59`. */
export function countdown(milliseconds: number): string {
  const whole = Math.max(0, Math.ceil(milliseconds / 1_000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, seconds] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`
}
