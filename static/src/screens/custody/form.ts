import { computed, reactive, ref, type ComputedRef, type WritableComputedRef } from 'vue'
import type { App } from '../../app'
import { now } from '../../clock'
import { afterwards, covers, inForce } from '../../grant'
import type { Papers } from '../../custody/scene'
import { CHIEFS } from '../../custody/rules'
import { roleOf } from '../../roles'
import { dateIn, wallTime } from '../../ui/times'

/** Roles that enter from paper what was opened, sealed or supplied (`server/domain/custody/paper.py`). */
const ENTERERS: readonly string[] = [...CHIEFS, 'OP']

/** The signed form that a deed is entered from afterwards (补录). */
export interface OnPaper {
  /** Whether whoever has signed in here may enter it from paper. */
  may: ComputedRef<boolean>
  /** Whether it was done on paper. */
  on: WritableComputedRef<boolean>
  /** Whether day and time are written out, where they are needed. */
  filled: ComputedRef<boolean>
  /** Day and time on the form, as written there. */
  signed: { day: string; time: string }
  /** What the fact says of the form; nothing where it is done now. */
  told(form: string): { paper?: { form: string; at: string; entered_by: number } }
}

export function onPaper(app: Pick<App, 'identity' | 'signIn'>, papers: Papers): OnPaper {
  const { held, standing } = app.signIn
  const zone = () => papers.plan.value?.zone
  const holder = computed(() => (held.value !== null && inForce(standing.value) && covers(held.value, 'custody.enter') ? held.value : null))
  const may = computed(() => holder.value !== null && ENTERERS.includes(roleOf(holder.value.role).code) && ['chief', 'office'].includes(app.identity.value?.role ?? ''))
  const ticked = ref<number | null>(null)
  // It holds for whoever ticked it: another who signs in on this device has not said so.
  const on = computed({
    get: () => may.value && (ticked.value === holder.value!.person || afterwards(holder.value!)),
    set: (set) => (ticked.value = set && holder.value !== null ? holder.value.person : null),
  })
  const signed = reactive({ day: dateIn(now.value, zone()), time: wallTime(now.value, zone()) })
  return {
    may,
    on,
    filled: computed(() => !on.value || (signed.day !== '' && signed.time !== '')),
    signed,
    told: (form) => (on.value ? { paper: { form, at: momentIn(signed.day, signed.time, zone()), entered_by: holder.value!.person } } : {}),
  }
}

/** A moment on paper (YYYY-MM-DD, HH:MM) in the site's zone, as facts write it. */
export function momentIn(day: string, time: string, zone: string | undefined): string {
  const guess = Date.parse(`${day}T${time}:00Z`)
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone ?? 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(guess)
  const offset = Math.round((Date.parse(`${shown.replace(' ', 'T')}Z`) - guess) / 60_000)
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0')
  return `${day}T${time}:00${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`
}
