import type { Socket } from 'socket.io-client'
import { inject, shallowRef, watch, type InjectionKey, type ShallowRef } from 'vue'
import { acts, type Acts } from './acts'
import { battery } from './battery'
import { ownBuild } from './build'
import { hubTime, learn, skew, tick } from './clock'
import { openDatabase, type Database } from './database'
import { ended, type End } from './ended'
import { grown, pictured } from './evidence/growing'
import { fleet, type Fleet } from './fleet'
import { heartbeat, queueReport, type Report } from './heartbeat'
import { hubAt, type Answer, type Enrolment, type Hub, type Me } from './hub'
import { language } from './i18n'
import { deviceKey, keepKey, makeKey, publicJwk, sign } from './keys'
import { mediaOf, photographed, type Media } from './media/media'
import { sweep } from './media/reserve'
import { tus } from './media/tus'
import { outbox, retryAfter, type Moved, type Outbox } from './outbox'
import { mayOvertake } from './overtake'
import { liveQueue, type Queue } from './queue'
import { revocations, type Revocations } from './revocations'
import { signInOf, type SignIn } from './sign-in'
import { persist, storage } from './storage'
import { store, type Store } from './store'
import { loudly, rowsUnkept, type Unsaved } from './unsaved'
import { witness, type Lost, type Witness } from './witness'

/** What this device is, as the hub enrolled it. */
export type Identity = Pick<Me, 'device' | 'kind' | 'role' | 'name' | 'origin'>

/** Everything the screens work with. */
export interface App {
  hub: Hub
  store: Store
  outbox: Outbox
  queue: Queue
  acts: Acts
  /** Photos and films that were taken here, until the hub has them. */
  media: Media
  signIn: SignIn
  identity: ShallowRef<Identity | null>
  /** What this device has seen of the hub, and what no longer fits. */
  witness: Witness
  revocations: Revocations
  /** What could not be stored on this device last, until somebody has read it. */
  unsaved: ShallowRef<Unsaved | null>
  /** Which device of the hub this browser was before its storage was emptied. */
  lost: ShallowRef<Lost | null>
  /** The device's database, for what is read but once: the page about this device, and the file of its records. */
  database: Database
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
/** Milliseconds a person who signs in is kept waiting for what others did here. */
const HANDED_IN = 3_000
const REVOCATIONS = 5 * 60_000

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
  const unsaved = shallowRef<Unsaved | null>(null)
  const rows = store(database, hub, learn, (reason) => rowsUnkept(unsaved, reason))
  const identity = shallowRef<Identity | null>(await kept<Identity>(database, 'identity'))
  const place = shallowRef((await kept<string>(database, 'place')) ?? '')
  const { queue, moved, reached, reload } = liveQueue()
  watch(rows.shown, reached, { flush: 'sync' })
  const recount = () => reload(() => database.getAll('outbox'))
  let signIn: SignIn | null = null
  /** At hand once it was read: a look at the disk keeps whoever is scanned waiting. */
  let ownKey: CryptoKeyPair | null = null
  const channel = new BroadcastChannel('kaowu-outbox')
  const changed = (here: Moved) => {
    moved(here)
    channel.postMessage(here)
    void media.answered()
  }
  const lost = shallowRef<Lost | null>(null)
  const stored = outbox({
    database,
    hub,
    device: () => identity.value?.device ?? '',
    key: async () => {
      ownKey ??= (await deviceKey(database)) ?? null
      if (ownKey === null) throw new Error('this device has no key: enrol it again')
      return ownKey
    },
    grant(kind) {
      signIn?.touch()
      return signIn?.cites(kind) ?? null
    },
    changed,
    overtakes: (mine) => mayOvertake(mine, queue.waiting, { people: rows.rows('person'), badges: rows.rows('badge') }),
    turnedAway: () => rows.turnedAway(),
    witness: () => seen.listen(),
  })
  const facts = loudly(stored, unsaved)
  const media = mediaOf({
    database,
    outbox: facts,
    tus: tus('', () => language.value),
    device: () => identity.value?.device ?? '',
    channel: new BroadcastChannel('kaowu-media'),
  })
  const revoked = revocations(database, hub, () => [...rows.rows('badge_key').values()])
  const seen = witness({
    database,
    hub,
    outbox: facts,
    device: () => identity.value?.device ?? '',
    plans: () => rows.rows('plan').values(),
    async startOver() {
      await revoked.startOver()
      await rows.startOver()
      // It has forgotten who signed in here: what cites such a grant would be refused.
      const grant = signIn?.held.value?.grant
      if (grant !== undefined && rows.freshness.reached && !rows.rows('grant').has(grant)) await signIn?.forget()
    },
    async queued() {
      await recount()
      channel.postMessage({ put: [...queue.waiting], gone: [] } satisfies Moved)
      touch.handIn()
    },
    hubTime,
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
    // What waits was done by whoever was signed in before.
    handIn: () => Promise.race([facts.flush(), new Promise((done) => setTimeout(done, HANDED_IN))]),
    channel: new BroadcastChannel('kaowu-sign-in'),
  })
  await Promise.all([recount(), seen.load(), revoked.load(), media.open()])
  void sweep()
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
  addEventListener('online', media.wake)
  watch([() => [...rows.rows('evidence').values()].map(({ state, equal }) => [state, equal]), media.recordings], () => void media.heard(rows.rows('evidence')))
  // Told that the hub is there again: it may be another than the one that went away.
  watch(
    () => rows.freshness.reached,
    (reached, before) => {
      if (!reached || before === true) return
      void seen.compare()
      void revoked.renew()
      media.wake()
    },
  )
  setInterval(() => void revoked.renew(), REVOCATIONS)
  // What this page alone knows goes with it.
  addEventListener('beforeunload', (event) => {
    if (stored.unkept.size > 0) event.preventDefault()
  })
  if (identity.value !== null) void begin()
  else void recognise()

  /** A browser with a session but without a key had its storage emptied: the hub still knows which device it was. */
  async function recognise(): Promise<void> {
    if (!document.cookie.includes('kaowu-enrolled=')) return
    const me = await hub.me()
    if (me.ok && identity.value === null) {
      lost.value = { device: me.value.device, name: me.value.name, records: me.value.device_seq }
    }
  }

  async function begin(): Promise<void> {
    const me = await hub.me()
    if (me.ok) {
      learn(me.value.now, me.asked, me.answered)
      await remember(me.value)
      await seen.compare()
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
    // Once known, a hub's key never changes: whoever comes with another one is not believed.
    const known = (await kept<{ origin: string }>(database, 'verifier_of'))?.origin
    if (known !== origin) {
      await database.put('settings', me.verifier_key, 'verifier_key')
      await database.put('settings', { origin }, 'verifier_of')
    }
  }

  return {
    hub,
    store: rows,
    outbox: photographed(facts, media),
    witness: seen,
    revocations: revoked,
    unsaved,
    lost,
    database,
    queue,
    acts: done,
    media,
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
        ownKey = key
        await signIn.forget()
        // Another role may see other rows, another hub has others.
        await rows.clear()
        await revoked.forget()
        await remember(answer.value)
        // Asked once: a browser short of space must not throw the queue away.
        void persist()
        if (answer.value.place && place.value === '') await setPlace(answer.value.place)
        await begin()
        if (lost.value !== null) await seen.report(lost.value)
        lost.value = null
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
    socket.on('media', grown)
    socket.on('picture', pictured)
  }

  return {
    handIn: () => void handIn(),
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

