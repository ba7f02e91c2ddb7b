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

/** The role of a number; a number from a newer hub is named as unknown instead of hiding the person. */
export function roleOf(number: number): Role {
  return byNumber.get(number) ?? unknown(number)
}
