// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { language, t } from '../../../src/i18n'
import type { Statuses } from '../../../src/fleet'
import DeviceLine from '../../../src/screens/devices/DeviceLine.vue'
import { lines } from '../../../src/screens/devices/devices'
import type { DeviceRow } from '../../../src/rows'
import { fakeApp, mounted } from '../../components'
import { at, device } from '../../fakes'

const NOW = at('08:40:00')
const REPORT = {
  waiting: 3, needs_person: 0, oldest: '2026-11-22T08:31:00+08:00', last: 9, skew_ms: -62_000,
  battery: { level: 12, charging: false }, persisted: true, build: 'a', rows_through: 1, screen: '/check-in', place: '东门',
}
const STATUSES: Statuses = {
  now: new Date(NOW).toISOString(), since: '2026-11-22T07:00:00+08:00', build: 'b',
  devices: [{ device: 'd7', seen: '2026-11-22T08:33:00+08:00', heard: '2026-11-22T08:33:00+08:00', report: REPORT }],
}

function shown(row: DeviceRow, statuses: Statuses | null = STATUSES): HTMLElement {
  const [line] = lines({ devices: [row], grants: [], statuses, now: NOW })
  return mounted(DeviceLine, { line, statuses }, fakeApp({ device: { [row.device]: row } }))
}
const text = (host: HTMLElement) => host.textContent!.replaceAll(/\s+/g, ' ')

test('everything that is wrong is said in words', () => {
  const said = text(shown(device({ device: 'd7', missing: [4, 5], missing_count: 2 })))
  for (const words of ['7 分钟无消息', '3 条未交，最早', '时钟快 62 秒', '电量 12%', '版本与主机不同', '未自检', '缺 2 条（第 4、5 号）', '地点 东门']) {
    expect(said).toContain(words)
  }
})

test('a hub that was started anew says that it heard nothing since, not that the device is silent', () => {
  const said = text(shown(device({ device: 'd8' })))
  expect(said).toMatch(/主机启动（\d\d:\d\d）后没有消息/)
  expect(said).toContain('未交条数不详')
  expect(said).not.toContain('全部已交')
})

test('before the hub ever answered nothing is claimed', () => {
  const said = text(shown(device({ device: 'd8' }), null))
  expect(said).not.toContain('主机启动')
  expect(said).not.toContain('无消息')
})

test('a camera that was left out is not said to be out of order', () => {
  const checked = { at: '2026-11-22T08:00:00+08:00', build: 'b', results: { camera: 'skipped', scanner: 'skipped', sound: 'failed' } } as const
  expect(text(shown(device({ device: 'd7', checked })))).toContain('自检不合格：相机跳过未测、声音')
})

test('a clone is told which it is and what to do', () => {
  expect(text(shown(device({ device: 'd7', cloned: true })))).toContain('编号 d7）：立即点“更换”停用')
})

test.each([
  ['flat', '屏幕会说明如何导出文件'],
  ['lost', '它没交的记录无法采信'],
] as const)('what a device that is %s owes comes with what to do', (reason, fix) => {
  const row = device({ state: 'revoked', reason, ended: '2026-11-22T08:31:00+08:00', oldest: '2026-11-22T08:02:00+08:00', missing: [8], missing_count: 1 })
  const host = shown(row)
  expect(text(host)).toContain('还有 1 条没有交到主机，最早')
  expect(text(host)).toContain(fix)
  expect(host.querySelector('.acts')!.textContent).toContain('核销')
})

test('nothing is to be done about one whose work is over, unless it gets lost', () => {
  const host = shown(device({ state: 'revoked', reason: 'finished', ended: '2026-11-22T08:31:00+08:00', last: 7 }))
  expect(text(host)).toContain('记录已收齐')
  expect([...host.querySelectorAll('button')].map((button) => text(button))).toEqual(['报告丢失'])
})

test('of one that was not heard before it ended nobody says that everything arrived', () => {
  const host = shown(device({ state: 'revoked', reason: 'flat', ended: '2026-11-22T08:31:00+08:00', last: null }))
  expect(text(host)).toContain('未交条数不详')
  expect(text(host)).not.toContain('记录已收齐')
})

test('a lost device cannot be reported lost again', () => {
  const host = shown(device({ state: 'revoked', reason: 'lost', ended: '2026-11-22T08:31:00+08:00' }))
  expect(text(host)).not.toContain('报告丢失')
})

test('in English there is no Chinese but the names people gave', async () => {
  language.value = 'en'
  await vi.waitFor(() => expect(t('product')).toBe('Kaowu'))
  const said = text(shown(device({ device: 'd7', name: 'East', cloned: true, missing: [4], missing_count: 1 })))
  language.value = 'zh'
  expect(said.replaceAll('东门', '')).not.toMatch(/\p{Script=Han}/u)
})
