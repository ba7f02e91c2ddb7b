import { expect, test } from 'vitest'
import type { Ask } from '../../../src/hub'
import { words } from '../../../src/i18n'
import { giveIn } from '../../../src/screens/devices/take-over'
import { answered, offline } from '../../fakes'

await words('own', 'lead')
const taken = { device: 'd5', name: '东门手机', made: '', damaged: false, total: 3, left: [], accepted: 3, already: 0 }

test('a file goes to the hub as it is, whatever is in it', async () => {
  let seen: Ask = {}
  const hub = { ask: async (_path: string, _fields: unknown, ask: Ask = {}) => ((seen = ask), answered(taken)) } as never
  const file = new Blob(['{"format": "kaowu-queue-1", "facts": [{"fa'])
  expect(await giveIn(hub, file)).toEqual({ ok: true, value: taken })
  expect(seen).toMatchObject({ method: 'POST', bytes: file })
})

test('a file larger than any device’s is not even sent', async () => {
  const hub = { ask: () => expect.unreachable() } as never
  const given = await giveIn(hub, new Blob([new Uint8Array(8 * 1024 * 1024 + 1)]))
  expect(given).toMatchObject({ ok: false, problem: { says: '文件超过 8 MB，不是设备导出的记录文件' } })
})

test('the hub’s words are passed on, and its silence is named', async () => {
  const refusal = { code: 'queue-other-hub', says: '另一台主机', fix: '到那里导入' }
  const refused = { ok: false, kind: 'refused', status: 409, refusal, field: null } as const
  expect(await giveIn({ ask: async () => refused } as never, new Blob())).toEqual({ ok: false, problem: refusal })
  expect(await giveIn({ ask: async () => offline } as never, new Blob())).toMatchObject({ ok: false, problem: { says: '连不上考务主机' } })
})
