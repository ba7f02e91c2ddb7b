/**
 * Room kept back on this device for the end of a film. It is filled with bytes: what browsers tell of their storage is what
 * they would allow, and Chromium tells every page the same, however full the device is. Where it does not fit, the disk is
 * without one free byte for a moment, and a database that writes in such a moment may be closed, and empty when it is opened
 * again: so little is kept back that only a full device has less, and it is tried only while this device holds nothing that
 * the hub does not have (`capture.ts`).
 */

const SIZE = 4 * 1024 * 1024
const PIECE = 64 * 1024
const NAME = 'kaowu-reserve-end'
const LOCK = 'kaowu-reserve'

/** Where a browser keeps the files of a page, and how its tabs take turns with them. */
export interface Ground {
  manager?: StorageManager | undefined
  locks?: Pick<LockManager, 'request'> | undefined
}
const here = (): Ground => ({ manager: globalThis.navigator?.storage, locks: globalThis.navigator?.locks })

/** Keep room back; false where this device has none left for it, null where that cannot be tried. */
export async function reserve(ground: Ground = here()): Promise<boolean | null> {
  const folder = await folderOf(ground)
  if (folder === null) return null
  try {
    await inTurn(ground, () => filled(folder))
    return true
  } catch (error) {
    console.info('no room is kept back', error)
    return (error as DOMException).name === 'QuotaExceededError' ? false : null
  }
}

/** Give back what was kept; false: there was none. */
export async function spare(ground: Ground = here()): Promise<boolean> {
  const folder = await folderOf(ground)
  return folder !== null && folder.removeEntry(NAME).then(() => true, () => false)
}

/** Take away what a browser that died while it filled has left behind, and what older versions kept back: all but a whole reserve. */
export async function sweep(ground: Ground = here()): Promise<void> {
  const folder = await folderOf(ground)
  if (folder === null) return
  await inTurn(ground, async () => {
    const left: string[] = []
    for await (const [name, entry] of folder.entries()) if (name !== NAME || entry.kind !== 'file' || (await entry.getFile()).size !== SIZE) left.push(name)
    for (const name of left) await folder.removeEntry(name, { recursive: true })
  }).catch((reason: unknown) => console.info('what was left behind stays', reason))
}

async function folderOf({ manager }: Ground): Promise<FileSystemDirectoryHandle | null> {
  return (await manager?.getDirectory?.().catch(() => null)) ?? null
}

async function inTurn(ground: Ground, work: () => Promise<void>): Promise<void> {
  return ground.locks === undefined ? work() : ground.locks.request(LOCK, work)
}

async function filled(folder: FileSystemDirectoryHandle): Promise<void> {
  const file = await folder.getFileHandle(NAME, { create: true })
  if ((await file.getFile()).size === SIZE) return
  try {
    const writing = await file.createWritable()
    try {
      const piece = crypto.getRandomValues(new Uint8Array(PIECE))
      for (let at = 0; at < SIZE; at += PIECE) await writing.write(piece)
    } catch (error) {
      await writing.abort().catch(() => {})
      throw error
    }
    await writing.close()
  } catch (error) {
    await folder.removeEntry(NAME).catch(() => {})
    throw error
  }
}
