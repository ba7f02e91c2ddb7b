// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { APP } from '../../../src/app'
import { words } from '../../../src/i18n'
import type { PracticalRoomRow, ResultRow } from '../../../src/practical/results'
import PracticalNotice from '../../../src/screens/board/PracticalNotice.vue'
import { fakeApp } from '../../components'

await words('lead')
const film = { code: 'film-gaps', zh: '操作全程：录像缺 09:12–09:31', en: 'no film', need: 1, have: 1, coming: 0 }
const room = { plan: 1, session: 'P1', room: '901', candidates: 6, absent: 0, scored: 0, sent_back: 0, confirmed: 0, lacking: 5, lacks: [] } as PracticalRoomRow
const result = (seat: number, over = {}) => ({ plan: 1, session: 'P1', room: '901', candidate: `n${seat}`, seat, mask: '张**', state: 'ready', lacks: [film], ...over }) as unknown as ResultRow

async function shown(results: ResultRow[], lacking = [room]): Promise<HTMLElement> {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  const host = document.createElement('ul')
  const app = fakeApp({ result: Object.fromEntries(results.map((one) => [one.candidate, one])) })
  createApp(PracticalNotice, { rooms: lacking, lacking }).use(router).provide(APP, app).mount(host)
  await router.isReady()
  return host
}
const lines = (host: HTMLElement) => [...host.querySelectorAll('ul.digits li')].map(({ textContent }) => textContent)

test('the board says who still lacks what, by seat; whom the leader has let pass is not named', async () => {
  const host = await shown([result(2), result(1), result(3, { state: 'confirmed' }), result(4, { lacks: [] })])
  expect(lines(host)).toEqual(['1 号 张** 操作全程：录像缺 09:12–09:31', '2 号 张** 操作全程：录像缺 09:12–09:31'])
})

test('of many the first are named, and how many more there are', async () => {
  const host = await shown([1, 2, 3, 4, 5, 6].map((seat) => result(seat)))
  expect(lines(host)).toHaveLength(5)
  expect(lines(host).at(-1)).toBe('还有 2 条')
})

test('what the room itself lacks is named, with the room where there are several', async () => {
  const one = { ...room, lacks: [{ ...film, zh: '考场全景：应有 3，已到 0' }] }
  expect(lines(await shown([], [one, { ...room, room: '902' }]))).toEqual(['901 · 考场 考场全景：应有 3，已到 0'])
})
