import { expect, test } from 'vitest'
import { issueBodies, withoutBadge } from '../../../src/screens/office/badges'
import { badge, person } from '../../fakes'

test('badges are made for the listed people of the plan who never had one', () => {
  const people = [person({ person: 1 }), person({ person: 2, badge: 'ff' }), person({ person: 3, listed: false }), person({ person: 4, plan: 2 })]
  const { never, revoked } = withoutBadge(people, [], 1)
  expect([never.map((one) => one.person), revoked]).toEqual([[1], []])
})

test('whoever’s badge was revoked is not among them, unless it was the badge of another plan', () => {
  const people = [person({ person: 1 }), person({ person: 2 }), person({ person: 3, badge: 'cc' })]
  const badges = [
    badge({ badge: 'aa', person: 1, plan: 2, state: 'revoked' }),
    badge({ badge: 'bb', person: 2, state: 'revoked' }),
    badge({ badge: 'b3', person: 3, state: 'revoked' }),
    badge({ badge: 'cc', person: 3 }),
  ]
  const { never, revoked } = withoutBadge(people, badges, 1)
  expect([never, revoked].map((group) => group.map((one) => one.person))).toEqual([[1], [2]])
})

test('every badge has its own random id and no fact holds more than 200', () => {
  const bodies = issueBodies(1, Array.from({ length: 450 }, (_, n) => person({ person: n + 1 })))
  expect(bodies.map(({ badges }) => badges.length)).toEqual([200, 200, 50])
  const ids = bodies.flatMap(({ badges }) => badges.map(({ badge }) => badge))
  expect(new Set(ids).size).toBe(450)
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
})
