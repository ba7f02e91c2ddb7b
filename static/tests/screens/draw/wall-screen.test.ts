// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import type { DrawRow } from '../../../src/rows'
import WallScreen from '../../../src/screens/draw/WallScreen.vue'
import { fakeApp, mounted } from '../../components'
import { person, plan, room } from '../../fakes'
import { button } from '../office/desk'

vi.mock('vue-router', () => ({ useRoute: () => ({ query: { session: 'S1' } }) }))

const people = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [`1/${at + 1}`, person({ person: at + 1, name: at < 2 ? '王伟' : `监考${at}`, tail: `000${at}`, rooms: { S1: String(101 + Math.floor(at / 2)) } })]),
)
const rooms = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`1/${101 + at}`, room(String(101 + at))]))
const wall = () => mounted(WallScreen, {}, fakeApp({ plan: { '1': plan() }, room: rooms, person: people }))

test('by room each room has its two, by name namesakes have their unit beside them', async () => {
  const host = wall()
  expect(host.querySelectorAll('.sheet li')).toHaveLength(30)
  expect(host.querySelector('.sheet li')!.textContent).toMatch(/101.*王伟.*王伟/)
  button(host, '按姓名').click()
  await nextTick()
  expect(host.querySelectorAll('.sheet li')).toHaveLength(60)
  expect(host.textContent).toContain('第一技校 0001')
})

test('on the projector the pages turn by themselves and show everybody', async () => {
  vi.useFakeTimers()
  const host = wall()
  button(host, '投影').click()
  await nextTick()
  const seen = new Set<string>()
  const of = Number(/\/ (\d+) 页/.exec(host.textContent)![1])
  for (let page = 0; page < of; page += 1) {
    for (const line of host.querySelectorAll('.projector li strong')) seen.add(line.textContent)
    vi.advanceTimersByTime(10_000)
    await nextTick()
  }
  expect(of).toBeGreaterThan(1)
  expect(seen.size).toBe(30)
  expect(host.textContent).toContain('第 1 /')
  button(host, '退出投影').click()
  await nextTick()
  expect(host.querySelector('.projector')).toBeNull()
  vi.useRealTimers()
})

test('a room that was not drawn says why', () => {
  const draw: DrawRow = {
    plan: 1, session: 'S1', of: 'rooms', round: 1, open: null, places: {}, reserve: [], redrawn: {}, zones: {}, log: [],
    drawn: { root: '', sealed: '', size: 9, seed: '', rules: [], by: [1, 2], people: 5, left_out: { '102': '空调故障' }, deviation: '', declared: { avoid: 0, apart: 0, new: 0 } },
  }
  const host = mounted(WallScreen, {}, fakeApp({ plan: { '1': plan() }, room: rooms, person: people, draw: { '1/S1/rooms': draw } }))
  expect(host.querySelectorAll('.sheet li')[1]!.textContent).toMatch(/102.*未抽签：空调故障/)
})

test('before the draw it says so', () => {
  const host = mounted(WallScreen, {}, fakeApp({ plan: { '1': plan() }, room: rooms }))
  expect(host.textContent).toContain('请先抽签')
})
