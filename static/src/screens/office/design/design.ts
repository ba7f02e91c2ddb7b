import { ROLES } from '../../../roles'
import type { Design } from '../../../rows'
import format from './format.json'

/** The unified format's own texts and limits. */
export const FORMAT = format
export type Line = NonNullable<Design['lines']>[number]
export const KNOWN_LINES = format.known_lines as Line[]

/** A design with every choice filled in, as a form edits it; empty `mark` means the plan's own. */
export interface Draft {
  mark: string
  crest: string | null
  colours: Record<string, string>
  lines: Line[]
  found: string
  /** Always as many lines as fit, blank ones included. */
  reverse: Record<string, string[]>
  duty_phone: boolean
}

const ownColours = Object.fromEntries(ROLES.map(({ number, colour }) => [String(number), colour.toUpperCase()]))
const ownDuties: Record<string, string[]> = format.duties

function padded(lines: readonly string[]): string[] {
  return Array.from({ length: format.duties_most }, (_, index) => lines[index] ?? '')
}

export function ownColour(role: number): string {
  return ownColours[role] ?? '#3F3F46'
}

export function ownReverse(role: number): string[] {
  return padded(ownDuties[role] ?? [])
}

export function draftOf(design: Design): Draft {
  const roles = ROLES.map(({ number }) => String(number))
  return {
    mark: design.mark ?? '',
    crest: design.crest ?? null,
    colours: { ...ownColours, ...design.colours },
    lines: [...(design.lines ?? (format.lines as Line[]))],
    found: design.found ?? format.found,
    reverse: Object.fromEntries(roles.map((role) => [role, padded(design.reverse?.[role] ?? ownDuties[role] ?? [])])),
    duty_phone: design.duty_phone ?? format.duty_phone,
  }
}

/** What a draft states: only what differs from the format, so that a later edition of the format reaches it. */
export function stated(draft: Draft): Design {
  const design: Design = {}
  const mark = draft.mark.trim()
  if (mark !== '') design.mark = mark
  if (draft.crest !== null) design.crest = draft.crest
  const colours = Object.entries(draft.colours).filter(([role, colour]) => colour.toUpperCase() !== ownColours[role])
  if (colours.length > 0) design.colours = Object.fromEntries(colours.map(([role, colour]) => [role, colour.toUpperCase()]))
  if (draft.lines.join() !== format.lines.join()) design.lines = [...draft.lines]
  if (draft.found.trim() !== format.found) design.found = draft.found.trim()
  const filled = Object.entries(draft.reverse).map(([role, lines]) => [role, lines.map((line) => line.trim()).filter(Boolean)] as const)
  const reverse = filled.filter(([role, lines]) => lines.join('\n') !== (ownDuties[role] ?? []).join('\n'))
  if (reverse.length > 0) design.reverse = Object.fromEntries(reverse)
  if (draft.duty_phone !== format.duty_phone) design.duty_phone = draft.duty_phone
  return design
}

/** Characters as a person counts them: a rare character is one. */
export function length(text: string): number {
  return [...text.trim()].length
}

const HEX = /^#[0-9a-f]{6}$/i

/** WCAG contrast of white on a colour, 1 to 21; null where it is no colour. */
export function contrast(colour: string): number | null {
  if (!HEX.test(colour)) return null
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = Number.parseInt(colour.slice(place, place + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05)
}

/** Whether white words on the colour can be read. */
export function readable(colour: string): boolean {
  const ratio = contrast(colour)
  return ratio !== null && ratio >= format.contrast
}

/** What keeps a draft from being saved: parts of the form that are too long or cannot be read, roles by number. */
export interface Faults {
  mark: boolean
  found: boolean
  colours: number[]
  reverse: number[]
}

export function faultsOf(draft: Draft): Faults {
  const roles = (wrong: (role: string) => boolean) => ROLES.map(({ number }) => number).filter((role) => wrong(String(role)))
  return {
    mark: length(draft.mark) > format.mark_most,
    found: length(draft.found) > format.found_most,
    colours: roles((role) => !readable(draft.colours[role]!)),
    reverse: roles((role) => draft.reverse[role]!.some((line) => length(line) > format.duty_most)),
  }
}

export function sound(faults: Faults): boolean {
  return !faults.mark && !faults.found && faults.colours.length === 0 && faults.reverse.length === 0
}
