import { shallowRef } from 'vue'

/** Whether a newer build of the app is here, waiting for somebody to take it. */
export const updateWaiting = shallowRef(false)

const OFTEN = 15 * 60_000
let taken = false

/** Register the service worker, and look for newer builds: a page that stays open for the day never asks by itself. */
export async function watchForUpdates(): Promise<void> {
  const workers = navigator.serviceWorker
  const registration = await workers.register('/sw.js')
  const look = () => (updateWaiting.value = registration.waiting !== null && workers.controller !== null)
  const follow = (worker: ServiceWorker | null) => {
    worker?.addEventListener('statechange', () => {
      // The registration may say so only a moment later.
      if (worker.state === 'installed' && workers.controller !== null) updateWaiting.value = true
      else look()
    })
  }
  follow(registration.installing)
  registration.addEventListener('updatefound', () => follow(registration.installing))
  workers.addEventListener('controllerchange', () => {
    // Only where somebody asked for it: whatever is being typed elsewhere stays.
    if (taken) location.reload()
    else look()
  })
  look()
  const ask = () => void registration.update().then(look, () => {})
  setInterval(ask, OFTEN)
  addEventListener('online', ask)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') ask()
  })
}

/** Somebody wants the newer build now. */
export async function takeUpdate(): Promise<void> {
  taken = true
  const registration = await navigator.serviceWorker.getRegistration()
  if (registration?.waiting) registration.waiting.postMessage('take')
  else location.reload()
}
