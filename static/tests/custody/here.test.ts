import { afterEach, expect, test } from 'vitest'
import { itemsHere, underWay } from '../../src/custody/here'
import { labelNumber } from '../../src/custody/label'
import { asSealed } from '../../src/custody/opening'
import { USUAL } from '../../src/custody/rules'
import type { Queued } from '../../src/database'
import type { Item } from '../../src/rows'
import { openedCounts } from '../../src/screens/custody/opened-counts'

const [SET, BAG] = [labelNumber('RSET', 1), labelNumber('PP', 1)]

function item(label: string, kind: string, over: Partial<Item> = {}): [string, Item] {
  const holder = { stage: 'site', people: [], room: null }
  return [`1/${label}`, {
    label, kind, plan: 1, session: 'S1', room: '101', state: 'received', holder, inside: null, seal: null, broken: false,
    counts: {}, packed: {}, aside: {}, at: null, act: null, ...over,
  }]
}

function waiting(id: string, kind: string, body: Record<string, unknown>, acted = true): Queued {
  const fact = { id, kind, at: '2026-11-22T08:31:00+08:00', device: 'd1', device_seq: 1, grant: null, body: { plan: 1, ...body } }
  return { fact, sig: '', acted, id, kind, device: 'd1', device_seq: 1, digest: '', state: 'waiting', receipt: null, beside: null }
}

const rows = new Map([item(SET, 'RSET'), item(BAG, 'PP', { inside: SET })])
const handed = (acted = true) => waiting('f1', 'custody.handoff', { leg: 'L3', objects: [SET], receivers: [{ person: 2 }, { person: 3 }] }, acted)
const here = (...queue: Queued[]) => itemsHere(rows, queue, 1, USUAL, new Map())

afterEach(() => underWay.clear())

test('what was handed over here and waits is where it went, with all that lies in it', () => {
  const items = here(handed())
  for (const label of [SET, BAG]) expect(items.get(label)!.holder).toEqual({ stage: 'room', people: [2, 3], room: '101' })
})

test('an attempt that was turned away moves nothing; one on its way does', () => {
  expect(here(handed(false)).get(SET)!.holder.stage).toBe('site')
  underWay.add('f1')
  expect(here(handed(false)).get(SET)!.holder.stage).toBe('room')
})

test('taken back while both wait, nothing has moved', () => {
  expect(here(handed(), waiting('f2', 'custody.undo', { undoes: 'f1' })).get(SET)!.holder.stage).toBe('site')
})

test('what is missing stays behind', () => {
  const act = handed()
  act.fact.body['missing'] = [BAG]
  const items = here(act)
  expect([items.get(SET)!.holder.stage, items.get(BAG)!.holder.stage]).toEqual(['room', 'site'])
})

test('what the hub has taken meanwhile is not moved twice, and another plan’s papers are not touched', () => {
  const taken = new Map([item(SET, 'RSET', { holder: { stage: 'room', people: [4, 5], room: '101' } })])
  expect(itemsHere(taken, [handed()], 1, USUAL, new Map()).get(SET)!.holder.people).toEqual([4, 5])
  expect(itemsHere(rows, [handed()], 2, USUAL, new Map()).size).toBe(0)
})

test('what was packed here and waits lies in its set', () => {
  const loose = new Map([item(SET, 'RSET'), item(BAG, 'PP')])
  const items = itemsHere(loose, [waiting('p1', 'custody.pack', { container: SET, objects: [BAG, 'nonsense'] })], 1, USUAL, new Map())
  expect(items.get(BAG)!.inside).toBe(SET)
})

const opened = () => waiting('o1', 'custody.open', { label: BAG, look: { counts: [{ label: BAG, counted: { papers: 30 } }] } })

