/** Bytes of a film on the hub's disk, and whether more will come. */
export interface Part {
  from: number
  bytes: Uint8Array
  /** Bytes there are now. */
  offset: number
  /** The film has come whole. */
  complete: boolean
}

/** Nothing may be seen here (any more): it was removed, or this device may not. */
export class Gone extends Error {}

/** Bytes asked for at once: whoever looks on never holds the line for long. */
export const MOST = 512 * 1024
/** Seconds the hub is asked to hold a question until more has come. */
const WAIT = 20
const PATIENCE = 10_000
const [PARTIAL, NOTHING_YET, BEYOND] = [206, 204, 416]

/** Bytes of an upload from one on, `most` at once; 0: none, only how far it has come. `wait`: some that are not there yet. */
export async function partOf(upload: string, from: number, signal: AbortSignal, { wait = false, most = MOST } = {}): Promise<Part> {
  const patient = new AbortController()
  const end = () => patient.abort(signal.reason)
  const patience = setTimeout(end, PATIENCE + (wait ? WAIT * 1_000 : 0))
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  try {
    return await asked(upload, from, patient.signal, wait, most)
  } finally {
    clearTimeout(patience)
    signal.removeEventListener('abort', end)
  }
}

async function asked(upload: string, from: number, signal: AbortSignal, wait: boolean, most: number): Promise<Part> {
  const method = most === 0 ? 'HEAD' : 'GET'
  const headers: Record<string, string> = method === 'HEAD' ? { 'Tus-Resumable': '1.0.0' } : { Range: wait ? `bytes=${from}-` : `bytes=${from}-${from + most - 1}` }
  if (wait) headers['Prefer'] = `wait=${WAIT}`
  const response = await fetch(`/api/media/${upload}`, { method, headers, cache: 'no-store', credentials: 'same-origin', signal })
  const offset = Number(response.headers.get('Upload-Offset') ?? Number.NaN)
  const told = { from, offset, complete: response.headers.get('Upload-Complete') === '?1' }
  if (response.status === NOTHING_YET || response.status === BEYOND || (method === 'HEAD' && response.ok)) return { ...told, bytes: new Uint8Array() }
  if (response.status === PARTIAL && Number.isFinite(offset)) return { ...told, bytes: new Uint8Array(await response.arrayBuffer()) }
  await response.body?.cancel()
  if ([401, 403, 404, 410].includes(response.status)) throw new Gone()
  throw new Error(`the hub answered ${response.status}`)
}
