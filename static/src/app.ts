import type { Socket } from 'socket.io-client'
import { inject, shallowRef, watch, type InjectionKey, type ShallowRef } from 'vue'
import { acts, type Acts } from './acts'
import { battery } from './battery'
import { ownBuild } from './build'
import { learn, skew, tick } from './clock'
import { openDatabase, type Database } from './database'
import { ended, type End } from './ended'
import { fleet, type Fleet } from './fleet'
import { heartbeat, queueReport, type Report } from './heartbeat'
import { hubAt, type Answer, type Enrolment, type Hub, type Me } from './hub'
import { language } from './i18n'
import { deviceKey, keepKey, makeKey, publicJwk, sign } from './keys'
import { outbox, retryAfter, type Moved, type Outbox } from './outbox'
import { mayOvertake } from './overtake'
import { liveQueue, type Queue } from './queue'
import { signInOf, type SignIn } from './sign-in'
import { persist, storage } from './storage'
import { store, type Store } from './store'

/** What this device is, as the hub enrolled it. */
export type Identity = Pick<Me, 'device' | 'kind' | 'role' | 'name' | 'origin'>

/** Everything the screens work with. */
export interface App {
  hub: Hub
  store: Store
  outbox: Outbox
  queue: Queue
  acts: Acts
  signIn: SignIn
  identity: ShallowRef<Identity | null>
  /** Where this device stands, as shown at check-in; kept on the device. */
  place: ShallowRef<string>
  setPlace(place: string): Promise<void>
  enrol(code: string, name: string): Promise<Answer<Enrolment>>
  /** What the hub has heard of the site's devices. */
  fleet: Fleet
  /** When and why this device left, where the hub said so. */
  end: ShallowRef<End | null>
  /** Tell the hub how this device is; its answer holds its time and the version of the app that it serves. */
  tell(): Promise<Answer<{ now: string; build: string | null }>>
}

const POLL = 15_000

export const APP: InjectionKey<App> = Symbol('kaowu')

export function useApp(): App {
  const app = inject(APP)
  if (app === undefined) throw new Error('no app was provided')
  return app
}

