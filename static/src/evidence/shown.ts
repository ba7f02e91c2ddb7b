import { now } from '../clock'
import { t } from '../i18n'
import { span } from '../ui/times'
import { growing, pictures, type Growth } from './growing'
import type { EvidenceRow, EvidenceState } from './rows'

/** A film's time: `12:05`, from an hour on `1:02:05`. */
export function filmTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60]
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** How it stands now: bytes may be on their way since the row was told. */
export function stateNow(row: EvidenceRow, growth: Growth | undefined = growing.get(row.evidence)): EvidenceState {
  if (row.state !== 'announced' || growth === undefined) return row.state
  return row.media === 'video' && growth.length === null && row.size === null ? 'live' : 'arriving'
}

/** How much of it is here, 0 to 1; null where nobody knows how much it will be. */
export function partHere(row: EvidenceRow, growth: Growth | undefined = growing.get(row.evidence)): number | null {
  const [offset, length] = [Math.max(growth?.offset ?? 0, row.received), growth?.length ?? row.size]
  return length === null || length === 0 ? null : Math.min(1, offset / length)
}

/** The state in words, with how much has come. */
export function stateWords(row: EvidenceRow, growth: Growth | undefined = growing.get(row.evidence)): string {
  const state = stateNow(row, growth)
  if (state === 'interrupted' && row.cut === true && row.equal === true) return t('evidence.cutOff')
  const part = state === 'arriving' ? partHere(row, growth) : null
  return part === null ? t(`evidence.states.${state}`) : t('evidence.percent', { n: Math.floor(part * 100) })
}

/** Milliseconds without news after which a film that runs is said to stand still: nobody knows why, least of all that it goes on. */
const STILL = 10_000

/** The same, but of a film that runs how long nothing has come, where that is long. */
export function standingWords(row: EvidenceRow, growth: Growth | undefined = growing.get(row.evidence)): string {
  const still = growth === undefined || stateNow(row, growth) !== 'live' ? 0 : now.value - growth.at
  return still > STILL ? t('evidence.wall.still', { span: span(still) }) : stateWords(row, growth)
}

/** Whether its bytes are whole on the hub. */
export const whole = ({ state }: EvidenceRow) => state === 'complete' || state === 'equal' || state === 'differs' || state === 'unreadable'

/** Whether more of it may still come. */
export const open = ({ state, cut }: EvidenceRow) => state === 'announced' || state === 'live' || state === 'arriving' || (state === 'interrupted' && cut !== true)

/** Where its pictures and bytes are; another `version` makes a browser ask anew. */
export function fileOf(evidence: string, what: 'original' | 'thumb' | 'poster' | 'film' | 'side', version: string | null = null): string {
  return `/api/evidence/${evidence}/${what}${version === null ? '' : `?v=${encodeURIComponent(version)}`}`
}

/** Whether the hub has looked into its bytes, and no more of them will come. */
export const lookedAt = (row: EvidenceRow) => !open(row) && row.state !== 'removed' && row.state !== 'unreadable' && (row.poster ?? row.duration_ms ?? row.width) !== null

/** Films that browsers play as they came. */
const PLAYED: readonly string[] = ['video/mp4', 'video/webm', 'video/quicktime']

/** Where a film can be played from its beginning to its end; null where no browser plays it, or not yet. */
export function wholeOf(row: EvidenceRow): string | null {
  if (row.media !== 'video' || row.state === 'removed') return null
  if (row.film !== null) return fileOf(row.evidence, 'film', row.film)
  return lookedAt(row) && PLAYED.includes(row.type) ? fileOf(row.evidence, 'original') : null
}

/** The newest picture of a film that still grows; `turn` makes a browser ask anew. */
export const newestOf = (evidence: string, turn: number) => `/api/evidence/${evidence}/poster?newest=1&turn=${turn}`

/** The original to be taken away, which goes on record as such. */
export const exportOf = (evidence: string) => `/api/evidence/${evidence}/original?export=1`

/** A small picture of it; null while there is none. */
export function smallOf({ evidence, thumb, poster, state }: EvidenceRow): string | null {
  if (state === 'removed') return null
  const small = thumb ?? pictures.get(evidence)
  if (small !== undefined) return fileOf(evidence, 'thumb', small)
  return poster === null ? null : fileOf(evidence, 'poster', poster)
}
