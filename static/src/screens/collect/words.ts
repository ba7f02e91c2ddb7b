import { computed } from 'vue'
import { useI18n } from '../../i18n'
import { wallTime } from '../../ui/times'
import type { Taken } from './collecting'

export const MARKS = {
  sending: '…', accepted: '✓', waiting: '⇡', unmarked: '⇡', already: '!', refused: '✕', notEnrolled: '✕', notStored: '✕',
} as const

/** What is said of a badge handed out or collected: whose it is, what became of it, and what to do. */
export function takenWords(taken: () => Taken | null, checkedOut: () => boolean = () => false) {
  const { t } = useI18n()
  const person = computed(() => taken()?.seen.holder.person ?? null)
  const name = computed(() => {
    const { seen } = taken() ?? {}
    if (seen === undefined) return ''
    if (person.value !== null) return person.value.name
    return seen.spare !== null || seen.row?.person === 0 ? t('gate.collect.spare') : (seen.row?.number ?? seen.holder.number ?? '')
  })
  const heading = computed(() => {
    const { state, mode, before } = taken()!
    if (state === 'accepted') return t(`gate.collect.done.${mode}`)
    if (state === 'sending') return t('gate.collect.sending')
    if (state === 'waiting') return t('gate.collect.waiting')
    if (state === 'notEnrolled') return t('verdict.notEnrolled')
    if (state === 'notStored') return t('verdict.notEnrolled')
    if (state === 'unmarked') return t('here.unmarked.heading')
    if (state !== 'already') return t('verdict.refused')
    if (mode === 'handOut') return t('gate.collect.already.handOut')
    return before ? t('gate.collect.already.collect', { time: wallTime(before) }) : t('gate.collect.alreadyPlain')
  })
  const words = computed(() => {
    const { state, refusal, doubt, onDuty, mode, seen } = taken()!
    if (state === 'notEnrolled') return [t('verdict.notEnrolledSays'), t('verdict.notEnrolledFix')]
    if (state === 'notStored') return [t('verdict.notStoredSays'), t('verdict.notStoredFix')]
    if (state === 'unmarked') return [t('here.unmarked.says'), t('here.unmarked.fix')]
    if (refusal !== null) return [refusal.says, refusal.fix]
    if (doubt === 'noBadge') return [t('gate.collect.noBadge'), t('gate.collect.noBadgeFix')]
    if (doubt === 'unknown') return [t('gate.collect.unknown'), t('gate.collect.unknownFix')]
    if (doubt === 'unverified') return [t('gate.collect.unverified'), t('gate.collect.unverifiedFix')]
    if (doubt === 'revoked') return [t('gate.collect.revokedOut'), t('gate.collect.revokedOutFix')]
    if (doubt !== null && doubt !== 'unbound' && doubt !== 'alreadyIn') return [t(`verdict.${doubt}Says`), t(`verdict.${doubt}Fix`)]
    if (mode === 'collect' && seen.row?.state === 'revoked') return [t('gate.collect.revoked'), '']
    return onDuty && !checkedOut() ? [t('gate.collect.onDuty'), t('gate.collect.onDutyFix')] : null
  })
  return { person, name, heading, words }
}
