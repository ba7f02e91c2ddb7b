import { expect, test } from 'vitest'
import type { Picture } from '../../../src/echo'
import { choices, tally } from '../../../src/screens/collect/collect'
import type { Badge, Person } from '../../../src/rows'
import { badge, person } from '../../fakes'

const WHEN = '2026-11-22T11:00:00+08:00'

function picture(...held: [Partial<Badge>, Partial<Person>?][]): Picture {
  const badges = held.map(([over], index) => badge({ badge: `b${index}`, person: index + 1, number: `0000${index}-X`, ...over }))
  const people = held.map(([, over], index) => person({ person: index + 1, name: `人${index}`, ...over }))
  return {
    plans: new Map(),
    badges: new Map(badges.map((one) => [one.badge, one])),
    people: new Map(people.map((one) => [`1/${one.person}`, one])),
  }
}
const due = (held: ReturnType<typeof tally>) => held.due.map(({ badge: { badge: id } }) => id)

test('a badge is to come back when it was handed out or its holder came with it', () => {
  const seen = picture([{}], [{ out: WHEN }], [{}, { state: 'in' }], [{}, { state: 'out' }])
  expect(due(tally(seen, 1, 'collect'))).toEqual(['b1', 'b2', 'b3'])
})

test('what came back is counted, written off ones are not due, spare ones in the office neither', () => {
  const seen = picture([{ out: WHEN, returned: WHEN }], [{ out: WHEN, state: 'revoked' }], [{ person: 0 }], [{ out: WHEN }])
  expect(tally(seen, 1, 'collect')).toMatchObject({ done: 1, due: [{ badge: { badge: 'b3' } }] })
})

test('a written off badge that turns up counts as come back', () => {
  expect(tally(picture([{ state: 'revoked', returned: WHEN }]), 1, 'collect')).toEqual({ done: 1, due: [] })
})

test('to be handed out is what lies in the office for people on the list', () => {
  const seen = picture([{}], [{ out: WHEN }], [{}, { listed: false }], [{ person: 0 }], [{ state: 'revoked' }])
  expect(tally(seen, 1, 'handOut')).toMatchObject({ done: 1, due: [{ badge: { badge: 'b0' } }] })
})

test('another plan’s badges are not counted', () => {
  expect(tally(picture([{ plan: 2, out: WHEN }]), 1, 'collect')).toEqual({ done: 0, due: [] })
})

test('the list can be narrowed to the roles and units that occur', () => {
  const seen = picture([{ out: WHEN, role: 8 }, { unit: '二校' }], [{ out: WHEN, role: 5 }, { unit: '一校' }], [{ out: WHEN, role: 8 }, { unit: '' }])
  expect(choices(tally(seen, 1, 'collect').due)).toEqual({ roles: [5, 8], units: ['二校', '一校'].sort((a, b) => a.localeCompare(b, 'zh-CN')) })
})
