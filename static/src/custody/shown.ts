import { readTyped } from '../number'
import type { Shown } from '../screens/check-in/judge'
import { TEST_CODE } from '../test-code'
import { LABEL_PREFIX } from './label'

/** What came from the camera, a hand scanner or the keys: a label, or somebody's badge. */
export type Came = { label: string } | { who: Shown } | null

const BADGE_PREFIX = 'KW1:'
/** Characters of a label as facts take them. */
const LONGEST = 60

/** Tell what a text is; null where it is the printed test code, which means nothing. Keys pressed just before stand before it. */
export function came(text: string): Came {
  if (text.includes(TEST_CODE) || text.trim() === '') return null
  const badge = text.lastIndexOf(BADGE_PREFIX)
  if (badge !== -1) return { who: { by: 'badge', text: text.slice(badge) } }
  const label = text.toUpperCase().lastIndexOf(LABEL_PREFIX)
  if (label !== -1) return { label: text.slice(label).trim().slice(0, LONGEST) }
  const number = readTyped(text)
  return number === null ? { label: text.trim().slice(0, LONGEST) } : { who: { by: 'number', number } }
}
