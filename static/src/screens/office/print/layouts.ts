import rows from './layouts.json'

/** How badges lie on paper, as the hub draws them; millimetres. */
export interface Layout {
  size: 'full' | 'pocket'
  layout: string
  paper: readonly [width: number, height: number]
  columns: number
  rows: number
  cell: readonly [width: number, height: number]
  left: number
  top: number
  gap: number
  /** The sheet comes cut or perforated. */
  cut: boolean
}

/** What offices use most stands first: several on A4. */
const FIRST = ['4up', '8up', 'single']
const place = ({ layout }: Layout) => (FIRST.indexOf(layout) + FIRST.length + 1) % (FIRST.length + 1)
export const LAYOUTS: readonly Layout[] = (rows as unknown as Layout[]).sort(
  (a, b) => a.size.localeCompare(b.size) || place(a) - place(b),
)

export const SIDES = ['one', 'two', 'two-short', 'fold'] as const
export type Sides = (typeof SIDES)[number]

/** Sides that a layout can have: what is cut already cannot be folded. */
export function sidesOf({ cut }: Layout): Sides[] {
  return SIDES.filter((sides) => sides !== 'fold' || !cut)
}

/** The layout with front and reverse beside each other in one cell, to be folded. */
export function folded(layout: Layout): Layout {
  const [width, height] = layout.cell
  if (layout.layout === 'single') return { ...layout, paper: [2 * width, height], cell: [2 * width, height] }
  const columns = Math.floor(layout.columns / 2)
  const left = (layout.paper[0] - columns * 2 * width - (columns - 1) * layout.gap) / 2
  return { ...layout, columns, cell: [2 * width, height], left }
}

/** How it will lie with these sides. */
export function laid(layout: Layout, sides: Sides): Layout {
  return sides === 'fold' ? folded(layout) : layout
}

/** Sheets of paper for so many badges. */
export function sheets(layout: Layout, sides: Sides, badges: number): number {
  const { columns, rows } = laid(layout, sides)
  return Math.ceil(badges / (columns * rows))
}
