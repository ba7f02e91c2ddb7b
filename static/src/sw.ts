/// <reference lib="webworker" />
/** The service worker: the app shell opens without the hub. It never keeps an answer of the hub (facts, portraits, PDFs). */
const worker = self as unknown as ServiceWorkerGlobalScope
const SHELL = 'kaowu-shell-v1'
/** Scripts, styles and the decoder of this build (fonts are kept when used); written in by the build. */
declare const SHELL_ASSETS: readonly string[]

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(SHELL).then(async (cache) => {
      await Promise.all([fetched(cache, new Request('/enrol', { cache: 'reload' })), ...SHELL_ASSETS.map((path) => fetched(cache, new Request(path)))])
      await worker.skipWaiting()
    }),
  )
})
worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()))
})

async function forgetOldBuilds(): Promise<void> {
  const cache = await caches.open(SHELL)
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    const font = pathname.endsWith('.woff2')
    if (pathname.startsWith('/assets/') && !font && !SHELL_ASSETS.includes(pathname)) await cache.delete(url)
  }
}

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== worker.location.origin) return
  // The page that tests whether this device trusts the hub is no part of the app, and must not be kept as its shell.
  if (address.pathname === '/trust') return
  if (address.pathname.startsWith('/assets/')) event.respondWith(asset(request))
  // What the hub gives out as a file is no screen either.
  else if (request.mode === 'navigate' && !/^\/api\/|\./.test(address.pathname)) event.respondWith(page(event))
})

/** Milliseconds the hub has to answer before the kept shell opens: a phone out of reach must not stand white. */
const PATIENCE = 700
/** Milliseconds after which no answer is waited for. */
const ENOUGH = 5_000

/** The newest shell from the hub; the kept one when the hub does not answer, or somebody else does. */
async function page(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(SHELL)
  const asked = newest(cache, event.request).catch(() => null)
  event.waitUntil(asked)
  const kept = await cache.match('/enrol')
  if (kept === undefined) return (await asked) ?? Response.error()
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null))
  return (await Promise.race([asked, late])) ?? kept
}

/** The hub's answer to a page; null where it is not the hub's, like the sign-in page of a hotspot. */
async function newest(cache: Cache, { url, headers }: Request): Promise<Response | null> {
  const response = await fetch(url, { headers, credentials: 'same-origin', signal: AbortSignal.timeout(ENOUGH) })
  if (!fromHub(response)) return null
  if (response.redirected) return Response.redirect(response.url)
  const html = response.ok && response.headers.get('content-type')?.startsWith('text/html')
  if (html && isShell(await response.clone().text())) await cache.put('/enrol', response.clone())
  return response
}

/** Assets carry their content's hash in the name, so a kept one is never out of date. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  // A browser asks six things at once: fonts that never come must not keep facts from going out.
  const response = await fetch(request, { signal: AbortSignal.timeout(ENOUGH) })
  // A hotspot's page is no font and no script.
  if (!fromHub(response)) return Response.error()
  if (response.ok) await cache.put(request, response.clone())
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

function isShell(text: string): boolean {
  return text.includes('<div id="app">')
}
