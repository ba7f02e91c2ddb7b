// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { USUAL } from '../../../src/custody/rules'
import type { Grant } from '../../../src/grant'
import type { Item } from '../../../src/rows'
import { everyWord } from '../../../src/i18n'
import { chiefsGrant } from '../../components'
import { badgeNumber } from '../../../src/number'
import { badge, morning, person, plan, room } from '../../fakes'
import { button, says } from '../office/desk'
import { chief, set, item, holding, table, scanned, input, enter, open, confirmButton } from './desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const allowed = { policy: { '1': { ...USUAL, counts_in_room: true } } }
const invigilator = person({ plan: 1, person: 2, name: '钱乙', role: 8, state: 'in', rooms: { S1: '101' } })
const ofRoom: Grant = { ...chiefsGrant, person: 2, role: 8, acts: ['room'] }

test('an invigilator who has signed in in the room sees and counts their own room alone, as its invigilator', async () => {
  const { host, handed } = table({ ...allowed, person: { '1/1': chief, '1/2': invigilator } }, ofRoom)
  expect([...host.querySelectorAll('li strong')].map(({ textContent }) => textContent)).toEqual(['101'])
  expect(host.querySelector('.who .segments')).toBeNull()
  await open(host)
  host.querySelectorAll<HTMLButtonElement>('.absent button')[2]!.click()
  await nextTick()
  confirmButton(host).click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'custody.count', body: { room: '101', by: 'proctor', person: { person: 2 }, figures: { absent: 2, present: 28 } } })
})

test('an invigilator without a room in the session is told so, and a bag of another room opens nothing', async () => {
  const { host } = table({ ...allowed, person: { '1/2': { ...invigilator, rooms: {} } } }, ofRoom)
  await says(host, '本场次没有给您排考场')
  await scanned(set)
  await says(host, '101 不是您的考场')
})

test.each([
  [labelNumber('RSET', 7), 'object-unknown'],
  [`KL1:999999:20261122:${set}`, 'object-wrong-site'],
  ['R001-0', 'label-check'],
])('a label %s that opens no room is on record, once however often it is scanned', async (label, code) => {
  const { host, handed } = table()
  await scanned(label)
  await scanned(label)
  expect(host.querySelector('.notice.bad')).not.toBeNull()
  expect(handed.map(({ kind, body }) => [kind, body['step'], body['code'], body['came']])).toEqual([['custody.attempt', 'count', code, label]])
})

test('a figure below zero is told and on record, and nothing is confirmed until it is put right', async () => {
  const { host, handed } = table()
  await open(host)
  button(host, '2').click()
  await nextTick()
  const typed = async (text: string) => {
    const field = input(host, '空白答题卡')
    field.value = text
    field.dispatchEvent(new Event('input'))
    field.dispatchEvent(new Event('change'))
    await nextTick()
  }
  await typed('-1')
  expect(host.textContent).toContain('“-1”不是数目')
  expect(host.textContent).not.toContain('全部相符')
  expect(confirmButton(host).disabled).toBe(true)
  expect(handed.map(({ kind, body }) => [kind, body['step'], body['room'], body['came']])).toEqual([['custody.attempt', 'count', '101', '-1']])
  await typed('1')
  expect(host.textContent).not.toContain('不是数目')
  expect(confirmButton(host).disabled).toBe(false)
})

test('more than went into the room is told, and what is confirmed all the same goes on record as it is', async () => {
  const { host, handed } = table()
  await open(host)
  button(host, '2').click()
  await nextTick()
  await enter(host, '空白答题卡', 40)
  expect(host.querySelector('.differences')).not.toBeNull()
  confirmButton(host).click()
  await vi.waitFor(() => expect(handed.map(({ kind }) => kind)).toEqual(['custody.count']))
  expect(handed[0]!.body['figures']).toMatchObject({ cards_blank: 40 })
})

