import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { App } from '../../../app'
import type { Answer, Refusal } from '../../../hub'
import { refusalIn } from '../unreachable'

/** A network printer as the hub found or remembers it; `says` is its state in words. */
export interface Printer {
  printer: string
  name: string
  uri: string
  model?: string
  location?: string
  state: string
  says: string
  fix: string
  two_sided: boolean
  colour?: boolean
  most_copies: number
  /** Added by hand, not found just now. */
  remembered?: boolean
}

export type JobState = 'waiting' | 'sending' | 'printing' | 'done' | 'failed' | 'cancelled' | 'held'

export interface Job {
  job: string | number
  printer: string
  title: string
  state: JobState
  says: string
  fix: string
  pages_done: number
  pages: number
  copies: number
  made: string
  tries: number
}

export interface Sending {
  printer: string
  /** What is printed: badges, or a form (标签与表单). */
  badges?: { plan: number; print: string; size: string; layout: string; sides: string }
  form?: Record<string, string | number | boolean>
  copies: number
  twoSided: boolean
}

const ACTIVE: readonly JobState[] = ['waiting', 'sending', 'printing']
export const running = ({ state }: Pick<Job, 'state'>) => ACTIVE.includes(state)
/** A job that runs is looked at this often, others now and then (milliseconds). */
const OFTEN = 1_500
const SELDOM = 10_000
/** Looking for printers takes seconds; adding one tries several addresses. */
const SEARCH = 20_000

/** Network printers and their jobs. */
export function usePress(app: Pick<App, 'hub'>, often = OFTEN, seldom = SELDOM) {
  const printers = shallowRef<Printer[] | null>(null)
  const jobs = shallowRef<Job[]>([])
  const searching = ref(false)
  const problem = shallowRef<Refusal | null>(null)
  const busy = computed(() => jobs.value.some(running))
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  async function search(): Promise<void> {
    searching.value = true
    const answer = await app.hub.ask<{ printers: Printer[] }>('/api/printers', { printers: 'array' }, { patience: SEARCH })
    searching.value = false
    problem.value = refusalIn(answer)
    if (answer.ok) printers.value = answer.value.printers
  }

  async function look(): Promise<void> {
    clearTimeout(timer)
    const answer = await app.hub.ask<{ jobs: Job[] }>('/api/print-jobs', { jobs: 'array' })
    if (closed) return
    if (answer.ok) jobs.value = answer.value.jobs
    clearTimeout(timer)
    timer = setTimeout(() => void look(), busy.value ? often : seldom)
  }

  async function done<T>(asking: Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await asking
    problem.value = refusalIn(answer)
    await look()
    return answer
  }

  /** `trust`: a person knows why the printer shows another certificate than before. */
  async function add(uri: string, name: string, trust = false): Promise<string | null> {
    searching.value = true
    const answer = await app.hub.ask<{ printer: string }>('/api/printers', { printer: 'string' }, { method: 'POST', json: { uri, name, trust }, patience: SEARCH })
    searching.value = false
    if (answer.ok) await search()
    problem.value = refusalIn(answer)
    return answer.ok ? answer.value.printer : null
  }

  async function forget({ uri }: Printer): Promise<void> {
    const answer = await app.hub.ask(`/api/printers?${new URLSearchParams({ uri })}`, {}, { method: 'DELETE' })
    await search()
    problem.value ??= refusalIn(answer)
  }

  const send = ({ printer, badges, form, copies, twoSided }: Sending) =>
    done(
      app.hub.ask('/api/print-jobs', {}, {
        method: 'POST',
        json: { printer, what: form === undefined ? { badges } : { form }, copies, sides: twoSided ? 'two' : 'one', fit: false },
        patience: SEARCH,
      }),
    )
  const cancel = ({ job }: Job) => done(app.hub.ask(`/api/print-jobs/${job}`, {}, { method: 'DELETE' }))
  /** A person looked at the printer: the held job's pages came out, or they are to be sent again. */
  const decide = ({ job }: Job, decision: 'printed' | 'again') =>
    done(app.hub.ask(`/api/print-jobs/${job}`, {}, { method: 'POST', json: { decision } }))

  onScopeDispose(() => {
    closed = true
    clearTimeout(timer)
  })
  return { printers, jobs, searching, problem, search, look, add, forget, send, cancel, decide }
}
