import { afterEach, expect, test, vi } from 'vitest'
import { skew } from '../../src/clock'
import { mediaOf } from '../../src/media/media'
import { subjectOf } from '../../src/media/subject'
import { tus } from '../../src/media/tus'
import { freshDatabase } from '../fakes'

afterEach(() => (skew.value = null))

test('what this device knows of its clock goes with its times, and nothing where it knows nothing', async () => {
  const stated: unknown[] = []
  const put = vi.fn(async (kind: string, body: Record<string, unknown>) => {
    if (kind === 'evidence.attach') stated.push(body['skew_ms'])
    return { id: `f${put.mock.calls.length}` }
  })
  const media = mediaOf({ database: await freshDatabase(), outbox: { put: put as never, flush: async () => null as never }, tus: tus('http://localhost:9', () => 'zh'), device: () => 'd7', locks: undefined })
  await media.photo(new Blob(['x']), subjectOf(1, 'practical'))
  skew.value = -300_000
  await media.photo(new Blob(['x']), subjectOf(1, 'practical'))
  expect(stated).toEqual([undefined, -300_000])
})
