// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { USUAL } from '../../../src/custody/rules'
import type { Grant } from '../../../src/grant'
import type { BalanceRow, CountsRow } from '../../../src/balance/rows'
import type { Item } from '../../../src/rows'
import CountScreen from '../../../src/screens/count/CountScreen.vue'
import { everyWord } from '../../../src/i18n'
import { chiefsGrant, fakeSignIn, mounted, type Given } from '../../components'
import { badgeNumber } from '../../../src/number'
import { badge, morning, person, plan, room } from '../../fakes'
import { button, office, says } from '../office/desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const chief = person({ plan: 1, person: 1, name: '赵甲', role: 5, state: 'in' })
const set = labelNumber('RSET', 1)
const item = (over: Partial<Item> = {}): Item => ({
  label: set, kind: 'RSET', plan: 1, session: 'S1', room: '101', state: 'returned', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: null, broken: false, counts: {}, packed: {}, aside: {}, at: null, act: null, ...over,
})
const drawn = { papers_in: 31, cards_in: 31, papers_sup: 0, papers_out: 0, cards_sup: 0, cards_out: 0 }
const counts = (over: Partial<CountsRow> = {}): CountsRow => ({ plan: 1, session: 'S1', room: '101', counts: { list: { expected: 30 }, custody: drawn }, last: {}, ...over })
const holding: Grant = { ...chiefsGrant, acts: ['lead', 'custody'] }

function table(over: Given = {}, grant: Grant | null = holding, refuses?: Parameters<typeof office>[1]) {
  const given: Given = {
    plan: { '1': plan({ sessions: [morning] }) }, room: { '1/101': room('101'), '1/102': room('102') }, person: { '1/1': chief },
    item: { [`1/${set}`]: item() }, counts: { '1/S1/101': counts() }, ...over,
  }
  const desk = office(given, refuses)
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  desk.app.store.rows('room').get('1/101')!.sessions = { S1: { expected: 30, groups: [] } }
  return { ...desk, host: mounted(CountScreen, {}, desk.app) }
}

/** As a hand scanner does: fast, with Enter at the end. */
async function scanned(text: string): Promise<void> {
  for (const key of [...text, 'Enter']) window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
  await nextTick()
}
const input = (host: ParentNode, name: string) => host.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!
async function enter(host: ParentNode, name: string, value: number): Promise<void> {
  const field = input(host, name)
  field.value = String(value)
  field.dispatchEvent(new Event('input'))
  await nextTick()
}
/** Types something and leaves the field. */
async function left(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text
  field.dispatchEvent(new Event('input'))
  field.dispatchEvent(new Event('change'))
  await nextTick()
  await nextTick()
}
async function open(host: HTMLElement): Promise<void> {
  ;[...host.querySelectorAll<HTMLButtonElement>('li button')].find(({ textContent }) => textContent.includes('101'))!.click()
  await nextTick()
}
const confirmButton = (host: ParentNode) => host.querySelector<HTMLButtonElement>('button.confirm')!

test('a room whose set came back waits to be counted; its set is scanned and its screen opens', async () => {
  const { host } = table()
  expect(host.querySelector('button.back')!.textContent).toContain('101')
  await scanned(set)
  expect(host.querySelector('h1')!.textContent).toBe('考场 101 · 清点')
})

test.each([
  [labelNumber('RSET', 7), '没有登记'],
  ['R001-0', ''],
])('a label %s that is no room’s here says so', async (label, words) => {
  const { host } = table()
  await scanned(label)
  expect(host.querySelector('.notice.bad')!.textContent).toContain(words)
})

test('where all is as expected it is one answer and one tap, and what is confirmed is what was shown', async () => {
  const { host, handed } = table()
  await open(host)
  expect(confirmButton(host).disabled).toBe(true)
  button(host, '2').click()
  await nextTick()
  expect(host.textContent).toContain('全部相符')
  expect(input(host, '空白答题卡').value).toBe('1')
  confirmButton(host).click()
  await says(host, '考场 101 已清点')
  const { kind, body } = handed[0]!
  expect(kind).toBe('custody.count')
  expect(body).toMatchObject({ plan: 1, session: 'S1', room: '101', by: 'chief', person: { person: 1 }, reason: '', place: '东门' })
  expect(body['figures']).toEqual({
    absent: 2, present: 28, signatures: 28, misconduct: 0, cards_ans: 28, cards_abs: 2, void_lines: 0, cards_void: 0, cards_blank: 1,
    cards_bag: 30, papers_present: 28, papers_absent: 2, papers_defect: 0, papers_unused: 1, papers_returned: 31, scratch_given: 30, scratch_returned: 30,
  })
})

