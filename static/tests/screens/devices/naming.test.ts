import { expect, test } from 'vitest'
import { words } from '../../../src/i18n'
import type { DeviceRow } from '../../../src/rows'
import { nameOf } from '../../../src/screens/devices/naming'
import { device } from '../../fakes'

await words('lead')
const all = (...devices: Partial<DeviceRow>[]) => new Map(devices.map((one) => [one.device!, device(one)]))

test('a name that one device bears is that name, whatever became of the device', () => {
  expect(nameOf('d3', all({ device: 'd3', name: '东门手机' }))).toBe('东门手机')
  expect(nameOf('d3', all({ device: 'd3', name: '东门手机', state: 'revoked' }))).toBe('东门手机')
})

test('of a device and the one that took its place, the one that left says so', () => {
  const swapped = all({ device: 'd3', name: '东门手机', state: 'revoked' }, { device: 'd9', name: '东门手机', replaces: 'd3' })
  expect([nameOf('d3', swapped), nameOf('d9', swapped)]).toEqual(['东门手机（已停用，编号 d3）', '东门手机'])
})

test('two in use that somebody named alike are told apart', () => {
  const twins = all({ device: 'd3', name: '手机' }, { device: 'd4', name: '手机' }, { device: 'd5', name: '平板' })
  expect(['d3', 'd4', 'd5'].map((id) => nameOf(id, twins))).toEqual(['手机（编号 d3）', '手机（编号 d4）', '平板'])
})

test('one that this device has not heard of is its number', () => {
  expect(nameOf('d3', new Map())).toBe('d3')
})
