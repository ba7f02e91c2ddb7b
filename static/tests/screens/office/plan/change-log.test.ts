// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { FeedRow } from '../../../../src/rows'
import ChangeLog from '../../../../src/screens/office/plan/ChangeLog.vue'
import { fakeApp, mounted } from '../../../components'
import { answered, device, offline, plan } from '../../../fakes'
import { says } from '../desk'

const change: FeedRow = {
  seq: 41,
  received: '2026-11-22T08:12:01+08:00',
  at: '2026-11-22T08:12:00+08:00',
  kind: 'plan.change',
  verdict: 'accepted',
  device: 'd3',
  plan: 1,
  person: null,
  place: null,
  by: null,
  about: null,
  what: ['duty_phone', 'sessions'],
  refusal: null,
}
const body = { duty_phone: '', proctors_per_room: 3, sessions: [{ id: 'S1', name: '理论一', starts: '2026-11-22T09:15:00+08:00', ends: '2026-11-22T10:45:00+08:00' }] }

function log(rows: FeedRow[], ask: (path: string) => unknown) {
  const app = fakeApp({
    feed: Object.fromEntries(rows.map((row) => [String(row.seq), row])),
    device: { d3: device({ kind: 'tablet', role: 'office', name: '考务办公室电脑' }) },
  })
  Object.assign(app.hub, { ask: async (path: string) => ask(path) })
  return mounted(ChangeLog, { plan: plan() }, app)
}

test('a change is told with what it is now, by which device and when', async () => {
  const asked: string[] = []
  const host = log([change], (path) => {
    asked.push(path)
    return answered({ entries: [{ seq: 41, fact: { body } }] })
  })
  await says(host, '总值班电话 → 无')
  expect(host.textContent).toMatch(/计划已改.*每考场监考人数 → 3.*理论一 → 09:15–10:45.*由 考务办公室电脑 于 .*08:12/)
  expect(asked).toEqual(['/api/facts?after=40&limit=1'])
})

test('imports need no asking, and without the hub a change still says who and when', async () => {
  const staff = { ...change, seq: 40, kind: 'import.commit', about: 'staff', what: [] }
  const host = log([change, staff], () => offline)
  await says(host, '计划已改')
  expect([...host.querySelectorAll('li')].map((line) => line.textContent)).toEqual([
    expect.stringMatching(/计划已改.*由 考务办公室电脑/),
    expect.stringMatching(/已导入.*工作人员.*由 考务办公室电脑/),
  ])
})
