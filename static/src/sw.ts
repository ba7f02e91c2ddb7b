/// <reference lib="webworker" />
/** The service worker: the app shell opens without the hub. It never keeps an answer of the hub (facts, portraits, PDFs). */
const worker = self as unknown as ServiceWorkerGlobalScope
const SHELL = 'kaowu-shell-v1'

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(SHELL).then(async (cache) => {
      await cache.add(new Request('/enrol', { cache: 'reload' }))
      await worker.skipWaiting()
    }),
  )
})
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== worker.location.origin) return
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
