import { t } from '../../i18n'
import { LABEL_PREFIX, shownLabel } from '../../custody/label'
import { roomName, said } from '../../custody/rules'
import type { FeedRow, Item, Person } from '../../rows'
import { thing } from './papers'

export const ATTEMPT = 'custody.attempt'

/** What was tried at the papers and turned away, in words: the step, what it was about, what came. Null of any other row. */
export function attemptIn(row: FeedRow, items: ReadonlyMap<string, Item>, people: ReadonlyMap<string, Person>): string | null {
  if (row.kind !== ATTEMPT || row.came === undefined) return null
  const { about, plan, came, what } = row
  const name = t(`tried.steps.${what?.[0] ?? 'find'}`)
  const item = items.get(`${plan}/${about}`)
  const of = about && (item !== undefined || what?.[0] !== 'count' ? thing(about, item) : said(roomName(about)))
  const step = of ? t('tried.about', { step: name, thing: of }) : name
  if (came.text !== null) return t('tried.scanned', { step, came: scannedIn(came.text, row, items) })
  const whose = came.person === null ? undefined : people.get(`${plan}/${came.person}`)
  return whose === undefined ? t('tried.badgeUnknown', { step }) : t('tried.badge', { step, name: whose.name })
}

/** Whether what was scanned may name a thing of ours: no code of another site or plan; a typed number does not say of which. */
function maybeOurs(text: string, { plan, refusal }: Pick<FeedRow, 'plan' | 'refusal'>): boolean {
  const coded = text.toUpperCase().startsWith(LABEL_PREFIX)
  return refusal?.code !== 'object-wrong-site' && (!coded || text.split(':')[2] === String(plan))
}

/** A label as people name the thing it is on. */
function scannedIn(text: string, row: FeedRow, items: ReadonlyMap<string, Item>): string {
  const number = shownLabel(text)
  return thing(number, maybeOurs(text, row) ? items.get(`${row.plan}/${number}`) : undefined)
}

/** What was tried with an object and turned away: at a step that was about it, or where it was scanned itself; newest first. */
export function attemptsOn(label: string, plan: number, rows: Iterable<FeedRow>): FeedRow[] {
  const scanned = (row: FeedRow) => typeof row.came?.text === 'string' && maybeOurs(row.came.text, row) && shownLabel(row.came.text) === label
  return [...rows]
    .filter((row) => row.kind === ATTEMPT && row.plan === plan && row.came !== undefined && (row.about === label || scanned(row)))
    .sort((a, b) => b.seq - a.seq)
}
