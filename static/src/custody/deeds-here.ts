import type { Item } from '../rows'
import { within } from './item'
import { readLabel, sealNumber } from './label'
import { countsOpened, more, unstated } from './opening'

/** Acts on what lies here, besides handing over and packing. */
export const DEEDS: readonly string[] = ['custody.open', 'custody.seal', 'custody.supply', 'custody.unpack', 'custody.correct']

interface Body {
  label?: string
  container?: string
  seal?: string
  source?: string
  target?: string
  what?: string
  number?: number
  aside?: Record<string, number>
  look?: { counts?: { label: string; counted: Record<string, number> }[] }
  seals?: { label: string; number: string }[]
  counts?: { label: string; counted: Record<string, number> }[]
}

interface Deed {
  id: string
  kind: string
  device: string
  at: string
}

/** Lay a deed over the objects; what the hub's rows show already is not done twice. */
export function doneHere(items: Map<string, Item>, body: Body, { id, kind, device, at }: Deed, factory: boolean): void {
  const act = { fact: id, kind, device }
  const known = (text: string | undefined) => items.get(numberOf(text))
  const change = (item: Item | undefined, over: (item: Item) => Partial<Item>) => {
    if (item !== undefined && item.act?.fact !== id) items.set(item.label, { ...item, ...over(item), at, act })
  }
  const countedIn = (item: Item, of: Body['counts'] = []) => of.find(({ label }) => numberOf(label) === item.label)?.counted
  const counted = (item: Item, of: Body['counts'] = []) => ({ ...item.counts, ...countedIn(item, of) })
  if (kind === 'custody.open') {
    // From the record sheet it is entered once the bag is back.
    const stateOf = ({ state }: Item) => (state === 'issued' || state === 'received' ? 'opened' : state)
    change(known(body.label), (item) => ({ state: stateOf(item), seal: null, counts: countsOpened(item, countedIn(item, body.look?.counts)) }))
  } else if (kind === 'custody.seal') {
    const seal = stripOf(body.seal, factory)
    change(known(body.label), (item) => ({ ...(unstated(item) ? {} : { state: 'verified', aside: { ...body.aside } }), seal, broken: false, counts: counted(item, body.look?.counts) }))
  } else if (kind === 'custody.supply') {
    const [what, number] = [body.what ?? '', body.number ?? 0]
    const by = (number: number) => ({ counts, supplied = {} }: Item) => ({ counts: more(counts, what, number), supplied: more(supplied, what, number) })
    change(known(body.source), by(-number))
    change(known(body.target), by(number))
  } else if (kind === 'custody.unpack') {
    const container = known(body.container)
    for (const item of container === undefined ? [] : within(container.label, items)) {
      change(item, ({ inside }) => ({ inside: inside === container!.label ? null : inside }))
    }
    change(container, () => ({ seal: null }))
  } else {
    // Who received, or that it did not happen, is for the hub to say.
    const { seals = [], counts = [] } = body
    for (const label of new Set([...seals, ...counts].map((one) => numberOf(one.label)))) {
      const strip = seals.find((one) => numberOf(one.label) === label)?.number
      change(items.get(label), (item) => ({ seal: strip === undefined ? item.seal : stripOf(strip, factory), counts: counted(item, counts) }))
    }
  }
}

function numberOf(text = ''): string {
  try {
    return readLabel(text).number
  } catch {
    return text
  }
}

function stripOf(text = '', factory: boolean): string {
  try {
    return sealNumber(text, factory)
  } catch {
    return text
  }
}
