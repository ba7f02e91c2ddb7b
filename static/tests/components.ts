import { computed, createApp, reactive, ref, shallowReactive, shallowRef, type Component } from 'vue'
import { APP, type App } from '../src/app'
import type { Recording } from '../src/database'
import { pendingIn, type Media } from '../src/media/media'
import type { Grant, Standing } from '../src/grant'
import { words } from '../src/i18n'
import type { Missed, SignIn } from '../src/sign-in'
import type { Freshness } from '../src/store'
import { ROW_KINDS, type RowKind, type Rows } from '../src/rows'
import { fakeHub } from './fakes'

// What the router fetches with a screen.
await words('own', 'papers', 'deeds', 'count', 'draw', 'evidence', 'forms', 'lead', 'media')

/** The rows of a test, by kind and key. */
export type Given = { [K in RowKind]?: Record<string, Rows[K]> }

/** A chief's grant on the device of `fakeApp`, good until 2100. */
export const chiefsGrant: Grant = {
  grant: '00112233445566ff', person: 1, role: 5, plan: 1, device: 'd3', place: null, acts: ['lead', 'gate'], notBefore: 0, expires: 4_102_444_800,
}

/** A device on which nobody, or the holder of `grant`, has signed in. */
export function fakeSignIn(grant: Grant | null = null, standing: Standing = grant === null ? 'none' : 'open'): SignIn {
  const [held, stands, locked, missed] = [shallowRef(grant), ref(standing), ref(false), shallowRef<Missed | null>(null)]
  return {
    held,
    standing: computed(() => stands.value),
    locked,
    shut: computed(() => locked.value || stands.value === 'revoked' || stands.value === 'ended'),
    missed,
    cites: () => grant?.grant ?? null,
    signIn: async () => ({ ok: false, kind: 'offline' }),
    forget: async () => {},
    lock: async () => void (locked.value = true),
    unlock: async () => ({ outcome: 'wrong', left: 3 }),
    touch: () => {},
    miss: (text) => void (missed.value = { text, at: 0 }),
  }
}

/** A device on which no photo was taken; tests put recordings in. */
export function fakeMedia(): Media {
  const recordings = shallowRef<readonly Recording[]>([])
  return {
    recordings,
    pending: computed(() => pendingIn(recordings.value)),
    trouble: shallowRef(null),
    photo: async () => '',
    shelve: async () => '',
    stated: async () => {},
    answered: async () => {},
    discard: async () => {},
    film: async () => ({ evidence: '', add: async () => {}, rest: async () => {}, goOn: async () => {}, end: async () => {} }),
    retry: async () => {},
    wake: () => {},
    heard: async () => {},
    open: async () => {},
  }
}

/** An app around a component: rows and freshness as given, a hub that does not answer. */
export function fakeApp(given: Given = {}, freshness: Partial<Freshness> = {}): App {
  const maps = new Map(ROW_KINDS.map((kind) => [kind, shallowReactive(new Map(Object.entries(given[kind] ?? {})))]))
  const fresh = reactive<Freshness>({ through: null, reached: null, live: false, notEnrolled: false, ...freshness })
  return {
    hub: fakeHub(),
    store: { rows: (kind: RowKind) => maps.get(kind), freshness: fresh },
    queue: reactive({
      waiting: [],
      needsPerson: [],
      get ahead() {
        return this.waiting
      },
    }),
    identity: shallowRef({ device: 'd3', kind: 'phone', role: 'scanner', name: '东门手机', origin: 'kaowu/1' }),
    signIn: fakeSignIn(),
    fleet: { last: shallowRef(null), reached: shallowRef(null), ask: async () => {} },
    end: shallowRef(null),
    tell: async () => ({ ok: false, kind: 'offline' }),
    acts: { last: shallowRef([]), note: async () => {}, undone: async () => {} },
    media: fakeMedia(),
  } as unknown as App
}

/** Mount a component with its properties and return its element. */
export function mounted(component: Component, props: Record<string, unknown>, app: App = fakeApp()): HTMLElement {
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  createApp(component, props).provide(APP, app).mount(host)
  return host
}
