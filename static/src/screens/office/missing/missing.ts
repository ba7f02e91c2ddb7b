/** One thing missing before the day, as the hub says it. */
export interface Missing {
  code: string
  level: Level
  says: string
  fix: string
  people: { person: number; name: string; unit?: string; detail?: string }[]
  count: number
}

export const LEVELS = ['must', 'should'] as const
export type Level = (typeof LEVELS)[number]
export type Page = 'staff' | 'import' | 'design' | 'print' | 'badges' | 'plan'

/** Where each kind is mended. */
const PAGES: Record<string, Page> = {
  'plan-days-past': 'plan',
  'plan-duty-phone': 'plan',
  'staff-none': 'import',
  'proctors-too-few': 'staff',
  'staff-unconfirmed': 'staff',
  'names-without-glyph': 'staff',
  'badges-missing': 'badges',
  'badges-other-role': 'badges',
  'badges-not-printed': 'print',
  'portraits-missing': 'import',
  'phones-missing': 'staff',
  'spares-missing': 'badges',
  'spares-not-printed': 'print',
  'reverse-empty': 'design',
  'found-empty': 'design',
  'mark-empty': 'design',
}

/** A kind that this page does not know yet is mended where its people are. */
export function placeOf({ code, people }: Pick<Missing, 'code' | 'people'>): { page: Page; to: string } | null {
  const page = PAGES[code] ?? (people.length > 0 ? 'staff' : null)
  return page === null ? null : { page, to: `/office/${page}` }
}
