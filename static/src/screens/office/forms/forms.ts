/** Labels and forms as the hub draws them, and what of a plan's objects is registered. */
export const FORMS = ['labels', 'doors', 'desks', 'seats', 'record', 'handoff', 'spares', 'wall', 'slips', 'scores', 'scored', 'report'] as const
export type Form = (typeof FORMS)[number]
export const SHEETS = ['3x8', '2x7', '4x10', 'custom'] as const
export type Sheet = (typeof SHEETS)[number]

/** How many of a kind a session (null: the whole site) needs, and how many of them are not registered. */
export interface Need {
  session: string | null
  kind: string
  zh: string
  en: string
  needed: number
  lacking: number
}

/** An object as `custody.label` registers it. */
export interface New {
  kind: string
  session: string | null
  room: string | null
  packed: Record<string, number>
  /** Of a paper bag in a room of several trades or levels: whose it is. */
  group?: { trade: string; level: number }
}

export interface Needs {
  plan: number
  kinds: Need[]
  lacking: New[]
  /** How many objects of the plan were registered, with those whose labels were withdrawn: it only grows. */
  there: number
}

/** A sheet of labels that is not among those sold everywhere; millimetres on A4. */
export interface Grid {
  columns: number
  rows: number
  width: number
  height: number
  left: number
  top: number
}

/** What is asked for; an empty session, room or kind means all. */
export interface Choice {
  form: Form
  session: string
  room: string
  kind: string
  labels: string
  sheet: Sheet
  grid: Grid
  start: number
  cut: boolean
  tail: boolean
}

/** The hub takes so many objects in one fact. */
export const MOST_NEW = 500

/** Forms that go onto label sheets. */
export const onSheets = (form: Form) => form === 'labels' || form === 'desks'

/** What is lacking as facts of `custody.label`; with what is there, so that two offices at once do not register twice. */
export function registering(plan: number, lacking: readonly New[], there: number): { kind: string; body: Record<string, unknown> }[] {
  const acts = []
  for (let first = 0; first < lacking.length; first += MOST_NEW) {
    acts.push({ kind: 'custody.label', body: { plan, objects: lacking.slice(first, first + MOST_NEW), there: there + first } })
  }
  return acts
}

/** The sheet as the hub reads it. */
const described = ({ columns, rows, width, height, left, top }: Grid) =>
  JSON.stringify({ paper: [210, 297], columns, rows, cell: [width, height], margin: [left, top] })

/** What the hub is asked for; only what matters for the form. */
export function queryOf(plan: number, choice: Choice): Record<string, string | number | boolean> {
  const query: Record<string, string | number | boolean> = { plan }
  if (choice.session !== '') query.session = choice.session
  if (choice.room !== '') query.room = choice.room
  if (choice.form === 'labels') {
    if (choice.kind !== '') query.kinds = choice.kind
    const labels = choice.labels.split(/[\s,，、;；]+/).filter(Boolean)
    if (labels.length > 0) query.labels = labels.join(',')
  }
  if (onSheets(choice.form)) {
    query.sheet = choice.sheet
    query.start = choice.start
    query.cut = choice.cut
    if (choice.sheet === 'custom') query.grid = described(choice.grid)
  }
  if (choice.form === 'seats') query.tail = choice.tail
  return query
}

/** The same as the part of an address behind the question mark. */
export function textOf(query: Record<string, string | number | boolean>): string {
  return new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
}
