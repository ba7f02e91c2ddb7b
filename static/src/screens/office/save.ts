/** Hand a file to the browser as a download. */
export function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has its own hold on the file a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
