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

/** A countdown's parts; hours and minutes only where there are some. */
export function leftOf(milliseconds: number): { n: string; unit: 'hours' | 'minutes' | 'seconds' }[] {
  const whole = Math.max(0, Math.ceil(milliseconds / 1_000))
  const parts = [
    { n: Math.floor(whole / 3_600), unit: 'hours' },
    { n: Math.floor(whole / 60) % 60, unit: 'minutes' },
    { n: whole % 60, unit: 'seconds' },
  ] as const
  const shown = parts.slice(whole >= 3_600 ? 0 : whole >= 60 ? 1 : 2)
  return shown.map(({ n, unit }, index) => ({ n: index > 0 ? String(n).padStart(2, '0') : String(n), unit }))
}

/** A countdown in words, as `08:07` would read as a time of day: `8 分 07 秒`, from an hour on `1 小时 04 分 59 秒`. */
export function countdown(milliseconds: number): string {
  return leftOf(milliseconds).map(({ n, unit }) => `${n} ${t(`status.units.${unit}`)}`).join(' ')
}
