import { checkCharacter } from '../number'
import type { Plan } from '../rows'
import { KINDS, No } from './rules'

/** A label as read; site and plan are null where its number was typed. */
export interface Label {
  /** Its number as people read it, such as `B017-X`. */
  number: string
  kind: string
  site: number | null
  plan: number | null
}

const BY_LETTER = new Map(Object.values(KINDS).filter(({ letter }) => letter !== '').map((kind) => [kind.letter, kind.code]))
/** Characters of what was typed that a refusal repeats. */
const SHOWN = 24

/** What a label's QR code begins with. */
export const LABEL_PREFIX = 'KL1:'

export function labelNumber(kind: string, serial: number): string {
  const text = `${KINDS[kind]!.letter}${String(serial).padStart(3, '0')}`
  return `${text}-${checkCharacter(text)}`
}

/** Read a scanned or typed label; throws `label-unreadable` or `label-check`. */
export function readLabel(typed: string): Label {
  const text = typed.normalize('NFKC').trim().toUpperCase()
  const coded = /^KL1:(\d{1,10}):(\d{1,10}):(.{3,20})$/.exec(text)
  if (coded === null) return readNumber(text, typed)
  return { ...readNumber(coded[3]!, typed), site: Number(coded[1]), plan: Number(coded[2]) }
}

function readNumber(text: string, typed: string): Label {
  const packed = text.replace(/[\s\-‐-―−_]+/g, '')
  const digits = packed.slice(1).replaceAll('O', '0').replaceAll('I', '1')
  const found = /^([A-Z])([0-9]{1,9})([0-9A-Z])$/.exec(packed.slice(0, 1) + digits)
  const kind = BY_LETTER.get(found?.[1] ?? '')
  const shown = { typed: typed.trim().slice(0, SHOWN) }
  if (found === null || kind === undefined) throw new No('label-unreadable', shown)
  const number = labelNumber(kind, Number(found[2]))
  if (Number(found[2]) === 0 || number.replace('-', '') !== found.slice(1).join('')) throw new No('label-check', shown)
  return { number, kind, site: null, plan: null }
}

/** What was scanned as people read it: the number of a label, of anything else its beginning. */
export function shownLabel(text: string): string {
  try {
    return readLabel(text).number
  } catch (no) {
    if (!(no instanceof No)) throw no
    return text.trim().slice(0, SHOWN)
  }
}

/** Throws where a label is another site's or plan's; a typed number says nothing about it. */
export function belongs(label: Label, site: number, plan: number): void {
  if (label.site !== null && label.site !== site) {
    throw new No('object-wrong-site', { label: label.number, found: label.site, expected: site })
  }
  if (label.plan !== null && label.plan !== plan) {
    throw new No('object-wrong-plan', { label: label.number, found: label.plan, expected: plan })
  }
}

/** Read a label that is scanned for an act of this plan; throws what `readLabel` and `belongs` throw. */
export function ownLabel(typed: string, plan: Pick<Plan, 'plan' | 'site'>): Label {
  const label = readLabel(typed)
  belongs(label, plan.site.number, plan.plan)
  return label
}

/**
 * The number of a seal strip in the one form that can be compared; strips from a factory have no check character.
 * Throws `label-unreadable`, `label-check` or `seal-unreadable`.
 */
export function sealNumber(typed: string, factory = false): string {
  const unreadable = () => new No('seal-unreadable', { typed: typed.trim().slice(0, SHOWN) })
  if (!factory) {
    const label = readLabel(typed)
    if (label.kind !== 'ST') throw unreadable()
    return label.number
  }
  const packed = typed.normalize('NFKC').toUpperCase().replace(/[\s\-‐-―−_]+/g, '')
  if (!/^[A-Z0-9]{3,24}$/.test(packed)) throw unreadable()
  return packed
}
