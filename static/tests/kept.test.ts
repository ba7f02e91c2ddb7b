import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { Database, Kept } from '../src/database'
import { dayOver, forget, putBack } from '../src/kept'
import { freshDatabase, plan, at } from './fakes'

let database: Database
const DAY = 86_400_000

function kept(id: string, device_seq: number, when = '2026-11-22T08:00:00+08:00'): Kept {
  const fact = { id, kind: 'duty.check_in', at: when, device: 'd7', device_seq, grant: null, body: { person: device_seq } }
  const receipt = { id, digest: `digest-${id}`, seq: device_seq, verdict: 'accepted', refusal: null, leaf: 'leaf', first: true } as const
  return { fact, sig: `sig-${id}`, acted: false, id, device_seq, receipt }
}

beforeEach(async () => {
  database = await freshDatabase()
})

test('what goes back is the same fact with the same signature, said to have happened', async () => {
  expect(await putBack(database, [kept('a', 3)])).toBe(1)
  const [entry] = await database.getAll('outbox')
  expect(entry).toMatchObject({ fact: kept('a', 3).fact, sig: 'sig-a', digest: 'digest-a', acted: true, state: 'waiting', receipt: null })
})

test('what waits already does not go back twice', async () => {
  await putBack(database, [kept('a', 3)])
  expect(await putBack(database, [kept('a', 3), kept('b', 4)])).toBe(1)
  expect(await database.count('outbox')).toBe(2)
})

test.each([
  ['one plan', [plan({ days: ['2026-11-21', '2026-11-22'] })], '2026-11-24T12:00:00Z'],
  ['the later of two', [plan({ days: ['2026-11-22'] }), plan({ days: ['2026-11-29'] })], '2026-12-01T12:00:00Z'],
])('the day of %s is over a day after its end anywhere on earth', (_says, plans, over) => {
  expect(new Date(dayOver(plans)).toISOString()).toBe(new Date(over).toISOString())
})

test('acknowledged facts stay until a day after the plans’ last day, then go', async () => {
  for (const one of [kept('a', 1), kept('b', 2)]) await database.put('kept', one)
  const plans = [plan({ days: ['2026-11-22', '2026-11-23'] })]
  expect(await forget(database, plans, at('23:59:59') + DAY)).toBe(0)
  expect(await forget(database, plans, dayOver(plans))).toBe(0)
  expect(await forget(database, plans, dayOver(plans) + 1)).toBe(2)
  expect(await database.count('kept')).toBe(0)
})

test('what was done after the day stays for a day of its own', async () => {
  await database.put('kept', kept('a', 1))
  await database.put('kept', kept('b', 2, '2026-12-24T08:00:00+08:00'))
  await forget(database, [plan()], Date.parse('2026-12-24T20:00:00+08:00'))
  expect((await database.getAll('kept')).map(({ id }) => id)).toEqual(['b'])
})

test('whatever the plans are, nothing of today or yesterday ever goes', () => {
  const date = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(fc.array(date, { minLength: 1, maxLength: 4 }), (days) => {
      const dates = days.map((day) => day.toISOString().slice(0, 10))
      const last = dates.sort().at(-1)!
      expect(dayOver([plan({ days: dates })]) - Date.parse(`${last}T23:59:59+14:00`)).toBeGreaterThan(DAY)
    }),
  )
})
