import { vi } from 'vitest'

/** Milliseconds. What a test waits for comes as soon as the machine has time for it; one second is too short on a busy one. */
const PATIENCE = 45_000

const waitFor = vi.waitFor.bind(vi)
vi.waitFor = (callback) => waitFor(callback, { timeout: PATIENCE })
