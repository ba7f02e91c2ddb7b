import type { CustodyAct, Item, Plan } from '../rows'
import { groupOf, subjectWords } from './group'
import { kindOf, type Items } from './item'

/** What one holder has: what stands alone, each with all in it. */
export interface Holding {
  holder: Item['holder']
  items: Item[]
}

/** A thing that has not moved for some minutes, where it should have. */
export interface Still {
  item: Item
  minutes: number
}

/** Where things pass through: what stays there too long is named. */
const PASSING: readonly string[] = ['road', 'reader']
const MINUTE = 60_000

/** Who holds what, by place, room and people. */
export function holdings(items: Items): Holding[] {
  const by = new Map<string, Holding>()
  for (const item of items.values()) {
    if (item.inside !== null) continue
    const { stage, room, people } = item.holder
    const key = JSON.stringify([stage, room ?? '', people])
    const holding = by.get(key) ?? { holder: item.holder, items: [] }
    holding.items.push(item)
    by.set(key, holding)
  }
  const inOrder = [...by].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, holding]) => holding)
  for (const holding of inOrder) holding.items.sort(byLabel)
  return inOrder
}

const byLabel = (one: Item, other: Item) => (one.label < other.label ? -1 : 1)

/** The examination material at a place now, inside something or not. */
export function outOf(items: Items, stage: string): Item[] {
  return [...items.values()].filter((item) => kindOf(item).secure && item.holder.stage === stage).sort(byLabel)
}

/** What should have moved on by `now` (Unix ms): on the road or at the reader for too long, or in a room long after its end. */
export function still(items: Items, plan: Pick<Plan, 'sessions'>, after: number, now: number): Still[] {
  const found: Still[] = []
  for (const item of items.values()) {
    const since = item.inside === null ? shouldMoveSince(item, plan) : null
    if (since !== null && now - since > after * MINUTE) found.push({ item, minutes: Math.floor((now - since) / MINUTE) })
  }
  return found.sort((one, other) => other.minutes - one.minutes || byLabel(one.item, other.item))
}

function shouldMoveSince({ holder, at, session: of }: Item, { sessions }: Pick<Plan, 'sessions'>): number | null {
  const moved = at === null ? null : Date.parse(at)
  if (PASSING.includes(holder.stage)) return moved
  const session = sessions.find(({ id }) => id === of)
  if (holder.stage !== 'room' || session === undefined) return null
  return Math.max(Date.parse(session.ends), moved ?? 0)
}

/** Every act by the labels it is about, oldest first: a label's whole life at one look among thousands of acts. */
export function livesOf(acts: Iterable<CustodyAct>, plan: number): Map<string, CustodyAct[]> {
  const lives = new Map<string, CustodyAct[]>()
  const inOrder = [...acts].filter((act) => act.plan === plan).sort((one, other) => one.seq - other.seq)
  for (const act of inOrder) {
    for (const label of new Set([...act.moved, ...act.objects])) {
      const life = lives.get(label)
      if (life === undefined) lives.set(label, [act])
      else life.push(act)
    }
  }
  return lives
}

/** The labels a typed text may mean: the whole number, its beginning or its digits, a room, or a trade of paper bags. */
export function labelsLike(text: string, items: Items): Item[] {
  const packed = (one: string) => one.normalize('NFKC').toUpperCase().replace(/[\s\-—–]/g, '')
  const typed = packed(text)
  if (typed === '') return []
  const bare = (one: string) => packed(one).slice(1, -1).replace(/^0+/, '')
  const digits = /^\d+$/.test(typed) ? typed.replace(/^0+/, '') : null
  // Digits or a letter begin a number or are a room: the grade in `level 4` is no match for them.
  const [named, inEnglish] = [!/^(\d+|[A-Z])$/.test(typed), /[A-Z]{2}/.test(typed)]
  const ofTrade = (item: Item) => {
    const group = groupOf(item)
    const [zh, en] = group === null ? ['', ''] : subjectWords(group)
    return (named && packed(zh).includes(typed)) || (inEnglish && packed(en).includes(typed))
  }
  const fits = (item: Item) => packed(item.label).startsWith(typed) || ofTrade(item) || (digits !== null && (bare(item.label) === digits || item.room === text.trim()))
  return [...items.values()].filter(fits).sort(byLabel)
}
