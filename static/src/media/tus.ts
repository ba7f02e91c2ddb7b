import type { Refusal } from '../hub'

/**
 * What the hub said: how far the upload has come; `offset`: it stands elsewhere than was thought; `later`: nobody
 * answered, or it is busy (`after` ms at least; `all`: whatever is asked of it); `gone`: it does not know the upload any more; `no`: it will not have it.
 */
export type Word =
  | { said: 'here'; upload: string; offset: number }
  | { said: 'offset' | 'gone' | 'not-enrolled' }
  | { said: 'later'; after: number; refusal: Refusal | null; all: boolean }
  | { said: 'no'; refusal: Refusal }

/** One upload at a time by tus 1.0.0 (creation, defer-length, checksum). */
export interface Tus {
  /** `length` null: the film still runs. */
  begin(metadata: Readonly<Record<string, string>>, length: number | null): Promise<Word>
  /** How far it has come. */
  ask(upload: string): Promise<Word>
  /** Append at `offset`; `sha256` hex of these bytes; `length` of the whole where it is known. */
  append(upload: string, offset: number, bytes: Uint8Array<ArrayBuffer>, sha256: string, length: number | null): Promise<Word>
}

const VERSION = { 'Tus-Resumable': '1.0.0' }
/** Milliseconds to an answer: always, and for each byte of a body on a poor network (100 kB/s). */
const PATIENCE = 8_000
const PER_BYTE = 0.01
/** Answers that a wait may change. */
const PASSING = [408, 423, 429, 460, 500, 502, 503, 504, 507]

/** Speak to the hub that served this page. */
export function tus(base: string, language: () => string, fetcher: typeof fetch = (...a) => fetch(...a)): Tus {
  async function call(method: string, path: string, headers: Record<string, string>, body: Uint8Array<ArrayBuffer> | null = null): Promise<Word> {
    let response: Response
    try {
      response = await fetcher(base + path, {
        method,
        headers: { ...VERSION, Accept: 'application/json', 'Accept-Language': language(), ...headers },
        body,
        cache: 'no-store',
        credentials: 'same-origin',
        signal: AbortSignal.timeout(PATIENCE + Math.ceil(PER_BYTE * (body?.byteLength ?? 0))),
      })
    } catch {
      return { said: 'later', after: 0, refusal: null, all: true }
    }
    // A hotspot's page that answers in the hub's place does not speak its protocol.
    if (response.headers.get('Tus-Resumable') === null) return { said: 'later', after: 0, refusal: null, all: true }
    return heard(response, path)
  }

  return {
    begin: (metadata, length) =>
      call('POST', '/api/media', {
        'Upload-Metadata': Object.entries(metadata).map(([key, value]) => `${key} ${btoa(value)}`).join(','),
        ...(length === null ? { 'Upload-Defer-Length': '1' } : { 'Upload-Length': String(length) }),
      }),
    ask: (upload) => call('HEAD', upload, {}),
    append: (upload, offset, bytes, sha256, length) =>
      call('PATCH', upload, {
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        ...(bytes.byteLength === 0 ? {} : { 'Upload-Checksum': `sha256 ${base64(sha256)}` }),
        ...(length === null ? {} : { 'Upload-Length': String(length) }),
      }, bytes),
  }
}

async function heard(response: Response, path: string): Promise<Word> {
  const { status, headers } = response
  const offset = Number(headers.get('Upload-Offset') ?? 'none')
  if (response.ok && Number.isSafeInteger(offset)) return { said: 'here', upload: headers.get('Location') ?? path, offset }
  if (status === 409) return { said: 'offset' }
  if (status === 404 || status === 410) return { said: 'gone' }
  if (status === 401) return { said: 'not-enrolled' }
  const refusal = await refusalIn(response)
  if (response.ok || PASSING.includes(status) || refusal === null) {
    return { said: 'later', after: 1_000 * Number(headers.get('Retry-After') ?? 0), refusal, all: refusal === null || status === 503 }
  }
  return { said: 'no', refusal }
}

async function refusalIn(response: Response): Promise<Refusal | null> {
  const { error } = ((await response.json().catch(() => null)) ?? {}) as { error?: Partial<Refusal> }
  return typeof error?.code === 'string' && typeof error.says === 'string' ? { code: error.code, says: error.says, fix: error.fix ?? '' } : null
}

function base64(hex: string): string {
  return btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((byte) => parseInt(byte, 16))))
}
