import { expect, test } from 'vitest'
import { issueBodies, withoutBadge } from '../../../src/screens/office/badges'
import { person } from '../../fakes'

test('badges are made for the listed people of the plan who have none', () => {
  const people = [person({ person: 1 }), person({ person: 2, badge: 'ff' }), person({ person: 3, listed: false }), person({ person: 4, plan: 2 })]
  expect(withoutBadge(people, 1).map((one) => one.person)).toEqual([1])
})

test('every badge has its own random id and no fact holds more than 200', () => {
  const bodies = issueBodies(1, Array.from({ length: 450 }, (_, n) => person({ person: n + 1 })))
  expect(bodies.map(({ badges }) => badges.length)).toEqual([200, 200, 50])
  const ids = bodies.flatMap(({ badges }) => badges.map(({ badge }) => badge))
  expect(new Set(ids).size).toBe(450)
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
})
