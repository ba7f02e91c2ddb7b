import type { App } from '../../app'
import type { Act } from '../../database'
import { nameBeside } from '../../details'

/** The name of whom an act was about, from the rows or, for a walk-in whom the rows do not show yet, from the queue. */
export function whoOf(act: Act, { store, queue }: Pick<App, 'store' | 'queue'>): string {
  const people = store.rows('person')
  const known = act.added === null ? people.get(`${act.plan}/${act.person}`) : [...people.values()].find(({ added }) => added === act.added)
  if (known !== undefined) return known.name
  const queued = [...queue.ahead, ...queue.needsPerson].find(({ id }) => id === act.added)
  return (queued && nameBeside(queued)) ?? act.number ?? ''
}
