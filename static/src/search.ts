import { initials } from './initials'
import type { Person } from './rows'

/** Someone found, and what of the shown words matched. */
export interface Found {
  person: Person
  /** Parts of the name, unit, staff number, badge number or phone to be marked, as they were typed. */
  marks: readonly string[]
}

export interface Wish {
  /** What speaks for a person when several match equally well; the smaller comes first. */
  first?: (person: Person) => number
  /** The whole phone number, where this device may know it. */
  phone?: (person: Person) => string | undefined
}

/** How well one word fits a person; the smaller the better, null where it does not. */
function fit(person: Person, word: string, phone: string): number | null {
  const name = person.name.toUpperCase()
  if (name === word) return 0
  if (name.startsWith(word)) return 1
  const number = person.number ?? ''
  if (person.staff_no.toUpperCase() === word || person.tail === word || isNumber(number, word)) return 1
  if (name.includes(word)) return 2
  if (/^[A-Z]{2,}$/.test(word) && initials(person.name).startsWith(word)) return 2
  const rest = [person.staff_no, person.unit].some((one) => one.toUpperCase().includes(word))
  return rest || (/^\d{4,}$/.test(word) && phone.includes(word)) ? 3 : null
}

/** A badge number may be typed without its leading zeros, dash and check character. */
function isNumber(number: string, word: string): boolean {
  const packed = (text: string) => text.replaceAll('-', '').replace(/^0+/, '')
  return number !== '' && packed(word) !== '' && [packed(number), packed(number.slice(0, -1))].includes(packed(word))
}

/**
 * Find people by name or its Pinyin initials, staff number, badge number, unit or the phone's last digits; several words
 * must all fit. The best come first, among equals those `first` prefers, then those still expected.
 */
export function find(people: Iterable<Person>, text: string, { first = () => 0, phone = () => '' }: Wish = {}): Found[] {
  const words = text.toUpperCase().split(/[\s,，、]+/).filter((word) => word !== '')
  if (words.length === 0) return []
  const found: { person: Person; order: number[] }[] = []
  for (const person of people) {
    const fits = words.map((word) => fit(person, word, phone(person) ?? ''))
    if (fits.includes(null)) continue
    const worst = Math.max(...(fits as number[]))
    found.push({ person, order: [first(person), worst, person.state === 'expected' ? 0 : 1] })
  }
  const marks = words
  return found
    .sort((a, b) => inOrder(a.order, b.order) || a.person.name.localeCompare(b.person.name, 'zh-CN') || a.person.person - b.person.person)
    .map(({ person }) => ({ person, marks }))
}

function inOrder(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : a[at]! - b[at]!
}

/** A text cut where marked words begin and end. */
export function cut(text: string, marks: readonly string[]): { text: string; marked: boolean }[] {
  const upper = text.toUpperCase()
  // Characters whose capital is longer would shift the places.
  const inside = Array.from({ length: text.length }, () => false)
  for (const mark of upper.length === text.length ? marks : []) {
    const at = upper.indexOf(mark)
    if (at !== -1) inside.fill(true, at, at + mark.length)
  }
  const parts: { text: string; marked: boolean }[] = []
  for (const [index, marked] of inside.entries()) {
    const last = parts.at(-1)
    if (last?.marked === marked) last.text += text[index]!
    else parts.push({ text: text[index]!, marked })
  }
  return parts
}
