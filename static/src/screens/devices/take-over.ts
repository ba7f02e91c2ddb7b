import type { Hub, Refusal } from '../../hub'
import { t } from '../../i18n'

/** What became of a file's records, as they are told. */
export const COUNTED = ['accepted', 'disputed', 'refused', 'already', 'doubled', 'left_out'] as const
type Counts = Record<(typeof COUNTED)[number], number>

/** A record that a person must look at, and why. `number` 0: it cannot be read. */
export interface Left {
  device: string
  number: number
  kind: string | null
  at: string | null
  verdict: 'left-out' | 'refused' | 'disputed'
  code: string
  says: string
  fix: string
}

export interface Taken extends Counts {
  device: string
  name: string
  made: string
  /** It was cut short or spoilt: what is missing is on the device. */
  damaged: boolean
  total: number
  left: Left[]
}

/** The hub takes no more (bytes), and may need this long for it (milliseconds). */
const MOST = 8 * 1024 * 1024
const PATIENCE = 120_000
const FIELDS = {
  device: 'string', name: 'string', damaged: 'boolean', total: 'number', left: 'array', accepted: 'number', already: 'number',
} as const

type Given = { ok: true; value: Taken } | { ok: false; problem: Pick<Refusal, 'says' | 'fix'> }

/** Hand a device's file to the hub as it is; the hub reads what can be read. */
export async function giveIn(hub: Pick<Hub, 'ask'>, file: Blob): Promise<Given> {
  if (file.size > MOST) return { ok: false, problem: { says: t('here.takeOver.tooLarge'), fix: t('here.takeOver.tooLargeFix') } }
  const answer = await hub.ask<Taken>('/api/queues', { ...FIELDS }, { method: 'POST', bytes: file, patience: PATIENCE })
  if (answer.ok) return { ok: true, value: answer.value }
  if (answer.kind === 'refused') return { ok: false, problem: answer.refusal }
  return { ok: false, problem: { says: t('common.offlineSays'), fix: t('common.offlineFix') } }
}