const second = person({ plan: 1, person: 3, name: '孙丙', role: 8, state: 'in', rooms: { S1: '101' } })
const cards = labelNumber('CP', 3)
const sealedBag = (over: Partial<Item> = {}) =>
  item({ label: cards, kind: 'CP', state: 'issued', seal: 'ST0001', counts: { cards: 31 }, packed: { cards: 31 }, holder: { stage: 'room', people: [2, 3], room: '101' }, ...over })
function inTheRoom(bag: Item) {
  const people = { '1/1': chief, '1/2': invigilator, '1/3': second }
  return table({ policy: { '1': { ...USUAL, counts_in_room: true, opens_before: 60 * 24 * 365 * 50 } }, person: people, item: { [`1/${cards}`]: bag } }, ofRoom)
}
async function typed(host: HTMLElement, selector: string, text: string): Promise<void> {
  for (const field of host.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(selector)) {
    field.value = field.tagName === 'INPUT' ? `${text}${[...host.querySelectorAll(selector)].indexOf(field)}` : text
    field.dispatchEvent(new Event('input'))
  }
  await nextTick()
}

test('in the room its bag is opened and what is in it counted; a difference is red and is explained', async () => {
  const { host, handed } = inTheRoom(sealedBag())
  expect(host.querySelector('.sealed h2')!.textContent).toBe('101 考场的袋还没启封')
  await scanned(cards)
  expect(input(host, '开袋清点答题卡').value).toBe('31')
  await typed(host, '.seats input', '1')
  expect(host.querySelector('.go')!.textContent).toBe('封条完好、数目相符，启封')
  await enter(host, '开袋清点答题卡', 30)
  expect(host.querySelector('.differs')!.textContent).toBe('答题卡：应有 31，现在 30，缺 1 张')
  expect(host.querySelector<HTMLButtonElement>('.go')!.disabled).toBe(true)
  await typed(host, '.counts textarea', '两人点了两遍')
  button(host, '带异常启封').click()
  await says(host, '已启封，已记录')
  expect(handed).toHaveLength(1)
  expect(handed[0]).toMatchObject({
    kind: 'custody.open',
    body: {
      label: cards, people: [{ person: 2 }, { person: 3 }], witnesses: ['10', '11'],
      look: { intact: true, counts: [{ label: cards, counted: { cards: 30 } }], reasons: [{ label: cards, words: '两人点了两遍' }] },
    },
  })
})

test('the bag of another room is neither offered in the room nor opened by a scan', async () => {
  const { host } = inTheRoom(sealedBag({ room: '102', holder: { stage: 'room', people: [4, 5], room: '102' } }))
  expect(host.querySelector('.sealed')).toBeNull()
  await scanned(cards)
  await says(host, '102 不是您的考场')
})

test('at the return table no bag of a room is offered to be opened', () => {
  expect(table({ item: { [`1/${cards}`]: sealedBag() } }).host.querySelector('.sealed')).toBeNull()
})

test('a bag still sealed that is scanned while its room is counted is opened first, at once', async () => {
  const { host } = inTheRoom(sealedBag())
  await open(host)
  expect(confirmButton(host)).not.toBeNull()
  await scanned(cards)
  expect([confirmButton(host), host.querySelector('h2')!.textContent]).toEqual([null, expect.stringContaining(cards)])
})

const setOf102 = labelNumber('RSET', 2)
test.each([
  ['another room’s', setOf102, 'count-other-room', `${setOf102} 是 102 考场的，正在清点的是 101 考场`],
  ['a spare’s', labelNumber('SP', 8), 'count-no-room', '不是某个考场的'],
])('%s label scanned while a room is counted is told in its place, and what was typed stays', async (_, label, code, words) => {
  const others = { [`1/${setOf102}`]: item({ label: setOf102, room: '102' }), [`1/${labelNumber('SP', 8)}`]: item({ label: labelNumber('SP', 8), kind: 'SP', room: null, state: 'opened' }) }
  const { host, handed } = table({ item: { [`1/${set}`]: item(), ...others } })
  await open(host)
  button(host, '2').click()
  await nextTick()
  await enter(host, '空白答题卡', 0)
  await scanned(label)
  expect(host.querySelector('footer .notice.bad')!.textContent).toContain(words)
  expect([host.querySelector('h1')!.textContent, input(host, '空白答题卡').value]).toEqual(['考场 101 · 清点', '0'])
  expect(handed.map(({ kind, body }) => [kind, body['code'], body['room']])).toEqual([['custody.attempt', code, '101']])
  await scanned(set)
  expect([host.querySelector('footer .notice.bad'), input(host, '空白答题卡').value]).toEqual([null, '0'])
})

