/** What an import did to rows that have a name: so many came, so many are different, so many are gone. */
export interface Difference {
  added: number
  changed: number
  gone: number
  same: number
}

/** Rows of one kind and plan by key, each as the text of what a person would call it. */
export type Picture = ReadonlyMap<string, string>

/** Picture rows by what matters to a reader; `listed: false` counts as not there. */
export function picture<T extends { plan: number; listed?: boolean }>(
  rows: Iterable<[string, T]>,
  plans: ReadonlySet<number>,
  said: (row: T) => unknown,
): Picture {
  const found = new Map<string, string>()
  for (const [key, row] of rows) {
    if (plans.has(row.plan) && row.listed !== false) found.set(key, JSON.stringify(said(row)))
  }
  return found
}

export function difference(before: Picture, after: Picture): Difference {
  const found: Difference = { added: 0, changed: 0, gone: 0, same: 0 }
  for (const [key, said] of after) {
    const old = before.get(key)
    if (old === undefined) found.added += 1
    else if (old === said) found.same += 1
    else found.changed += 1
  }
  for (const key of before.keys()) if (!after.has(key)) found.gone += 1
  return found
}