test.each([
  ['-1', '“-1”不是数目 只能填 0 到 9999 的整数：重新清点后再填'],
  ['', '空着不能确认：填写数到的数，一个没有就填 0'],
])('a figure that says “%s” is told beside its field, and nothing is confirmed before it is put right', async (typed, told) => {
  const { host, handed } = table()
  await open(host)
  button(host, '0').click()
  await nextTick()
  const field = input(host, '作答答题卡')
  await left(field, typed)
  expect([field.value, field.getAttribute('aria-invalid')]).toEqual([typed, 'true'])
  expect(field.parentElement!.querySelector('[role="alert"]')!.textContent.trim()).toBe(told)
  confirmButton(host).click()
  await nextTick()
  expect([confirmButton(host).disabled, handed.filter(({ kind }) => kind === 'custody.count')]).toEqual([true, []])
  await left(field, '３０')
  expect([field.value, host.querySelector('[role="alert"]')]).toEqual(['30', null])
  expect(confirmButton(host).disabled).toBe(false)
})

test('an absent number chosen beside the field takes the place of what could not be read', async () => {
  const { host } = table()
  await open(host)
  button(host, '0').click()
  await nextTick()
  await left(input(host, '缺考人数'), '')
  expect(confirmButton(host).disabled).toBe(true)
  button(host, '2').click()
  await nextTick()
  await nextTick()
  expect([input(host, '缺考人数').value, confirmButton(host).disabled]).toEqual(['2', false])
})

test('what is no number stays told when its figure follows from another that is picked', async () => {
  const { host } = table()
  await open(host)
  button(host, '0').click()
  await nextTick()
  await left(input(host, '作答答题卡'), '2o')
  button(host, '2').click()
  await nextTick()
  await nextTick()
  expect([input(host, '实考人数').value, input(host, '作答答题卡').value, confirmButton(host).disabled]).toEqual(['28', '2o', true])
})

test('a card short is red while it is typed, and can be recorded as it is', async () => {
  const { host, handed } = table()
  await open(host)
  button(host, '0').click()
  await nextTick()
  await enter(host, '空白答题卡', 0)
  expect(host.querySelector('.differences')!.textContent).toBe('101 号考场：领 31，交回 30，缺 1 张答题卡')
  expect(input(host, '空白答题卡').getAttribute('aria-invalid')).toBe('true')
  expect(confirmButton(host).textContent).toContain('有 1 处不符，如实记录')
  confirmButton(host).click()
  await says(host, '考场 101 已清点')
  expect((handed[0]!.body['figures'] as Record<string, number>)['cards_blank']).toBe(0)
})

test('what cannot be is red and named, and confirmed only as what differs', async () => {
  const { host } = table()
  await open(host)
  button(host, '2').click()
  await nextTick()
  await enter(host, '违纪人数', 29)
  expect(host.querySelector('.differences')!.textContent).toContain('101 号考场：违纪人数 29 不能多于实考人数 28')
  expect(input(host, '违纪人数').closest('.step')!.classList).toContain('wrong')
  expect([confirmButton(host).className, confirmButton(host).textContent]).toEqual(['confirm danger', expect.stringContaining('有 1 处不符')])
})

test('another number than the roving invigilator’s is shown before and needs a reason', async () => {
  const roving = { absent: 0, present: 30, cards_ans: 30, cards_abs: 0, cards_blank: 1, cards_void: 0, void_lines: 0 }
  const { host, handed } = table({ counts: { '1/S1/101': counts({ counts: { list: { expected: 30 }, custody: drawn, roving } }) } })
  await open(host)
  expect(confirmButton(host).disabled).toBe(false)
  await enter(host, '空白答题卡', 2)
  expect(host.querySelector('.changed')!.textContent).toContain('空白答题卡：流动监考装订前清点是 1，现在填 2')
  expect(confirmButton(host).disabled).toBe(true)
  const reason = host.querySelector<HTMLInputElement>('.changed input')!
  reason.value = '复点'
  reason.dispatchEvent(new Event('input'))
  await nextTick()
  confirmButton(host).click()
  await says(host, '考场 101 已清点')
  expect(handed[0]!.body['reason']).toBe('复点')
})

