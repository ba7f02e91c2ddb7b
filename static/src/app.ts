import { io, type Socket } from 'socket.io-client'
import { inject, reactive, shallowRef, watch, type InjectionKey, type ShallowRef } from 'vue'
import { acts, type Acts } from './acts'
import { hubTime, learn, tick } from './clock'
import { openDatabase, type Database, type Queued } from './database'
import { hubAt, type Answer, type Enrolment, type Hub, type Me } from './hub'
import { language } from './i18n'
import { deviceKey, keepKey, makeKey, publicJwk, sign } from './keys'
import { outbox, retryAfter, type Outbox } from './outbox'
import { revocations, type Revocations } from './revocations'
import { persist } from './storage'
import { store, type Store } from './store'
import { loudly, type Unsaved } from './unsaved'
import { witness, type Lost, type Witness } from './witness'

/** What this device is, as the hub enrolled it. */
export type Identity = Pick<Me, 'device' | 'kind' | 'role' | 'name' | 'origin'>

export interface Queue {
  waiting: Queued[]
  needsPerson: Queued[]
}

/** Everything the screens work with. */
export interface App {
  hub: Hub
  store: Store
  outbox: Outbox
  queue: Queue
  acts: Acts
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
}

const POLL = 15_000
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
  const rows = store(database, hub, learn)
  const identity = shallowRef<Identity | null>(await kept<Identity>(database, 'identity'))
  const place = shallowRef((await kept<string>(database, 'place')) ?? '')
  const queue = reactive<Queue>({ waiting: [], needsPerson: [] })

  const count = async () => {
    const [waiting, needsPerson] = await Promise.all([facts.waiting(), facts.needsPerson()])
    Object.assign(queue, { waiting, needsPerson })
  }
  const channel = new BroadcastChannel('kaowu-outbox')
  const changed = () => {
    void count()
    channel.postMessage('changed')
  }
  const unsaved = shallowRef<Unsaved | null>(null)
  const lost = shallowRef<Lost | null>(null)
  const stored = outbox({
    database,
    hub,
    device: () => identity.value?.device ?? '',
    key: async () => {
      const key = await deviceKey(database)
      if (key === undefined) throw new Error('this device has no key: enrol it again')
      return key
    },
    changed,
    turnedAway: () => rows.turnedAway(),
    witness: () => seen.listen(),
  })
  const facts = loudly(stored, unsaved)
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
    },
    queued: () => {
      changed()
      touch.handIn()
    },
    hubTime,
  })
  channel.onmessage = () => void count()

  const done = await acts(database)
  await rows.load()
  await Promise.all([count(), seen.load(), revoked.load()])
  tick()
  const touch = keepInTouch(rows, facts, queue)
  // Told that the hub is there again: it may be another than the one that went away.
  watch(
    () => rows.freshness.reached,
    (reached, before) => {
      if (!reached || before === true) return
      void seen.compare()
      void revoked.renew()
    },
  )
  setInterval(() => void revoked.renew(), REVOCATIONS)
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
    }
    touch.open()
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
    outbox: facts,
    witness: seen,
    revocations: revoked,
    unsaved,
    lost,
    database,
    queue,
    acts: done,
    identity,
    place,
    async setPlace(next) {
      place.value = next
      await database.put('settings', next, 'place')
    },
    async enrol(code, name) {
      const key = await makeKey()
      const proof = await sign(key, new TextEncoder().encode(code))
      const answer = await hub.enrol({ code, jwk: await publicJwk(key), proof, ...(name === '' ? {} : { name }) })
      if (answer.ok) {
        await keepKey(database, key)
        // Another role may see other rows, another hub has others.
        await rows.clear()
        await remember(answer.value)
        // Asked once: a browser short of space must not throw the queue away.
        void persist()
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
  let socket: Socket | null = null
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

  return {
    handIn: () => void handIn(),
    open() {
      atOnce()
      if (socket !== null) return
      socket = io({ transports: ['websocket'], reconnectionDelay: 1_000, reconnectionDelayMax: 5_000 })
      socket.on('connect', () => {
        rows.freshness.live = true
        atOnce()
      })
      socket.on('disconnect', () => {
        rows.freshness.live = false
        void rows.sync()
      })
      socket.on('grew', () => void rows.sync())
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

