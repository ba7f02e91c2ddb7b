/** A file on its way to the import, under the name the hub knows it by. */
export interface Chosen {
  file: File
  name: string
}

const PICTURE = /\.(jpe?g|png)$/i
const JUNK = /(^|\/)(\.|~\$|Thumbs\.db$|desktop\.ini$)/i

/** Portraits go by `photos/<staff no>.jpg`, everything else by its bare name; hidden and lock files are left out. */
export function named(files: Iterable<{ file: File; path: string }>): Chosen[] {
  return [...files]
    .filter(({ path }) => !JUNK.test(path))
    .map(({ file, path }) => {
      const bare = path.slice(path.lastIndexOf('/') + 1)
      return { file, name: PICTURE.test(bare) ? `photos/${bare}` : bare }
    })
}

/** What was dropped, with the folders walked. */
export async function dropped(transfer: DataTransfer): Promise<{ file: File; path: string }[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return (await Promise.all(entries.map((entry) => walk(entry)))).flat()
}

async function walk(entry: FileSystemEntry): Promise<{ file: File; path: string }[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ file, path: entry.fullPath }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const inside: FileSystemEntry[] = []
  for (;;) {
    // A reader hands out at most 100 entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) break
    inside.push(...some)
  }
  return (await Promise.all(inside.map(walk))).flat()
}