const approver = person({ plan: 1, person: 7, name: '李丁', role: 6, state: 'in', number: badgeNumber(9) })
const clerk = person({ plan: 1, person: 2, name: '钱乙', role: 16, state: 'in' })
const [used, unused] = [labelNumber('SP', 8), labelNumber('SP', 9)]
async function enteringSpares(grant: Grant) {
  const bags = Object.fromEntries([used, unused].map((label) => [`1/${label}`, item({ label, kind: 'SP', room: null, state: 'opened', packed: { papers: 5, cards: 5 }, counts: { papers: 5, cards: 5 } })]))
  const desk = table({
    person: { '1/1': chief, '1/2': clerk, '1/7': approver }, badge: { b7: badge({ badge: 'b7', number: approver.number!, person: 7, plan: 1, role: 6 }) },
    item: { [`1/${set}`]: item(), [`1/${cards}`]: sealedBag({ state: 'returned', seal: null }), ...bags },
  }, grant)
  desk.app.identity!.value = { ...desk.app.identity!.value!, role: 'chief' }
  await open(desk.host)
  button(desk.host, '启用过备用卷、卡…').click()
  await nextTick()
  return desk
}

test('while spares are entered a badge is their approver’s, and never signs the count', async () => {
  const { host } = await enteringSpares({ ...holding, person: 2, role: 16 })
  await scanned(approver.number!)
  await says(host.querySelector('.slots')!, '✕')
  expect(host.querySelector('.slots li')!.textContent).toContain('李丁')
  await scanned('KW1:AAAA')
  await vi.waitFor(() => expect(host.querySelector('.slots .notice.bad')).not.toBeNull())
  button(host, '‹ 返回').click()
  await nextTick()
  expect(host.querySelector('footer')!.textContent).toContain('请扫主考清点的证牌')
})

test('while spares are entered a spare’s label picks its bag, and another label is told there', async () => {
  const { host, handed } = await enteringSpares(holding)
  const shown = () => host.querySelector<HTMLSelectElement>('.deed select')!.value
  expect(shown()).toBe('')
  await scanned(unused)
  expect([shown(), handed]).toEqual([unused, []])
  await scanned(setOf102)
  expect(host.querySelector('.slots .notice.bad')!.textContent).toContain('这里要扫证牌')
  expect(handed.map(({ kind, body }) => [kind, body['step'], body['code']])).toEqual([['custody.attempt', 'supply', 'badge-expected']])
})

test('what the hub has just taken of spares is in the room’s figures before its rows come', async () => {
  const { host, app } = table({ item: { [`1/${set}`]: item(), [`1/${cards}`]: sealedBag({ state: 'returned' }) } })
  const supply = { id: 'f0', kind: 'custody.supply', acted: false, receipt: { verdict: 'accepted' }, fact: { body: { plan: 1, what: 'cards', number: 2, source: used, target: cards } } }
  Object.defineProperty(app.queue, 'ahead', { value: [supply] })
  await open(host)
  expect(host.querySelector('.drew')!.textContent).toContain('调入答题卡 2')
})

test('on a later day whoever has signed in for a plan that is over counts its rooms, not those of the next', async () => {
  const [past, next] = [plan({ sessions: [morning] }), plan({ plan: 2, days: ['2999-11-22'], sessions: [morning] })]
  const { host } = table({ plan: { '1': past, '2': next }, room: { '1/101': room('101'), '2/201': { ...room('201'), plan: 2 } } }, { ...holding, acts: ['amend'] })
  expect([...host.querySelectorAll('li strong')].map(({ textContent }) => textContent)).toEqual(['101'])
})
