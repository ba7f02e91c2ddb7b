/**
 * Room kept back on this device for the end of a film. It is filled with bytes: what browsers tell of their storage is what
 * they would allow, and Chromium tells every page the same, however full the device is.
 */

/** What room is given for: to go on for two minutes, or to keep what is recorded already and say that the film has ended. */
export type Spare = 'film' | 'end'

const SIZES: Record<Spare, number> = { end: 4 * 1024 * 1024, film: 40 * 1024 * 1024 }
const PIECE = 1024 * 1024
const TRIAL = 'kaowu-trial'
const nameOf = (part: Spare) => `kaowu-reserve-${part}`

/** Keep room back; false where this device has none left for it, null where the browser has no files of its own. */
export async function reserve(manager: StorageManager | undefined = globalThis.navigator?.storage): Promise<boolean | null> {
  const folder = await folderOf(manager)
  if (folder === null) return null
  try {
    for (const part of ['end', 'film'] as const) await filled(folder, nameOf(part), SIZES[part])
    return true
  } catch (error) {
    if (error instanceof TypeError) return null
    console.info('no room is kept back', error)
    return false
  }
}

/** Give back what was kept, the larger part first, and say which; null: there is no more. */
export async function spare(manager: StorageManager | undefined = globalThis.navigator?.storage): Promise<Spare | null> {
  const folder = await folderOf(manager)
  if (folder === null) return null
  for (const part of ['film', 'end'] as const) {
    const gone = await folder.removeEntry(nameOf(part)).then(() => true, () => false)
    if (gone) return part
  }
  return null
}

/** Whether so many bytes (whole MiB) can be written here, tried and taken away again; null where the browser has no files of its own. */
export async function fits(bytes: number, manager: StorageManager | undefined = globalThis.navigator?.storage): Promise<boolean | null> {
  const folder = await folderOf(manager)
  if (folder === null) return null
  try {
    await filled(folder, TRIAL, bytes)
    return true
  } catch (error) {
    return error instanceof TypeError ? null : false
  } finally {
    await folder.removeEntry(TRIAL).catch(() => {})
  }
}

async function folderOf(manager: StorageManager | undefined): Promise<FileSystemDirectoryHandle | null> {
  return (await manager?.getDirectory?.().catch(() => null)) ?? null
}

async function filled(folder: FileSystemDirectoryHandle, name: string, size: number): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true })
  if ((await file.getFile()).size === size) return
  try {
    const writing = await file.createWritable()
    try {
      const piece = crypto.getRandomValues(new Uint8Array(64 * 1024))
      const bytes = new Uint8Array(PIECE)
      for (let at = 0; at < PIECE; at += piece.length) bytes.set(piece, at)
      for (let at = 0; at < size; at += PIECE) await writing.write(bytes)
    } catch (error) {
      await writing.abort().catch(() => {})
      throw error
    }
    await writing.close()
  } catch (error) {
    await folder.removeEntry(name).catch(() => {})
    throw error
  }
}
