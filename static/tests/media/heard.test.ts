import { expect, test } from 'vitest'
import type { Recording } from '../../src/database'
import type { EvidenceRow } from '../../src/evidence/rows'
import { APP_SOURCE, mediaOf } from '../../src/media/media'
import { subjectOf } from '../../src/media/subject'
import { tus } from '../../src/media/tus'
import { freshDatabase } from '../fakes'

const sent: Recording = {
  evidence: 'a'.repeat(32), device: 'd7', media: 'video', state: 'sent', subject: subjectOf(1, 'practical'), shelf: null, source: APP_SOURCE, type: 'video/webm',
  begun: '2026-11-22T09:00:00+08:00', ended: '2026-11-22T09:01:00+08:00', size: 900, slices: 2, held: 0, running: null,
  sha256: 'b'.repeat(64), sent: 900, upload: '/api/media/u', attached: 'f1', completed: 'f2', cut: true, fault: null,
}

/** How many recordings a device lists once it knew this row of a film that it sent. */
async function leftAfter(row: Pick<EvidenceRow, 'state' | 'equal'>): Promise<number> {
  const database = await freshDatabase()
  await database.put('recordings', sent)
  const silent = () => Promise.reject(new Error('nothing is stated'))
  const media = mediaOf({ database, outbox: { put: silent, flush: silent }, tus: tus('http://localhost:9', () => 'zh'), device: () => 'd7', locks: undefined })
  await media.open()
  await media.heard(new Map([[sent.evidence, row]]))
  expect(media.recordings.value).toHaveLength(await database.count('recordings'))
  return media.recordings.value.length
}

test('a film that was cut off leaves the device once the hub has compared it, not while it waits for more', async () => {
  expect(await leftAfter({ state: 'interrupted', equal: null })).toBe(1)
  expect(await leftAfter({ state: 'interrupted', equal: true })).toBe(0)
  expect(await leftAfter({ state: 'equal', equal: true })).toBe(0)
  expect(await leftAfter({ state: 'arriving', equal: null })).toBe(1)
})
