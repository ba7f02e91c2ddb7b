// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { BatchRow, ReadingRoomRow } from '../../../src/reading/rows'
import ReadingScreen from '../../../src/screens/reading/ReadingScreen.vue'
import { mounted } from '../../components'
import { morning, plan } from '../../fakes'
import { batch, room } from '../../reading/rows'
import { office } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { template: '<a><slot /></a>' }, useRoute: () => ({ query: {}, fullPath: '/' }) }))

const sessions = [{ ...morning, name: '第一场' }, { ...morning, id: 'S2', name: '第二场' }]

/** The reading page of two sessions that are over. */
function screen(rooms: ReadingRoomRow[], batches: BatchRow[], reached: boolean | null = true) {
  const desk = office({
    plan: { '1': plan({ sessions }) },
    reading_room: Object.fromEntries(rooms.map((one) => [`1/${one.session}/${one.room}`, one])),
    batch: Object.fromEntries(batches.map((one) => [`1/${one.sha256}`, one])),
  } as never)
  desk.app.store.freshness.reached = reached
  const host = mounted(ReadingScreen, {}, desk.app)
  const put = (kind: 'batch' | 'reading_room', key: string, row: unknown) => (desk.app.store.rows(kind) as Map<string, unknown>).set(key, row)
  return { ...desk, host, put }
}
const shown = (host: HTMLElement) => host.querySelector('[aria-pressed="true"]')?.textContent

const green = room('101', { session: 'S1', state: 'green', read: 30 })
const next = room('101', { session: 'S2', state: 'read', read: 12 })
const signed = batch({ sha256: 'a1', session: 'S1', state: 'closed' })

test('the page opens at the session of which a file waits for the three, though all its rooms are green', () => {
  expect(shown(screen([green, next], [batch({ sha256: 'a1', session: 'S1' })]).host)).toBe('第一场')
  expect(shown(screen([green, next], [signed]).host)).toBe('第二场')
})

test('which session is open stays as it is, whatever comes, once something of it was read', async () => {
  const done = ['S1', 'S2'].map((id) => ({ ...green, session: id }))
  const { host, put } = screen(done, [signed])
  const before = shown(host)
  const other = before === '第一场' ? 'S2' : 'S1'
  put('reading_room', `1/${other}/101`, { ...next, session: other })
  await nextTick()
  expect(shown(host)).toBe(before)
})

test('a page that was opened before any card was read goes where the first ones come', async () => {
  const { host, put } = screen([], [])
  const other = shown(host) === '第一场' ? 'S2' : 'S1'
  put('reading_room', `1/${other}/101`, { ...next, session: other })
  await nextTick()
  expect(shown(host)).toBe(other === 'S2' ? '第二场' : '第一场')
})

test('it is decided once the hub was asked what there is', async () => {
  const { app, host, put } = screen([], [], null)
  const other = shown(host) === '第一场' ? 'S2' : 'S1'
  put('reading_room', `1/${other}/101`, { ...next, session: other })
  await nextTick()
  app.store.freshness.reached = true
  await nextTick()
  expect(shown(host)).toBe(other === 'S2' ? '第二场' : '第一场')
})
