// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import AddDialog from '../../../src/screens/devices/AddDialog.vue'
import { fakeApp, mounted } from '../../components'

const choices = () => [...mounted(AddDialog, {}, fakeApp()).querySelectorAll('label.choice')].map((one) => one.textContent ?? '')

test('each kind of device says what it is good for, as the hub allows it', () => {
  const [tablet, phone, gate] = choices()
  for (const work of ['看板', '抽签', '开考终考', '交接', '签到', '实操拍摄']) expect(tablet).toContain(work)
  for (const work of ['签到', '交接', '清点', '查岗', '实操拍摄']) expect(phone).toContain(work)
  expect(phone).not.toContain('抽签')
  expect(gate).toContain('不交接试卷')
})
