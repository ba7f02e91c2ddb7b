import type { DeviceRole } from './hub'
import rows from './roles.json'

/** One role of the exam day. `bars` repeats the family of the role without colour; white text fits on `colour`. */
export interface Role {
  number: number
  code: string
  zh: string
  en: string
  bars: number
  colour: string
}

export const ROLES: readonly Role[] = rows
export const PROCTOR = 8

const byNumber = new Map(ROLES.map((role) => [role.number, role]))
const unknown = (number: number): Role => ({
  number,
  code: '?',
  zh: `未知角色 ${number}`,
  en: `Unknown role ${number}`,
  bars: 0,
  colour: '#3F3F46',
})

/** Whom a phone or a gate may add by itself: invigilation and support; the others are added in the office. */
const ADDED_AT_GATE = [8, 7, 9, 16, 17, 18, 19]

/** The roles a device may add people in, the usual ones first. */
export function addable(device: DeviceRole): { usual: readonly Role[]; other: readonly Role[] } {
  const usual = ADDED_AT_GATE.map(roleOf)
  const leads = device === 'chief' || device === 'office'
  return { usual, other: leads ? ROLES.filter(({ number }) => !ADDED_AT_GATE.includes(number)) : [] }
}

/** The role of a number; a number from a newer hub is named as unknown instead of hiding the person. */
export function roleOf(number: number): Role {
  return byNumber.get(number) ?? unknown(number)
}
