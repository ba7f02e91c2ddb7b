import type { HandedFact } from './fact'
import type { PublicJwk } from './keys'
import type { Check, CheckedFile, Mending } from './roster'
import { upload } from './upload'

export type * from './roster'

/** What a person reads when something was turned down: what is, and what to do now. */
export interface Refusal {
  code: string
  says: string
  fix: string
}

export interface Receipt {
  id: string
  digest: string
  seq: number | null
  verdict: 'accepted' | 'refused' | 'disputed'
  refusal: Refusal | null
  leaf: string | null
  first: boolean
}

export type DeviceRole = 'chief' | 'scanner' | 'gate' | 'reader' | 'office'
/** Kinds a person can enrol; the command line's `office` and the hub's own device are made by the hub. */
export const ENROLABLE = ['tablet', 'phone', 'gate', 'reader'] as const
export type EnrolableKind = (typeof ENROLABLE)[number]
export type DeviceKind = EnrolableKind | 'office'

export interface Me {
  device: string
  kind: DeviceKind
  role: DeviceRole
  name: string
  origin: string
  verifier_key: string
  device_seq: number
  now: string
}

export interface Enrolment extends Omit<Me, 'device_seq' | 'now'> {
  token: string
  /** Where the device stood whose place this one takes. */
  place?: string | null
}

export interface ChangedRow {
  kind: string
  key: string
  seq: number
  value: unknown
}

export interface Changes {
  rows: ChangedRow[]
  through: number
  more: boolean
  size: number
  now: string
}

export interface EnrolCode {
  code: string
  expires: string
  links: string[]
  /** Where a device that does not trust the hub yet begins; none where that page is not served. */
  welcome?: string[]
}

/** `offline`: no word from the hub (unreachable, too slow, or something else answered). `refused`: the hub said no. */
export type Answer<T> =
  | { ok: true; value: T; asked: number; answered: number }
  | { ok: false; kind: 'offline' }
  | { ok: false; kind: 'refused'; status: number; refusal: Refusal; field: string | null }

/** What the rest of the app needs of the hub; tests hand in their own. */
export interface Hub {
  me(): Promise<Answer<Me>>
  enrol(request: { code: string; jwk: PublicJwk; name?: string; proof: string }): Promise<Answer<Enrolment>>
  /** `replaces`: the device that left whose place the new one takes. */
  enrolCode(kind: EnrolableKind, name: string, replaces?: string): Promise<Answer<EnrolCode>>
  send(facts: HandedFact[]): Promise<Answer<{ receipts: Receipt[]; checkpoint: string }>>
  changes(after: number, limit: number): Promise<Answer<Changes>>
  /** Check files to import; nothing changes. */
  check(files: Upload[], plan: number | null, mending?: Mending): Promise<Answer<Check>>
  /** A portrait or a PDF; `offline` also when there is none in time. */
  file(path: string, type: string, milliseconds?: number, ask?: Ask): Promise<Answer<Blob>>
  /** Anything else the office asks: an answer in JSON that has at least these fields. */
  ask<T>(path: string, fields: Fields, ask?: Ask): Promise<Answer<T>>
}

const PATIENCE = 3_000
const LONG_WORK = 120_000

export type Upload = { file: Blob; name: string }

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  json?: unknown
  form?: FormData
  /** Sent as it is. */
  bytes?: Blob
  /** Milliseconds. */
  patience?: number
  /** Hears which part of `form` or `bytes` has gone out, 0 to 1. */
  progress?: ((part: number) => void) | undefined
}

/** The multipart form of files to check or to mark. */
export function formOf(files: readonly Upload[], plan: number | null, { mends = [], keepGood = false }: Mending = {}): FormData {
  const form = new FormData()
  for (const { file, name } of files) form.append('files', file, name)
  if (plan !== null) form.append('plan', String(plan))
  if (mends.length > 0) form.append('mends', JSON.stringify(mends))
  if (keepGood) form.append('keep_good', '1')
  return form
}

