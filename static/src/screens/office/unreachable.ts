import type { Answer, Refusal } from '../../hub'
import { t } from '../../i18n'

/** The words for a hub that does not answer. */
export function unreachable(): Refusal {
  return { code: '', says: t('common.offlineSays'), fix: t('common.offlineFix') }
}

/** What a person reads of an answer that is none; null where all went well. */
export function refusalIn(answer: Answer<unknown>): Refusal | null {
  return answer.ok ? null : answer.kind === 'refused' ? answer.refusal : unreachable()
}