test('without a grant for papers it says who has to sign in; an office clerk lets the chief’s badge be scanned', async () => {
  expect(table({}, null).host.textContent).toContain('清点须先登录')
  const clerk = person({ plan: 1, person: 2, name: '钱乙', role: 16, state: 'in' })
  const { host } = table({ person: { '1/1': chief, '1/2': clerk } }, { ...holding, person: 2, role: 16 })
  expect(host.textContent).toContain('请扫主考清点的证牌')
  await open(host)
  button(host, '0').click()
  await nextTick()
  expect(confirmButton(host).disabled).toBe(true)
})

test('what the hub refuses stays on the screen with its words', async () => {
  const no = { code: 'figure-differs', says: '与先前不同', fix: '写明原因' }
  const { host } = table({}, holding, () => no)
  await open(host)
  button(host, '0').click()
  await nextTick()
  confirmButton(host).click()
  await says(host, '与先前不同写明原因')
  expect(host.querySelector('h1')!.textContent).toBe('考场 101 · 清点')
})

test('without the hub the room is done all the same and shows as counted here', async () => {
  const { host, app, handed } = table()
  const acted = vi.fn(async () => {})
  const put = app.outbox.put
  Object.assign(app.outbox, { deliver: async () => null, acted })
  Object.assign(app.outbox, {
    put: async (kind: string, body: Record<string, unknown>) => {
      app.queue.waiting = [...app.queue.waiting, { id: 'f0', kind, fact: { body } } as never]
      return put(kind, body)
    },
  })
  await open(host)
  button(host, '0').click()
  await nextTick()
  confirmButton(host).click()
  await says(host, '考场 101 已存在本机')
  expect(handed).toHaveLength(1)
  expect(acted).toHaveBeenCalledWith('f0')
  expect([...host.querySelectorAll('li button')].map(({ className }) => className)).toEqual(['counted', 'out'])
})

test('what custody has on record is shown and not typed; without a scan it is', async () => {
  const { host } = table()
  await open(host)
  expect(host.querySelector('.drew')!.textContent).toContain('领取答题卡 31')
  expect(input(host, '领取答题卡')).toBeNull()
  const unscanned = table({ counts: { '1/S1/101': counts({ counts: { list: { expected: 30 } } }) } }).host
  await open(unscanned)
  expect(input(unscanned, '领取答题卡')).not.toBeNull()
})

test('a room whose bags are short on record is red although all was counted', () => {
  const chiefs = { absent: 0, present: 30, signatures: 30, cards_ans: 30, cards_abs: 0, cards_blank: 1, cards_void: 0 }
  const line = { key: 'S1/101/packed-cards', code: 'packed-cards', state: 'differs' as const, expected: 31, found: 30 }
  const balance: BalanceRow = { plan: 1, session: 'S1', room: '101', open: 1, lines: [line] }
  const { host } = table({ counts: { '1/S1/101': counts({ counts: { list: { expected: 30 }, custody: drawn, chief: chiefs } }) }, balance: { '1/S1/101': balance } })
  expect(host.querySelector('li button')!.className).toBe('differs')
})

test('a room that differs stays red until somebody has settled it', () => {
  const chiefs = { absent: 0, present: 30, signatures: 30, cards_ans: 30, cards_abs: 0, cards_blank: 0, cards_void: 0 }
  const given = { counts: { '1/S1/101': counts({ counts: { list: { expected: 30 }, custody: drawn, chief: chiefs } }) } }
  expect(table(given).host.querySelector('li button')!.className).toBe('differs')
  const settled = { by: 1, at: '2026-11-22T11:00:00+08:00', grounds: '找到' }
  const balance: BalanceRow = {
    plan: 1, session: 'S1', room: '101', open: 0,
    lines: [{ key: 'S1/101/cards', code: 'cards', state: 'differs', expected: 31, found: 30, settled }],
  }
  expect(table({ ...given, balance: { '1/S1/101': balance } }).host.querySelector('li button')!.className).toBe('counted')
})

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
