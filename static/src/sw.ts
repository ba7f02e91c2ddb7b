/// <reference lib="webworker" />
/** The service worker: the app shell opens without the hub. It never keeps an answer of the hub (facts, portraits, PDFs). */
const worker = self as unknown as ServiceWorkerGlobalScope
const SHELL = 'kaowu-shell-v1'
/** Scripts, styles and the decoder of this build (fonts are kept when used); written in by the build. */
declare const SHELL_ASSETS: readonly string[]

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(SHELL).then(async (cache) => {
      await cache.add(new Request('/enrol', { cache: 'reload' }))
      await cache.addAll(SHELL_ASSETS)
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
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (address.pathname.startsWith('/assets/')) event.respondWith(asset(request))
})

/** The newest shell from the hub; the kept one when the hub does not answer. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL)
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(3_000) })
    if (response.ok && response.headers.get('content-type')?.startsWith('text/html')) {
      await cache.put('/enrol', response.clone())
    }
    return response
  } catch (error) {
    const kept = await cache.match('/enrol')
    if (kept === undefined) throw error
    return kept
  }
}

/** Assets carry their content's hash in the name, so a kept one is never out of date. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}
