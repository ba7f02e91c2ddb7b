import type { App } from '../../app'
import { battery } from '../../battery'
import { ownBuild } from '../../build'
import { skew } from '../../clock'
import type { Check } from '../../rows'
import { persist, storage } from '../../storage'
import type { Trust } from '../../trust'
import { awake, certificate, clock, power, rows, space, version, zone, type Finding } from './checks'

/** Milliseconds a service worker may take to begin its work after the first visit. */
const WORKER = 4_000
const LOCAL = ['localhost', '127.0.0.1']

/** The checks that need no hand, each told as soon as it is known. */
export async function checkAlone(app: App, found: (check: Check, finding: Finding) => void): Promise<void> {
  const told = app.tell()
  const alone = async () => found('storage', space({ ...(await storage()), persisted: await persist() }))
  const withHub = async () => {
    await app.store.sync()
    const { through, reached } = app.store.freshness
    const age = through === null ? 0 : Date.now() - through
    found('hub', rows(reached === true, app.store.rows('person').size, age))
    found('clock', clock(skew.value))
    found('zone', zone(Intl.DateTimeFormat().resolvedOptions().timeZone, [...app.store.rows('plan').values()][0]?.zone))
    const answer = await told
    found('version', version(ownBuild(), answer.ok ? answer.value.build : null))
  }
  await Promise.all([
    alone(),
    withHub(),
    battery().then((one) => found('battery', power(one))),
    screenStaysOn().then((held) => found('awake', awake(held))),
    trusted(app).then((finding) => found('certificate', finding)),
  ])
}

async function trusted({ hub }: App): Promise<Finding> {
  const [controlled, answer] = await Promise.all([
    underWorker(),
    hub.ask<Trust>('/api/certificate', { days: 'number', welcome: 'array' }),
  ])
  const local = LOCAL.includes(location.hostname)
  return certificate({ secure: globalThis.isSecureContext, local, controlled }, answer.ok ? answer.value : null)
}

async function underWorker(): Promise<boolean> {
  const { serviceWorker } = navigator
  if (serviceWorker === undefined) return false
  if (serviceWorker.controller !== null) return true
  const taken = new Promise<void>((resolve) => serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true }))
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, WORKER))])
  // A page loaded anew past the worker (Shift) has none, though the next one will.
  return serviceWorker.controller !== null || (await serviceWorker.getRegistration())?.active != null
}

async function screenStaysOn(): Promise<boolean> {
  try {
    const lock = await navigator.wakeLock?.request('screen')
    await lock?.release()
    return lock !== undefined
  } catch {
    return false
  }
}
