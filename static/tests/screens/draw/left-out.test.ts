// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import type { Room } from '../../../src/rows'
import LeftOut from '../../../src/screens/draw/LeftOut.vue'
import { fakeApp, mounted } from '../../components'

const rooms = ['101', '102', '103', '104'].map((room) => ({ plan: 1, room, name: room, building: '', floor: null, seats: 30, sessions: {} }) as Room)
const OUT = { '101': '停电', '102': '停电', '103': '停电', '104': '指定监考' }

function shown() {
  const back = vi.fn()
  const page = mounted(LeftOut, { rooms, modelValue: OUT, 'onUpdate:modelValue': back }, fakeApp())
  const button = (name: string) => [...page.querySelectorAll('li button')].find((one) => one.textContent === name) as HTMLButtonElement
  return { back, button }
}

test('rooms left out for one reason come back at one tap', () => {
  const { back, button } = shown()
  button('3 个考场全部恢复').click()
  expect(back).toHaveBeenLastCalledWith({ '104': '指定监考' })
})

test('several of them are chosen and come back together; a single one is named', async () => {
  const { back, button } = shown()
  button('101').click()
  await nextTick()
  button('103').click()
  await nextTick()
  button('101、103 恢复参加抽签').click()
  expect(back).toHaveBeenLastCalledWith({ '102': '停电', '104': '指定监考' })
  button('104 恢复参加抽签').click()
  expect(back).toHaveBeenLastCalledWith({ '101': '停电', '102': '停电', '103': '停电' })
})