/** Open the device's database, show what it kept, then keep in touch with the hub for as long as the page lives. */
export async function startApp(): Promise<App> {
  const database = await openDatabase()
  const hub = hubAt('', () => language.value)
  const rows = store(database, hub, learn)
  const identity = shallowRef<Identity | null>(await kept<Identity>(database, 'identity'))
  const place = shallowRef((await kept<string>(database, 'place')) ?? '')
  const { queue, moved, reload } = liveQueue()
  const recount = () => reload(() => database.getAll('outbox'))
  let signIn: SignIn | null = null
  const channel = new BroadcastChannel('kaowu-outbox')
  const facts = outbox({
    database,
    hub,
    device: () => identity.value?.device ?? '',
    key: async () => {
      const key = await deviceKey(database)
      if (key === undefined) throw new Error('this device has no key: enrol it again')
      return key
    },
    grant(kind) {
      signIn?.touch()
      return signIn?.cites(kind) ?? null
    },
    changed: (here) => {
      moved(here)
      channel.postMessage(here)
    },
    overtakes: (mine) => mayOvertake(mine, queue.waiting, { people: rows.rows('person'), badges: rows.rows('badge') }),
    turnedAway: () => rows.turnedAway(),
  })
  channel.onmessage = ({ data }: MessageEvent<Moved>) => {
    moved(data)
    facts.heard(data)
  }
  // A page that slept may have missed what another tab told.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void recount()
  })

  const done = await acts(database)
  await rows.load()
  signIn = await signInOf({
    database,
    hub,
    store: rows,
    device: () => identity.value?.device ?? '',
    kind: () => identity.value?.kind ?? 'phone',
    channel: new BroadcastChannel('kaowu-sign-in'),
  })
  await recount()
  tick()
  const touch = keepInTouch(rows, facts, queue)
  const end = await ended(database, hub, rows.freshness)
  const devices = await fleet(database, hub)
  const soon = heartbeat(async () => {
    if (identity.value !== null && !rows.freshness.notEnrolled) await tell()
  })
  watch([() => queue.waiting.length === 0, () => queue.needsPerson.length, place], soon)
  document.addEventListener('visibilitychange', soon)
  addEventListener('online', soon)
  if (identity.value !== null) void begin()

  async function begin(): Promise<void> {
    const me = await hub.me()
    if (me.ok) {
      learn(me.value.now, me.asked, me.answered)
      await remember(me.value)
      await facts.startAfter(me.value.device_seq)
    } else if (me.kind === 'refused' && me.status === 401) {
      await rows.turnedAway()
    } else {
      // The rows are waited for longer; whoever stands here must know now that nobody answers.
      rows.freshness.reached ??= false
    }
    touch.open()
    soon()
  }

  async function tell(): Promise<Answer<{ now: string; build: string | null }>> {
    const report: Report = {
      ...queueReport(queue.waiting, identity.value?.device ?? ''),
      needs_person: queue.needsPerson.length,
      skew_ms: skew.value,
      battery: await battery(),
      persisted: (await storage()).persisted,
      build: ownBuild(),
      rows_through: (await kept<number>(database, 'rows_through')) ?? 0,
      screen: location.pathname.slice(0, 80),
      place: place.value.slice(0, 64),
    }
    return hub.ask('/api/status', { now: 'string' }, { method: 'POST', json: report })
  }

  async function setPlace(next: string): Promise<void> {
    place.value = next
    await database.put('settings', next, 'place')
  }

  async function remember(me: Me | Enrolment): Promise<void> {
    const { device, kind, role, name, origin } = me
    identity.value = { device, kind, role, name, origin }
    await database.put('settings', { device, kind, role, name, origin }, 'identity')
    await database.put('settings', me.verifier_key, 'verifier_key')
  }

  return {
    hub,
    store: rows,
    outbox: facts,
    queue,
    acts: done,
    signIn,
    identity,
    fleet: devices,
    end,
    tell,
    place,
    setPlace,
    async enrol(code, name) {
      const key = await makeKey()
      const proof = await sign(key, new TextEncoder().encode(code))
      const answer = await hub.enrol({ code, jwk: await publicJwk(key), proof, ...(name === '' ? {} : { name }) })
      if (answer.ok) {
        await keepKey(database, key)
        await signIn.forget()
        // Another role may see other rows, another hub has others.
        await rows.clear()
        await remember(answer.value)
        // Asked once: a browser short of space must not throw the queue away.
        void persist()
        if (answer.value.place && place.value === '') await setPlace(answer.value.place)
        await begin()
      }
      return answer
    },
  }
}

async function kept<T>(database: Database, name: string): Promise<T | null> {
  return ((await database.get('settings', name)) as T | undefined) ?? null
}

/** Socket.IO tells that the journal grew; asking every 15 s, on return of the network and of the page backs it up. */
function keepInTouch(rows: Store, facts: Outbox, queue: Queue) {
  let opened = false
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined

  async function handIn(): Promise<void> {
    clearTimeout(retry)
    const delivery = queue.waiting.length === 0 ? 'done' : await facts.flush().catch(() => 'offline' as const)
    failures = delivery === 'done' ? 0 : failures + 1
    if (delivery !== 'done') {
      // Nothing got through: the screens must not go on saying that they are up to date.
      void rows.sync()
      retry = setTimeout(() => void handIn(), retryAfter(failures, Math.random()))
    }
  }

  function atOnce(): void {
    failures = 0
    void handIn()
    void rows.sync()
  }

  function listen(socket: Socket): void {
    socket.on('connect', () => {
      rows.freshness.live = true
      atOnce()
    })
    socket.on('disconnect', () => {
      rows.freshness.live = false
      void rows.sync()
    })
    socket.on('grew', () => void rows.sync())
  }

  return {
    open() {
      atOnce()
      if (opened) return
      opened = true
      // Announcements only make it faster: the first screen does not wait for them.
      void import('socket.io-client').then(({ io }) => listen(io({ transports: ['websocket'], reconnectionDelay: 1_000, reconnectionDelayMax: 5_000 })))
      setInterval(() => void rows.sync(), POLL)
      setInterval(() => {
        if (queue.waiting.length > 0 && failures === 0) void handIn()
      }, 1_000)
      addEventListener('online', atOnce)
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') atOnce()
      })
    },
  }
}

