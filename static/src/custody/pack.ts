import type { Item } from '../rows'
import type { Scene } from './handoff'
import { lackingOf, nameOf } from './group'
import { alone, directlyIn, found, kindOf, within, type Items } from './item'
import { signedBy } from './people'
import { No, PACKERS, sessionName, where } from './rules'

/** What was put into a container, with numbers for labels and people. */
export interface Packing {
  container: string
  objects: readonly string[]
  people: readonly number[]
}

/** What a packing changes, judged as the hub judges it (`server/domain/custody/pack.py`); throws the hub's own words. */
export function pack(act: Packing, scene: Scene): Item[] {
  const container = found(act.container, scene.items)
  alone(container, scene.items)
  if (act.objects.length === 0) throw new No('object-none')
  open(container)
  const roles = PACKERS[container.holder.stage]
  if (roles === undefined) throw notHere(container)
  signedBy(act.people, scene.parties, roles, 1, container.holder.stage === 'vault')
  for (const label of act.objects) fits(found(label, scene.items), container, scene)
  if (container.kind === 'RSET') {
    const missing = lacking(container, act.objects, scene)
    if (missing.length > 0) {
      throw new No('pack-incomplete', {
        label: container.label,
        missing: missing.map((one) => nameOf(one)[0]).join('、'), missing_en: missing.map((one) => nameOf(one)[1]).join(', '),
      })
    }
  }
  const put = act.objects.flatMap((label) => {
    const item = scene.items.get(label)!
    return [{ ...item, inside: container.label, holder: container.holder }, ...within(label, scene.items).map((one) => ({ ...one, holder: container.holder }))]
  })
  return [container, ...put]
}

function open(container: Item): void {
  if (container.seal !== null) throw new No('container-sealed', { label: container.label, seal: container.seal })
}

function notHere(item: Item): No {
  const [place, placeEn] = where(item)
  return new No('pack-elsewhere', { label: item.label, place, place_en: placeEn })
}

/** Throws where a container cannot be packed here and now. */
export function packable(container: Item, items: Items): void {
  alone(container, items)
  open(container)
  if (!(container.holder.stage in PACKERS)) throw notHere(container)
}

/** Throws where an object may not be put into a container. */
export function fits(item: Item, container: Item, scene: Pick<Scene, 'plan' | 'items'>): void {
  alone(item, scene.items)
  const [kind, into] = [kindOf(item), kindOf(container)]
  if (!into.holds.includes(item.kind)) {
    throw new No('container-cannot-hold', { label: item.label, kind: kind.zh, kind_en: kind.en, container: into.zh, container_en: into.en })
  }
  if (item.holder.stage !== container.holder.stage) throw notHere(item)
  if (container.session !== null && item.session !== null && item.session !== container.session) {
    throw new No('object-wrong-session', {
      label: item.label, found: sessionName(scene.plan, item.session), expected: sessionName(scene.plan, container.session),
    })
  }
  if (container.room !== null && item.room !== container.room) {
    throw new No('object-wrong-room', { label: item.label, found: item.room ?? '—', expected: container.room })
  }
}

/** What a room set still lacks when these are in it: a kind, and of paper bags of a room of several trades whose. */
export function lacking(container: Item, labels: readonly string[], { items, policy, sat }: Pick<Scene, 'items' | 'policy' | 'sat'>): Pick<Item, 'kind' | 'group'>[] {
  const { session, room } = container
  const there = [...directlyIn(container.label, items), ...labels.map((label) => items.get(label)!)]
  const registered = [...items.values()].filter((item) => item.session === session && item.room === room)
  const sitting = sat?.(session ?? '', room ?? '') ?? []
  return policy.room_set.flatMap((code) => lackingOf(code, sitting, registered, there))
}
