/** What the browser says of this device's storage. */
export interface Storage {
  /** The browser promised not to clear it by itself; null where it cannot be asked. */
  persisted: boolean | null
  /** Bytes in use and bytes there may be; null where the browser does not tell, or tells every page the same. */
  used: number | null
  quota: number | null
}

/** Below so many free bytes nobody should begin a day: 200 MB as sizes are shown (`ui/size.ts`), so that nobody with 200 MB is asked for 200 MB. */
export const ENOUGH = 199_500_000

/** Ask for the promise once more; the browser may say no and mean it. */
export async function persist(manager: StorageManager | undefined = globalThis.navigator?.storage): Promise<boolean | null> {
  if (manager?.persist === undefined) return null
  try {
    return (await manager.persisted()) || (await manager.persist())
  } catch {
    return null
  }
}

/** Read how it stands; asks for nothing. */
export async function storage(manager: StorageManager | undefined = globalThis.navigator?.storage): Promise<Storage> {
  const found: Storage = { persisted: null, used: null, quota: null }
  if (manager === undefined) return found
  try {
    found.persisted = (await manager.persisted?.()) ?? null
    const { usage, quota } = (await manager.estimate?.()) ?? {}
    return { ...found, used: usage ?? null, quota: madeUp(usage, quota) ? null : (quota ?? null) }
  } catch {
    return found
  }
}

const GIB = 1024 ** 3

/** Chromium tells 10 GiB beyond what is in use (of a smaller disk, its size in whole GiB), so that no page learns of others. */
function madeUp(usage: number | undefined, quota: number | undefined): boolean {
  return usage !== undefined && quota !== undefined && quota > usage && (quota - usage) % GIB === 0
}