test('a bag opened, supplied and closed here while the hub is away is as it is now', () => {
  const spare = labelNumber('SP', 1)
  const strip = labelNumber('ST', 9)
  const loose = new Map([
    item(BAG, 'PP', { state: 'issued', seal: 'S1', counts: { papers: 31 } }),
    item(spare, 'SP', { state: 'opened', counts: { papers: 5, cards: 5 } }),
  ])
  const supply = waiting('u1', 'custody.supply', { source: spare, target: BAG, what: 'papers', number: 2 })
  const items = itemsHere(loose, [opened(), supply], 1, USUAL, new Map())
  expect(items.get(BAG)).toMatchObject({ state: 'opened', seal: null, counts: { papers: 32 } })
  expect(items.get(spare)!.counts).toEqual({ papers: 3, cards: 5 })
  const sealed = waiting('c1', 'custody.seal', { label: BAG, seal: strip.toLowerCase(), look: { counts: [{ label: BAG, counted: { papers: 31 } }] }, aside: { papers: 1 } })
  expect(itemsHere(loose, [opened(), supply, sealed], 1, USUAL, new Map()).get(BAG)).toMatchObject({ state: 'verified', seal: strip, counts: { papers: 31 }, aside: { papers: 1 } })
})

test('what the hub’s rows show of it already is not done twice', () => {
  const spare = labelNumber('SP', 1)
  const act = { fact: 'u1', kind: 'custody.supply', device: 'd1' }
  const shown = new Map([item(BAG, 'PP', { state: 'opened', counts: { papers: 33 }, act }), item(spare, 'SP', { state: 'opened', counts: { papers: 3 }, act })])
  const supply = waiting('u1', 'custody.supply', { source: spare, target: BAG, what: 'papers', number: 2 })
  expect(itemsHere(shown, [supply], 1, USUAL, new Map()).get(BAG)!.counts).toEqual({ papers: 33 })
})

test('what was unpacked here stands alone; a corrected count and strip are as corrected', () => {
  const items = here(waiting('n1', 'custody.unpack', { container: SET }))
  expect(items.get(BAG)!.inside).toBeNull()
  const corrected = here(waiting('r1', 'custody.correct', { seals: [{ label: BAG, number: labelNumber('ST', 2) }], counts: [{ label: BAG, counted: { papers: 29 } }] }))
  expect(corrected.get(BAG)).toMatchObject({ seal: labelNumber('ST', 2), counts: { papers: 29 } })
})

test('spares that came to a sealed bag lie beside what is counted in it as it is opened, also where both wait here', () => {
  const SPARE = labelNumber('SP', 1)
  const issued = { state: 'issued', counts: { papers: 31 }, holder: { stage: 'room', people: [2, 3], room: '101' } }
  const bags = new Map([item(BAG, 'PP', issued), item(SPARE, 'SP', { state: 'opened', counts: { papers: 5 } })])
  const supply = waiting('s1', 'custody.supply', { source: SPARE, target: BAG, what: 'papers', number: 2 })
  const sealed = itemsHere(bags, [supply], 1, USUAL, new Map())
  expect([sealed.get(BAG)!.counts, asSealed(sealed.get(BAG)!).counts]).toEqual([{ papers: 33 }, { papers: 31 }])
  expect(asSealed(sealed.get(SPARE)!).counts).toEqual({ papers: 3 })
  const open = waiting('o1', 'custody.open', { label: BAG, look: { counts: [{ label: BAG, counted: { papers: 30 } }] } })
  expect(itemsHere(bags, [supply, open], 1, USUAL, new Map()).get(BAG)).toMatchObject({ state: 'opened', counts: { papers: 32 } })
})

test('who opens such a bag reads how many lay in it sealed', () => {
  const [, bag] = item(BAG, 'PP', { state: 'issued', counts: { papers: 33 }, supplied: { papers: 2 } })
  const { lines, differing } = openedCounts(() => [bag], () => new Map([[BAG, bag]]))
  expect([lines.value, differing.value]).toEqual([[{ label: BAG, group: null, what: 'papers', before: 31, now: 31 }], []])
})
