import { directlyIn, kindOf } from '../../custody/item'
import { closable, opensBeforeMonitor, opensInRoom, stripReaders, unstated } from '../../custody/opening'
import { PACKERS, turnedDown } from '../../custody/rules'
import type { Items } from '../../custody/item'
import type { Item } from '../../rows'

/** What can be done to a label where it is looked up. */
export type DeedKind = 'strip' | 'open' | 'seal' | 'supply' | 'unpack'

/** The deeds that are next for an object as it is now, in the order of its life. */
export function deedsFor(item: Item, items: Items): DeedKind[] {
  const next: DeedKind[] = []
  if (item.inside === null && unstated(item) && stripReaders(item).length > 0) next.push('strip')
  // A bag that came back with the strip it went out with: its record sheet tells of the opening.
  const unsaid = item.state === 'returned' && opensInRoom(item) && item.seal !== null
  if ((unsaid || item.state === (opensInRoom(item) ? 'issued' : 'received')) && (opensInRoom(item) || opensBeforeMonitor(item))) next.push('open')
  if ((item.state === 'opened' || (opensInRoom(item) && ['issued', 'returned'].includes(item.state))) && kindOf(item).counts.some((what) => what === 'papers' || what === 'cards')) next.push('supply')
  if (!unstated(item) && canClose(item)) next.push('seal')
  if (item.inside === null && item.holder.stage in PACKERS && kindOf(item).holds.length > 0 && directlyIn(item.label, items).length > 0) next.push('unpack')
  return next
}

/** Whether nothing was ever done with an object, so that its label may have been registered by mistake. */
export const untouched = (item: Item, items: Items): boolean =>
  item.at === null && item.inside === null && item.seal === null && directlyIn(item.label, items).length === 0

const canClose = (item: Item) => turnedDown(() => closable(item)) === null

/** The words for a deed's button: a spare or duty copy is put to use, a room's bag is opened. */
export function deedWords(deed: DeedKind, { kind }: Pick<Item, 'kind'>): string {
  if (deed !== 'open') return `deeds.do.${deed}`
  return kind === 'SP' ? 'deeds.do.openSpare' : kind === 'DP' ? 'deeds.do.openDuty' : 'deeds.do.open'
}
