// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { createApp } from 'vue'
import { APP } from '../../../src/app'
import type { ResultRow, SchemeRow } from '../../../src/practical/results'
import CandidateScreen from '../../../src/screens/candidate/CandidateScreen.vue'
import { points as pointsOf } from '../../../src/practical/score'
import { fakeApp, type Given } from '../../components'
import { piece, sitting } from '../../evidence/given'

const plan = { plan: 1, zone: 'Asia/Shanghai', sessions: [{ id: 'P1', name: '上午实操', kind: 'practical', starts: '2026-06-20T09:00:00+08:00', ends: '2026-06-20T12:00:00+08:00' }] }
const scheme = { plan: 1, trade: '电工', level: 4, title: '电工', full: 10_000, items: [], media: [], workpiece: true } as unknown as SchemeRow
const result = { plan: 1, session: 'P1', room: '901', state: 'unscored', score: null, spread: null, needed: 3, signed: 0, lacks: [{ code: 'identity', zh: '未核验身份', en: 'identity not checked', need: 1, have: 0, coming: 0 }] } as unknown as ResultRow

async function shown(given: Given, seat = '1', from?: string): Promise<HTMLElement> {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  const host = document.createElement('div')
  createApp(CandidateScreen, { plan: 1, session: 'P1', room: '901', seat, from }).use(router).provide(APP, fakeApp(given)).mount(host)
  await router.isReady()
  return host
}
const one = sitting(1, { station: '3' })
const key = `1/P1/901/${one.candidate}`
const base = { plan: { '1': plan as never }, practical: { [key]: one }, scheme: { '1/电工/4': scheme }, result: { [key]: result } } satisfies Given

test('what nobody has scored is never a 0', async () => {
  const host = await shown(base)
  const scores = host.querySelector('[aria-label="评分"]')!
  expect(scores.textContent).toContain('未评分')
  expect(scores.querySelector('.final strong')!.textContent).toBe('未出分')
})

test('the page says what the hub says is missing, whatever lies on it, and complete only where the hub does', async () => {
  const film = { code: 'media', zh: '全程录像：应有 2，已到 1', en: 'film of it all: 2 wanted, 1 there', need: 2, have: 1, coming: 0 }
  const evidence = { a: piece('a', { candidate: one.candidate, purpose: 'identity' }), b: piece('b', { candidate: null, media: 'video' }) }
  const host = await shown({ ...base, evidence, result: { [key]: { ...result, lacks: [...result.lacks, film] } } })
  const lacks = host.querySelector('[aria-label="还缺"]')!
  expect([...lacks.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual(['未核验身份', film.zh])
  expect(host.querySelectorAll('.tile')).toHaveLength(2)
  const done = await shown({ ...base, result: { [key]: { ...result, lacks: [] } } })
  expect(done.querySelector('[aria-label="还缺"]')!.textContent).toBe('规定的都齐了')
  expect((await shown({ ...base, result: {} })).textContent).not.toContain('规定的都齐了')
})

test('a photo says which item it shows, and a film of unknown length is told beside what lacks', async () => {
  const items = [{ id: 'a', question: '', name: '接线', full: 10_000, criterion: '', failing: false }]
  const evidence = { a: piece('a', { candidate: one.candidate, item: 'a' }) }
  const note = { code: 'film-unknown', zh: '操作全程：1 个录像时长不明', en: 'one film', need: 1, have: 1, coming: 0 }
  const host = await shown({ ...base, evidence, scheme: { '1/电工/4': { ...scheme, items } }, result: { [key]: { ...result, notes: [note] } } })
  expect(host.querySelector('.tile .who')!.textContent).toContain('接线')
  expect(host.querySelector('.noted')!.textContent).toBe(note.zh)
})

test('sheets are sealed until all have signed; a zero that was given is a 0', async () => {
  const sheet = (total: number | null) => ({ fact: 'f', at: '2026-06-20T10:00:00+08:00', version: 1, reason: '', total, failed: false, items: null })
  const sealed = await shown({ ...base, practical: { [key]: { ...one, scores: { 10: sheet(null) } } } })
  expect(sealed.querySelector('.sheets')!.textContent).toContain('等全组评完再显示')
  const open = await shown({ ...base, practical: { [key]: { ...one, sealed: false, scores: { 10: sheet(0), 11: sheet(8_650) } } } })
  expect([...open.querySelectorAll('.sheets strong')].map((total) => total.textContent)).toEqual(['0', '86.5'])
})

test('of somebody who was absent nothing is missing; of a stranger nothing is known; no number is on the page', async () => {
  const absent = await shown({ ...base, practical: { [key]: { ...one, absent: { at: '2026-06-20T09:31:00+08:00', by: null, fact: 'f', device: 'd3', reason: '' } } } })
  expect(absent.querySelector('[aria-label="还缺"]')).toBeNull()
  expect(absent.textContent).toContain('缺考')
  expect(absent.innerHTML).not.toContain(one.candidate)
  expect((await shown(base, '9')).textContent).toContain('没有这位考生')
})

test('points are hundredths', () => {
  expect([0, 8_650, 10_000, 5].map(pointsOf)).toEqual(['0', '86.5', '100', '0.05'])
})

test('what nobody has confirmed is no result', async () => {
  const with_ = async (state: ResultRow['state']) => (await shown({ ...base, result: { [key]: { ...result, state, score: 8_650, spread: 0 } } })).querySelector('.final')!.textContent
  expect(await with_('confirmed')).toContain('86.5')
  expect(await with_('ready')).toMatch(/未出分.*合成 86.5 分，待组长确认/s)
  expect(await with_('sent_back')).not.toContain('86.5')
})

test('the page leads back to where it was opened from', async () => {
  const back = async (from?: string) => (await shown(base, '1', from)).querySelector<HTMLAnchorElement>('header a')!.getAttribute('href')
  expect(await back('practical')).toBe('/practical?session=P1&room=901&seat=1')
  expect(await back('results')).toBe('/results?session=P1&room=901')
  expect(await back('anywhere')).not.toMatch(/^.(practical|results)/)
})
