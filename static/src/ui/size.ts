/** Bytes in a size that people compare: `1.2 GB`. */
export function sizeOf(bytes: number): string {
  const units = ['KB', 'MB', 'GB', 'TB']
  let [value, unit] = [bytes / 1024, 0]
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
