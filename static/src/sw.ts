/// <reference lib="webworker" />
/**
 * The service worker: every screen opens without the hub. Each build is kept whole under its own name, so that a page never
 * mixes two of them. It never keeps an answer of the hub (facts, portraits, PDFs).
 */
const worker = self as unknown as ServiceWorkerGlobalScope
/** Scripts, styles and the decoder of this build, and its name; written in by the build. */
declare const SHELL_ASSETS: readonly string[]
declare const SHELL_BUILD: string
const PREFIX = 'kaowu-shell-'
const SHELL = `${PREFIX}${SHELL_BUILD}`
/** Characters' shapes are the same in every build; kept when used. */
const FONTS = 'kaowu-fonts'
const PAGE = '/enrol'
/** Builds that are kept: another tab may still show the one before. */
const BUILDS = 2
/** Milliseconds after which no answer is waited for: a browser asks six things at once, and facts must go out. */
const SLOW = 5_000

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(SHELL).then(async (cache) => {
      await Promise.all([fetched(cache, new Request(PAGE, { cache: 'reload' })), ...SHELL_ASSETS.map((path) => fetched(cache, new Request(path)))])
      // The first build serves at once; a later one waits until somebody takes it, or all pages were closed.
      if (worker.registration.active === null) await worker.skipWaiting()
    }),
  )
})
worker.addEventListener('message', (event) => {
  if (event.data === 'take') void worker.skipWaiting()
})
worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()))
})

async function forgetOldBuilds(): Promise<void> {
  const before = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== SHELL)
  const kept = before.slice(1 - BUILDS)
  await Promise.all(before.filter((name) => !kept.includes(name)).map((name) => caches.delete(name)))
}

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else if (request.mode === 'navigate' && ofApp(pathname)) event.respondWith(page(request))
})

/** The page that tests whether this device trusts the hub, the hub's own answers and files are no screens of the app. */
function ofApp(pathname: string): boolean {
  return !/^\/(trust|api|healthz|readyz|metrics)(\/|$)/.test(pathname) && !pathname.includes('.')
}

/** The shell of this build; where the browser has thrown it away, what the hub answers. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL)
  return (await cache.match(PAGE)) ?? fetch(request, { signal: AbortSignal.timeout(SLOW) })
}

/** Assets carry their content's hash in the name, so a kept one is never out of date. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept !== undefined) return kept
  const response = await fetch(request, { signal: AbortSignal.timeout(SLOW) })
  // A hotspot's page is no font and no script.
  if (!fromHub(response)) return Response.error()
  if (response.ok) {
    const cache = await caches.open(new URL(request.url).pathname.endsWith('.woff2') ? FONTS : SHELL)
    // A device without room for it shows it all the same.
    await cache.put(request, response.clone()).catch(() => {})
  }
  return response
}

/** Keep a file of the shell; throws where the hub did not answer, so that a half shell never takes over. */
async function fetched(cache: Cache, request: Request): Promise<void> {
  const response = await fetch(request)
  if (!response.ok || !fromHub(response)) throw new Error(`${request.url} did not come from the hub`)
  await cache.put(request, response)
}

/** The hub says this with all it sends; a hotspot's page that answers in its place does not. */
function fromHub({ headers }: Response): boolean {
  return headers.get('cross-origin-resource-policy') === 'same-origin'
}
