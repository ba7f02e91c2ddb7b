import { onMounted, onUnmounted, reactive, watch } from 'vue'
import type { App } from '../../app'
import type { Kept, Queued } from '../../database'
import { storage, type Storage } from '../../storage'

/** What this device holds, by where each record stands. */
export interface Held {
  waiting: readonly Queued[]
  needsPerson: readonly Queued[]
  /** Acknowledged and nothing left to do, newest first. */
  there: readonly Kept[]
}

/** What is read once when the page opens, and again when the queue changes. */
export interface Here {
  there: readonly Kept[]
  storage: Storage
}

const OFTEN = 30_000

/** Acknowledged records that need nobody, the newest of the hub's first. */
export function settledOf(kept: readonly Kept[], queue: readonly Pick<Queued, 'id'>[]): Kept[] {
  const open = new Set(queue.map(({ id }) => id))
  return kept.filter(({ id }) => !open.has(id)).sort((a, b) => (b.receipt.seq ?? 0) - (a.receipt.seq ?? 0))
}

/** Read what this device keeps, and how much room it has. */
export function useHere(app: Pick<App, 'database' | 'queue'>): Here {
  const here = reactive<Here>({ there: [], storage: { persisted: null, used: null, quota: null } })
  let timer: ReturnType<typeof setInterval> | undefined

  async function read(): Promise<void> {
    const [kept, room] = await Promise.all([app.database.getAll('kept'), storage()])
    Object.assign(here, { there: settledOf(kept, [...app.queue.waiting, ...app.queue.needsPerson]), storage: room })
  }
  watch(() => [app.queue.waiting, app.queue.needsPerson], () => void read())
  onMounted(() => {
    void read()
    timer = setInterval(() => void read(), OFTEN)
  })
  onUnmounted(() => clearInterval(timer))
  return here
}

/** A root as people compare it: the first eight bytes in hex, in fours. */
export function shortRoot(base64: string): string {
  const bytes = Array.from(atob(base64).slice(0, 8), (one) => one.charCodeAt(0).toString(16).padStart(2, '0'))
  return bytes.join('').replace(/(.{4})(?=.)/g, '$1 ')
}
