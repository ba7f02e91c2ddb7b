import type { Picture } from '../../echo'
import type { Badge, Person } from '../../rows'

/** Badges on their way out to their holders, or back. */
export type Mode = 'handOut' | 'collect'

/** A badge with whom it belongs to. */
export interface Held {
  badge: Badge
  person: Person | null
}

/** Where a plan's badges stand. */
export interface Tally {
  /** Handed out, or collected. */
  done: number
  /** Still to be handed out, or to come back; by role, unit and name. */
  due: Held[]
}

/** A badge is out when it was handed out, or its holder came with it. */
function isOut({ badge, person }: Held): boolean {
  return badge.out !== null || (person !== null && person.state !== 'expected')
}

/** Count the badges of a plan. Written off ones are neither done nor due; one that came back all the same is done. */
export function tally(picture: Picture, plan: number, mode: Mode): Tally {
  const all = [...picture.badges.values()]
    .filter((badge) => badge.plan === plan)
    .map((badge) => ({ badge, person: picture.people.get(`${plan}/${badge.person}`) ?? null }))
  const good = all.filter(({ badge }) => badge.state === 'issued' && !badge.returned && badge.person !== 0)
  if (mode === 'collect') {
    return { done: all.filter(({ badge }) => badge.returned).length, due: inOrder(good.filter(isOut)) }
  }
  const due = good.filter((held) => !isOut(held) && held.person?.listed !== false)
  return { done: good.filter(isOut).length, due: inOrder(due) }
}

function inOrder(held: Held[]): Held[] {
  const order = ({ badge, person }: Held) => [badge.role, person?.unit ?? '', person?.name ?? ''] as const
  return held.sort((a, b) => {
    const [one, other] = [order(a), order(b)]
    return one[0] - other[0] || one[1].localeCompare(other[1], 'zh-CN') || one[2].localeCompare(other[2], 'zh-CN')
  })
}

/** The units and roles that occur, for choosing from. */
export function choices(due: readonly Held[]): { roles: number[]; units: string[] } {
  const units = new Set(due.map(({ person }) => person?.unit ?? '').filter((unit) => unit !== ''))
  return {
    roles: [...new Set(due.map(({ badge }) => badge.role))].sort((a, b) => a - b),
    units: [...units].sort((a, b) => a.localeCompare(b, 'zh-CN')),
  }
}
