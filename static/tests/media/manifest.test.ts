import { expect, test } from 'vitest'
import { deviceKey } from '../../src/keys'
import type { Recording } from '../../src/database'
import { manifests, statedBefore } from '../../src/media/manifest'
import { slices as slicesIn } from '../../src/media/slices'
import { subjectOf } from '../../src/media/subject'
import { outbox } from '../../src/outbox'
import { fakeHub, freshDatabase, refusal } from '../fakes'

test('what the hub refused does not count as stated; what waits, was accepted or is in dispute does', async () => {
  const [database, hub] = [await freshDatabase(), fakeHub()]
  const queue = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))! })
  const before = (device?: string) => statedBefore(database, 'evidence.attach', 'e1', device)
  hub.refuses = () => refusal
  const refused = await queue.put('evidence.attach', { evidence: 'e1' })
  expect(await before()).toBe(refused.id)
  await queue.flush()
  expect(await before()).toBeNull()
  await queue.settle(refused.id)
  expect(await before()).toBeNull()
  const disputed = await queue.put('evidence.attach', { evidence: 'e1' })
  await queue.acted(disputed.id)
  await queue.flush()
  expect(await before()).toBe(disputed.id)
  expect([await before('d7'), await before('d8')]).toEqual([disputed.id, null])
})

/** What the hub is told of the whole of a film that rested then, and was ended at a time or by nobody. */
async function told(pauses: number, last: 'goes on' | 'rests', at: string | null) {
  const database = await freshDatabase()
  const kept = slicesIn(database)
  const film = { evidence: 'e1', device: 'd7', media: 'video', state: 'running', subject: subjectOf(1, 'practical'), begun: '08:58', ended: '08:58', size: 0, slices: 0, held: 0, sent: 0, attached: 'f1', completed: null, sha256: null } as unknown as Recording
  await kept.begin(film)
  await kept.append('e1', new ArrayBuffer(3), '09:20')
  for (let pause = 1; pause <= pauses; pause += 1) {
    await kept.rest('e1', `rests ${pause}`)
    if (pause < pauses || last === 'goes on') await kept.goOn('e1', `goes on ${pause}`)
  }
  await kept.end('e1', at)
  const hub = fakeHub()
  hub.reachable = false
  const queue = outbox({ database, hub, device: () => 'd7', key: async () => (await deviceKey(database))! })
  await manifests({ database, outbox: queue, slices: kept, locks: undefined }).state('e1')
  return (await database.getAll('outbox'))[0]!.fact.body
}

test('the hub is told when a film rested; one that never did says nothing of pauses', async () => {
  expect(await told(2, 'goes on', '10:03')).toMatchObject({ ended: '10:03', pauses: [{ begun: 'rests 1', ended: 'goes on 1' }, { begun: 'rests 2', ended: 'goes on 2' }] })
  expect(await told(0, 'goes on', '10:03')).not.toHaveProperty('pauses')
})

test('a film that ended while it rested, by hand or with its page, rested until it ended', async () => {
  expect(await told(1, 'rests', '10:03')).toMatchObject({ ended: '10:03', pauses: [{ begun: 'rests 1', ended: '10:03' }] })
  expect(await told(1, 'rests', null)).toMatchObject({ ended: '09:20', cut: true, pauses: [{ begun: 'rests 1', ended: '09:20' }] })
})

test('of a film that rested more often than can be told the first pauses are stated, and the hub takes it', async () => {
  expect((await told(203, 'goes on', '10:03'))['pauses']).toHaveLength(200)
})
