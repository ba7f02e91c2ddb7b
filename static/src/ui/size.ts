/** Bytes in a size that people compare, counted as their computer counts them: `1.2 GB`. Only nothing is 0. */
export function sizeOf(bytes: number): string {
  const units = ['KB', 'MB', 'GB', 'TB']
  let [value, unit] = [Math.max(0, bytes) / 1024, 0]
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  if (unit === 0) return `${value > 0 ? Math.max(1, Math.round(value)) : 0} KB`
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
