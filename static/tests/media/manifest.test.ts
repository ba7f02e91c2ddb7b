import { expect, test } from 'vitest'
import { deviceKey } from '../../src/keys'
import { statedBefore } from '../../src/media/manifest'
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
