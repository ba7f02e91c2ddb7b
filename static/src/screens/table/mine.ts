import { computed, type ComputedRef } from 'vue'
import type { App } from '../../app'
import { DEEDS } from '../../custody/deeds-here'
import { wasDone } from '../../custody/here'
import { readLabel } from '../../custody/label'
import { UNDO } from '../../custody/rules'
import type { Papers } from '../../custody/scene'

/** One act of this device as its list shows it. */
export interface Mine {
  fact: string
  kind: string
  leg: string | null
  objects: readonly string[]
  room: string | null
  /** Unix ms. */
  at: number
  state: 'kept' | 'waiting' | 'wrong'
  undone: boolean
}

/** What this device did last with papers, newest first: the hub's rows, and what waits. */
export function mine(app: Pick<App, 'store' | 'queue' | 'identity'>, papers: Papers): ComputedRef<readonly Mine[]> {
  return computed(() => {
    const device = app.identity.value?.device
    const kept = [...app.store.rows('custody').values()].filter((act) => act.device === device && act.kind !== 'custody.enter')
    const list: Mine[] = kept.map(({ fact, kind, leg, objects, room, at, undone }) => ({
      fact, kind, leg, objects, room, at: Date.parse(at), state: 'kept', undone: undone !== null,
    }))
    const known = new Set(list.map(({ fact }) => fact))
    const waiting = app.queue.ahead.filter(({ id, kind }) => !known.has(id) && (kind === 'custody.handoff' || kind === 'custody.pack' || DEEDS.includes(kind)))
    const undone = new Set(app.queue.ahead.map(({ fact }) => fact.body['undoes']))
    for (const entry of waiting) {
      if (!wasDone(entry)) continue
      const { id, kind, fact, receipt } = entry
      const body = fact.body as { leg?: string; objects?: string[]; container?: string; label?: string; source?: string; target?: string }
      const named = [body.container, body.label, body.source, body.target].filter((text) => text !== undefined)
      const texts = named.length > 0 ? named : (body.objects ?? [])
      const objects = texts.map((text) => {
        try {
          return readLabel(text).number
        } catch {
          return text.slice(0, 24)
        }
      })
      const room = objects.map((label) => papers.items.value.get(label)?.room).find((one) => one != null) ?? null
      list.push({ fact: id, kind, leg: body.leg ?? null, objects, room, at: Date.parse(fact.at), state: receipt === null ? 'waiting' : 'kept', undone: false })
    }
    return list
      .map((one) => ({ ...one, undone: one.undone || undone.has(one.fact) }))
      .sort((one, other) => other.at - one.at)
      .slice(0, 12)
  })
}

/** Whether an act may still be taken back here: the newest that was not, within a minute. */
export function undoable(list: readonly Mine[], fact: string, now: number): boolean {
  const newest = list.find(({ undone }) => !undone)
  return newest?.fact === fact && now - newest.at <= UNDO
}
