/** A site whose hub answers, on the day of `day.ts`: what a table there knows, with a chief signed in. */
import { shallowRef } from 'vue'
import type { App } from '../../../src/app'
import { labelNumber } from '../../../src/custody/label'
import { papersHere, type Papers } from '../../../src/custody/scene'
import type { Database } from '../../../src/database'
import { deviceKey } from '../../../src/keys'
import { badgeNumber } from '../../../src/number'
import { outbox } from '../../../src/outbox'
import { liveQueue, type LiveQueue } from '../../../src/queue'
import { store, type Store } from '../../../src/store'
import { chiefsGrant, fakeSignIn } from '../../components'
import { badge, fakeHub, freshDatabase, person, plan, type FakeHub } from '../../fakes'
import { CASE, item, number, PEOPLE, SETS } from './day'

export interface Site {
  database: Database
  hub: FakeHub
  rows: Store
  live: LiveQueue
  app: Pick<App, 'store' | 'outbox' | 'queue' | 'signIn' | 'identity'>
  papers: Papers
}

export async function site(): Promise<Site> {
  const database = await freshDatabase()
  const hub = fakeHub()
  const people = PEOPLE.map((one) => person({ state: 'in', badge: `b${one.person}`, number: number(one.person!), ...one }))
  const bags = Object.entries(SETS).flatMap(([room, set], index) => [
    item({ label: set, room }),
    item({ label: labelNumber('PP', index + 1), kind: 'PP', room, inside: set, counts: { papers: 31 }, packed: { papers: 31 } }),
  ])
  const vault = item({ label: CASE, kind: 'CS', session: null, state: 'sealed', holder: { stage: 'vault', people: [], room: null }, seal: labelNumber('ST', 4) })
  const afternoons = item({ label: labelNumber('RSET', 9), session: 'S2', room: '101' })
  const values: [string, string, unknown][] = [
    ['plan', '1', plan()],
    ...people.map((one): [string, string, unknown] => ['person', `1/${one.person}`, one]),
    ...people.map((one): [string, string, unknown] => ['badge', one.badge!, badge({ badge: one.badge!, person: one.person, number: one.number!, role: one.role })]),
    ['badge', 'lost', badge({ badge: 'lost', person: 2, number: badgeNumber(900), state: 'revoked', reason: 'lost' })],
    ...[...bags, vault, afternoons].map((one): [string, string, unknown] => ['item', `1/${one.label}`, one]),
  ]
  const through = values.length
  hub.pages = [{ rows: values.map(([kind, key, value], index) => ({ kind, key, seq: index + 1, value })), through, more: false, size: through, now: new Date().toISOString() }]
  const rows = store(database, hub)
  await rows.sync()
  const live = liveQueue()
  const signIn = fakeSignIn({ ...chiefsGrant, acts: ['lead', 'custody'], place: '一号台' })
  const box = outbox({
    database, hub, changed: live.moved, device: () => 'd7', key: async () => (await deviceKey(database))!, grant: (kind) => signIn.cites(kind),
    turnedAway: () => rows.turnedAway(), locks: undefined,
  })
  const app: Site['app'] = { store: rows, outbox: box, queue: live.queue, signIn, identity: shallowRef({ device: 'd7' }) as unknown as App['identity'] }
  return { database, hub, rows, live, app, papers: papersHere(app) }
}
