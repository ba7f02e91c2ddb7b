import { t } from '../../i18n'
import type { DeviceRow } from '../../rows'

type Named = Pick<DeviceRow, 'device' | 'name' | 'state'>

/**
 * The name of a device, by its number. What takes another's place bears its name: then the one that left says so, and
 * those in use that share a name say their number.
 */
export function nameOf(device: string, all: ReadonlyMap<string, Named>): string {
  const one = all.get(device)
  if (one === undefined) return device
  const namesakes = [...all.values()].filter((other) => other.device !== device && other.name === one.name)
  if (namesakes.length === 0) return one.name
  if (one.state === 'revoked') return t('fleet.former', { name: one.name, device })
  return namesakes.some(({ state }) => state === 'enrolled') ? t('fleet.numbered', { name: one.name, device }) : one.name
}
