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
export type Page = 'staff' | 'import' | 'design' | 'print' | 'badges' | 'plan' | 'rooms'

/** Where each kind is mended; what is new to this edition is mended where the people are. */
const PAGES: [RegExp, Page][] = [
  [/portrait/, 'import'],
  [/print/, 'print'],
  [/spare|badge/, 'badges'],
  [/reverse|found|design|crest|mark/, 'design'],
  [/plan|duty|session|day/, 'plan'],
  [/proctor|room/, 'staff'],
]

export function placeOf({ code, people }: Pick<Missing, 'code' | 'people'>): { page: Page; to: string } | null {
  const page = PAGES.find(([form]) => form.test(code))?.[1] ?? (people.length > 0 ? 'staff' : null)
  return page === null ? null : { page, to: `/office/${page}` }
}
