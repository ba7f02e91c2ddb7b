// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import DeviceNotice from '../../../src/screens/board/DeviceNotice.vue'
import UnheardNotice from '../../../src/screens/board/UnheardNotice.vue'
import { lines, notable, unheard } from '../../../src/screens/devices/devices'
import { keepSiteZone } from '../../../src/ui/times'
import type { DeviceRow } from '../../../src/rows'
import { fakeApp, mounted } from '../../components'
import { at, device } from '../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))
vi.mock('../../../src/clock', async () => ({ ...(await vi.importActual('../../../src/clock')), now: { value: Date.parse('2026-11-22T08:30:00+08:00') } }))
keepSiteZone('Asia/Shanghai')

const NOW = at('08:30:00')
const SINCE = '2026-11-22T07:02:00+08:00'
const text = (host: HTMLElement) => host.textContent!.replaceAll(/\s+/g, ' ')

function notice(devices: DeviceRow[], { missing = 12, since = SINCE } = {}): HTMLElement {
  const found = unheard(lines({ devices, grants: [], statuses: { now: new Date(NOW).toISOString(), since, build: null, devices: [] }, now: NOW }))
  return mounted(UnheardNotice, { lines: found, since, missing }, fakeApp({ device: Object.fromEntries(devices.map((one) => [one.device, one])) }))
}

test('a device not heard since the hub started is named, with who may have signed in on it and what to do', () => {
  const host = notice([device({ device: 'd3', name: '东门手机' }), device({ device: 'd4', name: '西门手机' })])
  expect(text(host)).toContain('2 台设备在主机启动（07:02）后没有消息：东门手机、西门手机')
  expect(text(host)).toContain('未到的 12 人可能已在上面签到。请找到这些设备，开机连上考点网络')
  expect(host.querySelector('a')!.getAttribute('href')).toBe('/devices')
})

test('where nobody is missing, nobody is spoken of; a hub that was started yesterday says so', () => {
  const said = text(notice([device({})], { missing: 0, since: '2026-11-21T19:30:00+08:00' }))
  expect(said).toContain('主机启动（2026-11-21 19:30）')
  expect(said).not.toContain('未到')
})

test('of many the first are named and all are counted', () => {
  const many = Array.from({ length: 7 }, (_, n) => device({ device: `d${n + 3}`, name: `手机${n}` }))
  expect(text(notice(many))).toMatch(/7 台设备.*：手机0、手机1、手机2、手机3等/)
})

test('of one that took another’s place the number is not said, of the one that left it is', () => {
  const [old, successor] = [device({ device: 'd3', state: 'revoked', replaced_by: 'd9' }), device({ device: 'd9', replaces: 'd3' })]
  expect(text(notice([old, successor]))).toMatch(/1 台设备在主机启动（07:02）后没有消息：东门手机(?!（)/)
})

test('what one had not handed in before the hub was started anew is said with its time', () => {
  const report = { waiting: 3, needs_person: 0, oldest: null, last: 9, skew_ms: 0, battery: null, persisted: true, build: '', rows_through: 1, screen: '', place: '' }
  const before = [{ device: 'd3', seen: '2026-11-22T06:55:00+08:00', heard: '2026-11-22T06:55:00+08:00', report }]
  const rows = [device({ device: 'd3' })]
  const found = notable(lines({ devices: rows, grants: [], statuses: { now: '', since: SINCE, build: null, devices: [], earlier: before }, now: NOW }))
  const host = mounted(DeviceNotice, { lines: found }, fakeApp({ device: { d3: rows[0]! } }))
  expect(text(host)).toContain('“东门手机”06:55 报告有 3 条未交，主机重新启动后没有消息')
})
