import { thingOf } from '../../custody/group'
import { readLabel } from '../../custody/label'
import { LEGS, No, roomName, said } from '../../custody/rules'
import type { FeedRow, Item } from '../../rows'

/** What an act with papers is about, in words: the room that was counted, or the things with their room, and the leg. */
export function papersIn({ kind, plan, about, what }: FeedRow, items: ReadonlyMap<string, Item>): string | null {
  if (!kind.startsWith('custody.') || kind === 'custody.label' || kind === 'custody.attempt' || !about) return null
  if (kind === 'custody.count') return said(roomName(about))
  const leg = LEGS[what?.[0] ?? '']
  const things = about.split('、').map((label) => thing(label, items.get(`${plan}/${label}`)))
  return leg === undefined ? things.join('、') : `${things.join('、')} · ${said([leg.zh, leg.en])}`
}

/** An object as the board names it: its room, what it is, its label. */
export function thing(label: string, item: Item | undefined): string {
  const room = item?.room ? `${said(roomName(item.room))} ` : ''
  try {
    const { kind } = readLabel(label)
    return `${room}${thingOf({ kind, group: item?.group ?? null })} ${label}`
  } catch (no) {
    if (!(no instanceof No)) throw no
    return label
  }
}