/** Speak to the hub that served this page. `language` is asked at every call, because people switch it. */
export function hubAt(base: string, language: () => string, fetcher: typeof fetch = (...a) => fetch(...a)): Hub {
  async function reach(path: string, ask: Ask): Promise<Response | null> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language() }
    const init: RequestInit = {
      method: ask.method ?? 'GET',
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(ask.patience ?? PATIENCE),
    }
    if (ask.json !== undefined) {
      headers['Content-Type'] = 'application/json'
      init.body = JSON.stringify(ask.json)
    } else if (ask.bytes !== undefined) {
      headers['Content-Type'] = ask.bytes.type || 'application/octet-stream'
      init.body = ask.bytes
    } else if (ask.form !== undefined) {
      init.body = ask.form
    }
    try {
      return ask.progress === undefined ? await fetcher(base + path, init) : await upload(base + path, init, ask.progress)
    } catch {
      return null
    }
  }

  async function call<T>(path: string, fits: (body: unknown) => body is T, ask: Ask = {}): Promise<Answer<T>> {
    const asked = Date.now()
    const response = await reach(path, ask)
    if (response === null) return { ok: false, kind: 'offline' }
    let body: unknown
    try {
      body = await response.json()
    } catch {
      // A sign-in page of a hotspot, a proxy's error page or a body cut short is not the hub speaking.
      return { ok: false, kind: 'offline' }
    }
    if (!response.ok) return refusalOf(response.status, body)
    return fits(body) ? { ok: true, value: body, asked, answered: Date.now() } : { ok: false, kind: 'offline' }
  }

  return {
    me: () => call('/api/me', hasAll<Me>({ device: 'string', role: 'string', device_seq: 'number', now: 'string' })),
    enrol: (request) =>
      call('/api/enrol', hasAll<Enrolment>({ device: 'string', role: 'string', token: 'string' }), {
        method: 'POST',
        json: request,
        patience: 10_000,
      }),
    enrolCode: (kind, name, replaces) =>
      call('/api/enrol-codes', hasAll<EnrolCode>({ code: 'string', expires: 'string', links: 'array' }), {
        method: 'POST',
        json: { kind, name, ...(replaces === undefined ? {} : { replaces }) },
      }),
    send: (facts) =>
      call('/api/facts', hasAll<{ receipts: Receipt[]; checkpoint: string }>({ receipts: 'array' }), {
        method: 'POST',
        json: { facts },
        // A batch waits for the hub's disk; a single scan must not keep a person waiting.
        patience: facts.length > 1 ? 15_000 : PATIENCE,
      }),
    changes: (after, limit) =>
      call(
        `/api/changes?after=${after}&limit=${limit}`,
        hasAll<Changes>({ rows: 'array', through: 'number', more: 'boolean', size: 'number', now: 'string' }),
        { patience: 15_000 },
      ),
    check: (files, plan, mending = {}) =>
      call('/api/imports', hasAll<{ files: CheckedFile[] }>({ files: 'array' }), {
        method: 'POST',
        form: formOf(files, plan, mending),
        patience: LONG_WORK,
        progress: mending.progress,
      }),
    async file(path, type, milliseconds = PATIENCE, ask = {}) {
      const asked = Date.now()
      const response = await reach(path, { patience: milliseconds, ...ask })
      if (response === null) return { ok: false, kind: 'offline' }
      if (!response.ok) return refusalOf(response.status, await response.json().catch(() => null))
      if (!response.headers.get('content-type')?.startsWith(type)) return { ok: false, kind: 'offline' }
      try {
        return { ok: true, value: await response.blob(), asked, answered: Date.now() }
      } catch {
        return { ok: false, kind: 'offline' }
      }
    },
    ask: <T>(path: string, fields: Fields, ask: Ask = {}) => call(path, hasAll<T>(fields), ask),
  }
}

function refusalOf(status: number, body: unknown): Answer<never> {
  const error = (body as { error?: Partial<Refusal> & { field?: string | null } } | null)?.error
  if (typeof error?.code !== 'string' || typeof error.says !== 'string') return { ok: false, kind: 'offline' }
  const refusal = { code: error.code, says: error.says, fix: error.fix ?? '' }
  return { ok: false, kind: 'refused', status, refusal, field: error.field ?? null }
}

type Shape = 'string' | 'number' | 'boolean' | 'array'
export type Fields = Record<string, Shape>

/** A guard that an answer has at least these fields of these types. */
function hasAll<T>(fields: Fields) {
  return (body: unknown): body is T => {
    if (body === null || typeof body !== 'object') return false
    return Object.entries(fields).every(([field, shape]) => {
      const value = (body as Record<string, unknown>)[field]
      return shape === 'array' ? Array.isArray(value) : typeof value === shape
    })
  }
}
