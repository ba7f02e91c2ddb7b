import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Kept {
  bytes: Buffer
  length: number | null
  metadata: string
}

/** A small hub that takes uploads over real HTTP as `server/web/media.py` does, and fails as tests want it. */
export class UploadHub {
  uploads = new Map<string, Kept>()
  /** Method and offset of every request, as they came. */
  asked: string[] = []
  /** Answers a request in the hub's place; false lets it through. */
  before: (request: IncomingMessage, response: ServerResponse) => boolean = () => false
  /** After so many bytes of a body the line breaks, once. */
  cutAfter: number | null = null
  /** The line breaks when the bytes are kept and the answer would leave, so many times. */
  mute = 0
  private number = 0
  private server: Server = createServer((request, response) => void this.answer(request, response).catch(() => response.destroy()))

  async open(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  /** The one upload. */
  get only(): Kept {
    return [...this.uploads.values()][0]!
  }

  whole = ({ bytes, length }: Kept) => bytes.length === length

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(`${request.method} ${request.headers['upload-offset'] ?? ''}`.trim())
    response.setHeader('Tus-Resumable', '1.0.0')
    if (this.before(request, response)) return
    const kept = this.uploads.get(request.url!)
    if (request.method === 'POST') return this.create(request, response)
    if (kept === undefined) return no(response, 404, 'no-upload')
    if (request.method === 'HEAD') return here(response, 200, kept)
    const offset = Number(request.headers['upload-offset'])
    const body = await this.body(request)
    if (body === null) return void request.socket.destroy()
    if (offset !== kept.bytes.length) return no(response, 409, 'offset-differs')
    const told = request.headers['upload-length']
    const sum = request.headers['upload-checksum']
    if (sum !== undefined && sum !== `sha256 ${createHash('sha256').update(body).digest('base64')}`) return no(response, 460, 'checksum-differs')
    kept.bytes = Buffer.concat([kept.bytes, body])
    if (told !== undefined) kept.length = Number(told)
    if (this.mute > 0) {
      this.mute -= 1
      return void request.socket.destroy()
    }
    here(response, 204, kept)
  }

  private create(request: IncomingMessage, response: ServerResponse): void {
    const path = `/api/media/${++this.number}`
    const length = request.headers['upload-length']
    const kept = { bytes: Buffer.alloc(0), length: length === undefined ? null : Number(length), metadata: String(request.headers['upload-metadata']) }
    this.uploads.set(path, kept)
    response.setHeader('Location', path)
    here(response, 201, kept)
  }

  private async body(request: IncomingMessage): Promise<Buffer | null> {
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of request) {
      pieces.push(piece as Buffer)
      size += (piece as Buffer).length
      if (this.cutAfter !== null && size >= this.cutAfter) {
        this.cutAfter = null
        return null
      }
    }
    return Buffer.concat(pieces)
  }
}

function here(response: ServerResponse, status: number, { bytes }: Kept): void {
  response.writeHead(status, { 'Upload-Offset': String(bytes.length) }).end()
}

export function no(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: { code, says: '不行', fix: '再试', field: null } }))
}

/** Answers with a refusal whatever is asked about this recording. */
export function putOff(evidence: string, status: number, code: string): UploadHub['before'] {
  return (request, response) => {
    const about = request.method === 'POST' && String(request.headers['upload-metadata']).includes(btoa(evidence))
    if (about) no(response, status, code)
    return about
  }
}
