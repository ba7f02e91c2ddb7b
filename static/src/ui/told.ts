import { reactive } from 'vue'
import type { App } from '../app'
import type { Queued } from '../database'
import { nameBeside } from '../details'
import { useI18n } from '../i18n'
import { read } from '../token'

/** A fact of this device as people speak of it: what was done, with whom. */
export type Told = Pick<Queued, 'id' | 'fact' | 'beside'>

/** Names for this device's facts, found in the rows; a badge whose signature does not fit names nobody. */
export function useTold({ store }: Pick<App, 'store'>) {
  const { t, te } = useI18n()
  const people = store.rows('person')
  /** Names of those whose badge was scanned, by the fact's id. */
  const scanned = reactive(new Map<string, string>())

  /** Look whose badge it was; the words follow by themselves. */
  async function nameScanned({ id, fact }: Told): Promise<void> {
    const { badge } = fact.body as { badge?: string }
    if (badge === undefined || scanned.has(id)) return
    const reading = await read(badge, [...store.rows('badge_key').values()])
    if (reading.outcome !== 'good') return
    const { plan, person, badge: shown } = reading.token
    const holder = people.get(`${plan}/${store.rows('badge').get(shown)?.person || person}`)
    if (holder !== undefined) scanned.set(id, holder.name)
  }

  const deed = (kind: string) => (te(`queue.kinds["${kind}"]`) ? t(`queue.kinds["${kind}"]`) : kind)

  function what(entry: Told): string {
    const { plan, person, number } = entry.fact.body as { plan?: number; person?: number; number?: string }
    const who = nameBeside(entry) ?? scanned.get(entry.id) ?? people.get(`${plan}/${person}`)?.name ?? number ?? ''
    return `${deed(entry.fact.kind)} ${who}`.trim()
  }

  return { nameScanned, what, deed }
}
