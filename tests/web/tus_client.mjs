/**
 * Uploads with tus-js-client, a client nobody here wrote. Arguments: endpoint, token, file, errand; prints where it is.
 * Errands: `whole`, `deferred` (the length comes last), `resumed` (broken off and taken up again), `given-up`.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'

const require = createRequire(new URL('../../static/package.json', import.meta.url))
const { Upload } = require('tus-js-client')
const [endpoint, token, file, errand] = process.argv.slice(2)
const common = {
  endpoint,
  headers: { Authorization: `Bearer ${token}` },
  chunkSize: 700_000,
  metadata: { filename: 'film.webm', filetype: 'video/webm' },
  retryDelays: [0, 100, 500],
}

/** Run an upload; `until` may end it early by calling what it is given. */
function run(source, options, until) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(source, {
      ...common,
      ...options,
      onError: reject,
      onSuccess: () => resolve(upload),
      onChunkComplete: (_, accepted) => until?.(upload, accepted, resolve),
    })
    upload.start()
  })
}

const whole = () => readFileSync(file)
function* pieces() {
  for (let at = 0; at < whole().length; at += 100_000) yield whole().subarray(at, at + 100_000)
}
const errands = {
  whole: () => run(whole(), {}),
  // No file's stream: of such a one the client would take the length from the disk.
  deferred: () => run(Readable.from(pieces()), { uploadLengthDeferred: true }),
  async resumed() {
    const broken = await run(whole(), {}, (upload, accepted, stop) => {
      if (accepted > 1_000_000) void upload.abort().then(() => stop(upload))
    })
    return run(whole(), { uploadUrl: broken.url })
  },
  'given-up': () =>
    run(whole(), {}, (upload, accepted, stop) => {
      if (accepted > 1_000_000) void upload.abort(true).then(() => stop(upload))
    }),
}
console.log((await errands[errand]()).url)
