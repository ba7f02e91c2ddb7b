// @vitest-environment happy-dom
import { computed, createApp, nextTick, reactive, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test, vi } from 'vitest'
import { APP } from '../../../src/app'
import type { LotsRow } from '../../../src/practical/rows'
import type { SchemeRow } from '../../../src/practical/results'
import type { Room } from '../../../src/rows'
import type { Brought, Bringing } from '../../../src/screens/media-import/bringing'
import MediaImportScreen from '../../../src/screens/media-import/MediaImportScreen.vue'
import { chiefsGrant, fakeApp, fakeSignIn } from '../../components'
import { sitting } from '../../evidence/given'
import { plan } from '../../fakes'

const TAKEN = Date.parse('2026-11-22T01:30:00Z')
const one = { number: 1, name: 'IMG_0001.JPG', file: new File(['x'], 'IMG_0001.JPG'), kind: { media: 'photo', type: 'image/heic' }, place: null, evidence: 'e', state: 'ready', half: null, part: 0, why: '' }
vi.mock('../../../src/screens/media-import/bringing', () => ({
  bringing: (): Partial<Bringing> => ({
    files: reactive([one as unknown as Brought]) as Brought[], working: ref(false), halted: ref(false), unsent: computed(() => false), stop: () => {},
    left: computed(() => [{ name: 'IMG_0001.CR3', why: 'kind', n: 1 }, { name: 'DCIM/100GOPRO/*.THM', why: 'small', n: 12 }]),
    shotOf: () => ({ begun: TAKEN, ended: TAKEN, told: 'exif', both: true }),
  }),
}))

const item = (id: string, name: string) => ({ id, question: '', name, full: 100, criterion: '', failing: false })
const scheme = (trade: string, items: SchemeRow['items']) => ({ plan: 1, trade, level: 4, items }) as unknown as SchemeRow
const electrician = sitting(1)
const session = { ...plan().sessions[0]!, id: 'P1', kind: 'practical' as const }

/** The page with a photo of the only one at work then: a welder, in a room of their own. */
function page(schemes: Record<string, SchemeRow>, lots: Record<string, LotsRow> = {}): HTMLElement {
  const welder = sitting(2, { trade: '焊工', room: '903', began: '2026-11-22T01:00:00Z', ended: '2026-11-22T02:00:00Z' })
  const rooms = ['901', '903'].map((room) => [`1/${room}`, { plan: 1, room, name: `${room}室`, sessions: { P1: {} } } as unknown as Room])
  const app = fakeApp({
    plan: { '1': plan({ sessions: [session] }) }, room: Object.fromEntries(rooms), scheme: schemes, lots,
    practical: Object.fromEntries([electrician, welder].map((row) => [`1/P1/${row.room}/${row.candidate}`, row])),
  })
  Object.assign(app, { signIn: fakeSignIn(chiefsGrant) })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  ;(app.store.rows('person') as Map<string, unknown>).set('1/1', { plan: 1, person: 1, name: '主考' })
  createApp(MediaImportScreen).use(router).provide(APP, app).mount(host)
  return host
}
const choice = (host: HTMLElement) => host.querySelector<HTMLSelectElement>('select[name=item]')
const offered = (host: HTMLElement) => [...(choice(host)?.options ?? [])].map(({ textContent }) => textContent)
async function pick(select: HTMLSelectElement, value: string): Promise<void> {
  select.value = value
  select.dispatchEvent(new Event('change'))
  await nextTick()
}
const roomOf = (host: HTMLElement) => [...host.querySelectorAll('select')].find((select) => [...select.options].some(({ value }) => value === '903'))!
const place = (host: HTMLElement) => host.querySelector('.where')!.textContent

const TWO = { '1/电工/4': scheme('电工', [item('1.1', '安全'), item('1.2', '接线')]), '1/焊工/4': scheme('焊工', [item('1.1', '安全'), item('1.2', '坡口清理')]) }

test('for a card of two trades only what both have is offered, and it is said why', async () => {
  const host = page(TWO)
  await nextTick()
  expect(offered(host)).toEqual(['不限评分项', '安全'])
  expect(host.textContent).toContain('评分项不同')
  await pick(choice(host)!, '1.1')
  expect(place(host)).toContain('安全')
})

test('once a room of one trade is chosen all of its items are offered; one that another room lacks is not told there', async () => {
  const host = page(TWO)
  await nextTick()
  await pick(roomOf(host), '903')
  expect(offered(host)).toEqual(['不限评分项', '安全', '坡口清理'])
  expect(host.textContent).not.toContain('评分项不同')
  await pick(choice(host)!, '1.2')
  expect(place(host)).toContain('坡口清理')
  await pick(roomOf(host), '901')
  expect(offered(host)).toEqual(['不限评分项', '安全', '接线'])
  expect(choice(host)!.value).toBe('')
})

async function write(host: HTMLElement, station: string): Promise<void> {
  const field = host.querySelector<HTMLInputElement>('input[list]')!
  field.value = station
  field.dispatchEvent(new Event('change'))
  await nextTick()
}
const start = (host: HTMLElement) => host.querySelector<HTMLButtonElement>('.bar button')!

test('the stations of the room are offered; with one that it does not have nothing is brought, and that is said', async () => {
  const lots = { plan: 1, session: 'P1', room: '903', stations: ['1', '2', '3'], out: [{ station: '4' }] } as unknown as LotsRow
  const host = page(TWO, { '1/P1/903': lots })
  await nextTick()
  await pick(roomOf(host), '903')
  expect([...host.querySelectorAll('datalist option')].map((one) => one.getAttribute('value'))).toEqual(['1', '2', '3', '4'])
  await write(host, '工位3')
  expect(host.querySelector('[role=alert]')!.textContent).toBe('没有工位“工位3”，应为 1、2、3、4。')
  expect([start(host).disabled, host.querySelector('.list .notice')!.textContent]).toEqual([true, '没有工位“工位3”：先改过来再导入。机器没有固定在一个工位的，空着。'])
  await write(host, ' 4 ')
  expect([start(host).disabled, host.querySelector('[role=alert]')]).toEqual([false, null])
  await write(host, '工位3')
  await pick(roomOf(host), '901')
  expect(start(host).disabled).toBe(false)
  expect(host.textContent).toContain('这里还没有抽工位签，写的工位对不上考生')
})

test('what is left on the card is named with why', async () => {
  const host = page(TWO)
  await nextTick()
  const left = host.querySelector('details')!
  expect([...left.querySelectorAll('summary, li')].map(({ textContent }) => textContent)).toEqual([
    '13 个文件不收，原件留在卡上', 'IMG_0001.CR3不是可收的照片或录像格式', 'DCIM/100GOPRO/*.THM12 个，相机自己存的小图',
  ])
})

test('a file goes to its candidate without an item that their own scheme does not have', async () => {
  const host = page({ '1/电工/4': TWO['1/电工/4'] })
  await nextTick()
  await pick(choice(host)!, '1.2')
  expect(place(host)).toMatch(/903室.*2 号/)
  expect(place(host)).not.toMatch(/接线|1\.2/)
})
