import { expect, test } from 'vitest'
import { acts } from '../src/acts'
import type { Act } from '../src/database'
import { freshDatabase } from './fakes'

const act = (n: number): Act => ({
  id: `f${n}`, deed: 'in', facts: [`f${n}`], undoable: [`f${n}`], at: n, plan: 1, person: n, number: null, added: null, undone: false,
})

test('the last twenty are kept, newest first, also after the page was opened again', async () => {
  const database = await freshDatabase()
  const done = await acts(database)
  for (let n = 1; n <= 23; n += 1) await done.note(act(n))
  expect(done.last.value.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => 23 - index))
  expect((await acts(database)).last.value.map(({ id }) => id)).toEqual(done.last.value.map(({ id }) => id))
  expect(await database.count('acts')).toBe(20)
})

test('what was taken back stays in the list as such', async () => {
  const database = await freshDatabase()
  const done = await acts(database)
  await done.note(act(1))
  await done.undone('f1')
  expect(done.last.value[0]?.undone).toBe(true)
  expect((await acts(database)).last.value[0]?.undone).toBe(true)
})

test('no name is kept, only numbers', async () => {
  const database = await freshDatabase()
  await (await acts(database)).note(act(1))
  expect(Object.keys((await database.getAll('acts'))[0]!).sort()).toEqual(
    ['added', 'at', 'deed', 'facts', 'id', 'number', 'person', 'plan', 'undoable', 'undone'],
  )
})
