/** What file systems keep for themselves. */
const KEPT = /[\\/:*?"<>|\s]+/g

/** The name of a file that is saved: what it is and of what, so that those of several rooms and days lie beside one another. */
export function fileName(parts: readonly string[], ending: string): string {
  return `${parts.map((part) => part.replace(KEPT, '_')).join('-')}.${ending}`
}
