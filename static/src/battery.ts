export interface Battery {
  /** Percent. */
  level: number
  charging: boolean
}

/** How full it is; null where the browser does not tell (Safari, Firefox). */
export async function battery(): Promise<Battery | null> {
  const ask = (navigator as { getBattery?: () => Promise<{ level: number; charging: boolean }> }).getBattery
  if (ask === undefined) return null
  try {
    const { level, charging } = await ask.call(navigator)
    return { level: Math.round(level * 100), charging }
  } catch {
    return null
  }
}
