import { expect, test, vi } from 'vitest'
import { underWay } from '../../../src/custody/here'
import { takeBack } from '../../../src/screens/table/undoing'

test('an act that was taken back on a device too full to note it is under way no longer', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const full = () => Promise.reject(new DOMException('', 'QuotaExceededError'))
  const outbox = { put: async () => ({ id: 'u1' }), deliver: full, acted: full }
  expect(await takeBack({ outbox } as never, 1, 'f1')).toEqual({ state: 'notStored', refusal: null })
  expect([...underWay]).toEqual([])
})
