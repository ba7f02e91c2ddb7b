import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountOf, closingAccount, outstanding, proposedSpares, total, whereIs } from '../../../../src/screens/office/badges/account'
import type { Badge } from '../../../../src/rows'
import { at, badge, person, plan } from '../../../fakes'

const time = '2026-11-22T08:00:00+08:00'

test.each([
  [{}, 'office'],
  [{ out: time }, 'out'],
  [{ out: time, returned: time }, 'returned'],
  [{ out: time, state: 'revoked' as const }, 'writtenOff'],
  [{ state: 'revoked' as const, returned: time }, 'returned'],
])('a badge with %j is %s', (over, where) => {
  expect(whereIs(badge(over))).toBe(where)
})

const anyBadge: fc.Arbitrary<Badge> = fc
  .record({
    role: fc.integer({ min: 1, max: 20 }),
    person: fc.integer({ min: 0, max: 5 }),
    plan: fc.constantFrom(1, 2),
    state: fc.constantFrom('issued' as const, 'revoked' as const),
    out: fc.option(fc.constant(time)),
    returned: fc.option(fc.constant(time)),
  })
  .map((over) => badge(over))

test('whatever happened to the badges, made is what is in the office, out, collected and written off together', () => {
  fc.assert(
    fc.property(fc.array(anyBadge), (badges) => {
      const roles = accountOf(badges, [], 1)
      for (const { made, office, out, returned, writtenOff } of [...roles, total(roles)]) {
        expect(office + out + returned + writtenOff).toBe(made)
      }
      expect(total(roles).made).toBe(badges.filter(({ plan }) => plan === 1).length)
    }),
  )
})

test('a role counts its listed people, those without a badge and its free spares', () => {
  const people = [person({ badge: 'a' }), person({ person: 18 }), person({ person: 19, listed: false }), person({ plan: 2, person: 20 })]
  const spares = [badge({ person: 0, spare: true }), badge({ person: 0, spare: true, state: 'revoked' })]
  expect(accountOf(spares, people, 1)).toEqual([
    { role: 8, listed: 2, without: 1, made: 2, spares: 1, office: 1, out: 0, returned: 0, writtenOff: 1 },
  ])
})

test('who has not given theirs back is named with their unit together', () => {
  const people = new Map([17, 18, 19].map((number) => [`1/${number}`, person({ person: number, unit: number === 18 ? '丙校' : '甲校' })]))
  const out = [17, 18, 19].map((number) => badge({ badge: `b${number}`, person: number, number: `000${number}`, out: time }))
  const away = outstanding([...out, badge({ badge: 'c', out: time, returned: time })], people, 1)
  expect(away.map(({ person: one }) => one?.person)).toEqual([18, 17, 19])
})

test('the day is counted up when its last session is over, and only where badges went out', () => {
  const out = [badge({ out: time }), badge({ badge: 'b2', out: time, returned: time })]
  expect(closingAccount(plan(), out, [], at('16:59:59'))).toBeNull()
  expect(closingAccount(plan(), out, [], at('17:00:00'))).toMatchObject({ out: 1, returned: 1 })
  expect(closingAccount(plan(), [badge()], [], at('17:00:00'))).toBeNull()
})

test.each([
  [100, 0, 10],
  [101, 0, 11],
  [10, 0, 1],
  [9, 0, 0],
  [100, 4, 6],
  [100, 20, 0],
  [0, 0, 0],
])('of %i people with %i spares there, %i more are proposed', (listed, spares, proposed) => {
  expect(proposedSpares({ listed, spares })).toBe(proposed)
})
