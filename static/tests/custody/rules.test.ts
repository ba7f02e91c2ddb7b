import { expect, test } from 'vitest'
import { handoff, type Handing, type Scene } from '../../src/custody/handoff'
import { answered } from '../../src/custody/answer'
import { correctable, type Correction, type Recorded } from '../../src/custody/correction'
import type { Subject } from '../../src/custody/group'
import { labelNumber, readLabel, sealNumber } from '../../src/custody/label'
import { closed, opened, supplied, unpacked, type Closing, type Opening, type Supply, type Unpacking } from '../../src/custody/opening'
import { pack, type Packing } from '../../src/custody/pack'
import { No } from '../../src/custody/rules'
import type { Item, Plan, Policy } from '../../src/rows'
import copied from './cases.json'

interface Case {
  world: number
  policy: number
  at: string
  acted: boolean
  standing: Scene['standing']
  faults: number[]
  absent: number[]
  unshown: number[]
  kind: string
  act: unknown
  ends: { code?: string; says?: string[]; moved?: Record<string, unknown[]> }
}

const cases = copied.acts as Case[]
const worlds = (copied.worlds as unknown as Item[][]).map((items) => new Map(items.map((item) => [item.label, item])))

const sat: Record<string, Subject[]> = copied.sat

function sceneOf(one: Case): Scene {
  const known = copied.people.map(({ person, role, rooms }) => ({
    person, role, rooms: rooms as Record<string, string>,
    listed: !one.faults.includes(person), present: !one.absent.includes(person), badge: !one.unshown.includes(person),
  }))
  return {
    plan: copied.plan as unknown as Plan,
    policy: copied.policies[one.policy] as unknown as Policy,
    items: worlds[one.world]!,
    parties: new Map(known.map((party) => [party.person, party])),
    standing: one.standing,
    sat: (session, room) => sat[`${session}/${room}`] ?? [],
  }
}

function endOf(one: Case): Case['ends'] {
  try {
    const at = Date.parse(one.at)
    const moved = one.kind === 'pack' ? pack(one.act as Packing, sceneOf(one)) : handoff(one.act as Handing, sceneOf(one), at, one.acted)
    const state = ({ label, state: is, holder, inside }: Item) => [label, [is, holder.stage, holder.people, holder.room, inside]]
    return { moved: Object.fromEntries(moved.map(state)) as Record<string, unknown[]> }
  } catch (no) {
    if (!(no instanceof No)) throw no
    const [zh, en] = [no.in('zh'), no.in('en')]
    return { code: no.code, says: [zh.says, zh.fix, en.says, en.fix] }
  }
}

const codes = [...new Set(cases.map(({ kind, ends }) => `${kind}: ${ends.code ?? 'accepted'}`))].sort()

test('the cases reach most of what can be said', () => expect(codes.length).toBeGreaterThan(45))

test.each(codes)('judged here as on the hub — %s', (name) => {
  for (const one of cases.filter(({ kind, ends }) => `${kind}: ${ends.code ?? 'accepted'}` === name)) {
    expect(endOf(one), JSON.stringify(one)).toEqual(one.ends)
  }
})

type Deed = Omit<Case, 'acted'>
const deeds = copied.deeds.acts as unknown as Deed[]
const deedWorlds = (copied.deeds.worlds as unknown as Item[][]).map((items) => new Map(items.map((item) => [item.label, item])))
const used = new Set(copied.deeds.used)

function changed({ kind, act, at }: Deed, scene: Scene): Item[] {
  const when = Date.parse(at)
  if (kind === 'open') return opened(act as Opening, scene, when)
  if (kind === 'seal') return closed(act as Closing, scene, when, used)
  if (kind === 'supply') return supplied(act as Supply, scene, when)
  if (kind === 'unpack') return unpacked(act as Unpacking, scene, when)
  const by = act as Correction
  correctable((act as { of: Recorded }).of, by, scene, when)
  answered([by.clerk, by.chief], scene)
  return []
}

function endOfDeed(one: Deed): Case['ends'] {
  try {
    const scene = { ...sceneOf({ ...one, acted: false, world: 0 }), items: deedWorlds[one.world]! }
    const state = ({ label, state: is, seal, broken, counts, aside, inside }: Item) => [label, [is, seal, broken, counts, aside, inside]]
    return { moved: Object.fromEntries(changed(one, scene).map(state)) as Record<string, unknown[]> }
  } catch (no) {
    if (!(no instanceof No)) throw no
    const [zh, en] = [no.in('zh'), no.in('en')]
    return { code: no.code, says: [zh.says, zh.fix, en.says, en.fix] }
  }
}

const ends = [...new Set(deeds.map(({ kind, ends: { code } }) => `${kind}: ${code ?? 'accepted'}`))].sort()

test('the deeds reach what can be said of opening, closing, supplying, unpacking and correcting', () => {
  expect(ends.length).toBeGreaterThan(55)
  for (const kind of ['open', 'seal', 'supply', 'unpack', 'correct']) expect(ends).toContain(`${kind}: accepted`)
})

test.each(ends)('a deed is judged here as on the hub — %s', (name) => {
  for (const one of deeds.filter(({ kind, ends: { code } }) => `${kind}: ${code ?? 'accepted'}` === name)) {
    expect(endOfDeed(one), JSON.stringify(one)).toEqual(one.ends)
  }
})

interface LabelCase {
  text: string
  code?: string
  label?: string
  kind?: string
  site?: number | null
  plan?: number | null
  seal?: string
}

test.each(copied.labels as LabelCase[])('$text is read as on the hub', ({ text, code, label, kind, site, plan, seal }) => {
  const codeOf = (read: () => unknown) => {
    try {
      return read()
    } catch (no) {
      return (no as No).code
    }
  }
  if (code !== undefined) {
    expect(codeOf(() => readLabel(text))).toBe(code)
    return
  }
  expect(readLabel(text)).toEqual({ number: label, kind, site, plan })
  expect(codeOf(() => sealNumber(text))).toBe(seal)
})

test('a serial is written with three digits at least and its check character', () => {
  expect(labelNumber('PP', 17)).toMatch(/^B017-[0-9A-Z]$/)
})
