/**
 * Uploads with tus-js-client: one for each token of the JSON job on standard input, all at once, in pieces. After each
 * round prints the seconds they took together; then reads every upload again, compares it with what was sent, and gives
 * it up. With `pace` (ms) they come as from a camera: a piece at a time, the length at the end.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { setTimeout as rest } from 'node:timers/promises'
import { DefaultHttpStack, Upload } from 'tus-js-client'

const { endpoint, tokens, size, piece, rounds, authority, pace } = JSON.parse(readFileSync(0, 'utf-8'))
const ca = authority ? readFileSync(authority) : undefined
const httpStack = new DefaultHttpStack(ca ? { agent: new https.Agent({ ca, keepAlive: true }) } : {})
const films = tokens.map(() => randomBytes(size))
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** What a camera gives, one piece after the other. */
async function* filmed(film) {
  for (let at = 0; at < film.length; at += piece) {
    await rest(pace)
    yield film.subarray(at, at + piece)
  }
}

const upload = (film, token) =>
  new Promise((resolve, reject) => {
    const one = new Upload(pace ? Readable.from(filmed(film), { highWaterMark: 1 }) : film, {
      uploadLengthDeferred: pace > 0,
      endpoint,
      httpStack,
      headers: { Authorization: `Bearer ${token}` },
      chunkSize: piece,
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(one),
    })
    one.start()
  })

/** Read an upload's bytes again. */
const read = (url, token) =>
  new Promise((resolve, reject) => {
    const parts = []
    const asked = { headers: { Authorization: `Bearer ${token}` }, ca }
    const got = (answer) => answer.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)))
    const { get } = ca ? https : http
    get(url, asked, got).on('error', reject)
  })

for (let round = 0; round < rounds; round += 1) {
  const began = performance.now()
  const done = await Promise.all(films.map((film, number) => upload(film, tokens[number])))
  console.log((performance.now() - began) / 1000)
  for (const [number, one] of done.entries()) {
    if (digest(await read(one.url, tokens[number])) !== digest(films[number])) throw new Error(`${one.url} differs`)
    await one.abort(true)
  }
}
process.exit(0)
