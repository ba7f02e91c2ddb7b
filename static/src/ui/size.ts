/** Bytes as people read them, and as the hub writes them: `1.2 GB` are 1,200,000,000. Only nothing is 0. */
export function sizeOf(bytes: number): string {
  const units = ['KB', 'MB', 'GB', 'TB']
  let [value, unit] = [Math.max(0, bytes) / 1000, 0]
  // What would be rounded to 1000 is 1 of the next.
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  if (unit === 0) return `${value > 0 ? Math.max(1, Math.round(value)) : 0} KB`
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
