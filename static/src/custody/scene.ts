import { computed, type ComputedRef } from 'vue'
import type { App } from '../app'
import { knownHere } from '../screens/picture'
import { papersPlan } from '../screens/plan'
import type { Person, Plan, Policy } from '../rows'
import { lasting } from '../timetable'
import { subjectsOf, type Subject } from './group'
import { itemsHere } from './here'
import type { Items } from './item'
import { policyOf } from './rules'

/** What a screen of custody knows, its own unanswered acts included. */
export interface Papers {
  plan: ComputedRef<Plan | undefined>
  policy: ComputedRef<Policy>
  items: ComputedRef<Items>
  /** Somebody of the plan by number. */
  person(number: number): Person | undefined
  /** The trades and levels that sit in a room. */
  sat(session: string, room: string): Subject[]
  /** The invigilators of a room in a session. */
  invigilators(session: string | null, room: string | null): Person[]
}

export function papersHere(app: Pick<App, 'store' | 'queue'> & Partial<Pick<App, 'signIn'>>): Papers {
  const planned = papersPlan(app)
  const plan = computed(() => planned.value && lasting(planned.value, app.store.rows('signal')))
  const policy = computed(() => policyOf(app.store.rows('policy'), plan.value?.plan))
  const picture = knownHere(app)
  const items = computed(() =>
    itemsHere(app.store.rows('item'), app.queue.ahead, plan.value?.plan ?? 0, policy.value, picture.value.badges),
  )
  const placed = computed(() => {
    const by = new Map<string, Person[]>()
    for (const person of picture.value.people.values()) {
      if (person.plan !== plan.value?.plan || !person.listed) continue
      for (const [session, room] of Object.entries(person.rooms)) by.set(`${session}/${room}`, [...(by.get(`${session}/${room}`) ?? []), person])
    }
    return by
  })
  return {
    plan,
    policy,
    items,
    person: (number) => picture.value.people.get(`${plan.value?.plan}/${number}`),
    sat: (session, room) => subjectsOf(app.store.rows('room').get(`${plan.value?.plan}/${room}`), session),
    invigilators: (session, room) => placed.value.get(`${session}/${room}`) ?? [],
  }
}
