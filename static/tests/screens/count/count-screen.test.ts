// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import type { BalanceRow } from '../../../src/balance/rows'
import { everyWord } from '../../../src/i18n'
import { person } from '../../fakes'
import { button, says } from '../office/desk'
import { chief, set, drawn, counts, holding, table, scanned, input, enter, left, open, confirmButton } from './desk'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

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

test('a count that the hub takes late is told as taken where it was told as kept', async () => {
  const { host, app } = table()
  let free = () => {}
  const held = new Promise<void>((done) => (free = done))
  const { deliver } = app.outbox
  let asked = 0
  Object.assign(app.outbox, {
    deliver: async (id: string) => {
      asked += 1
      if (asked === 1) return null
      await held
      return deliver(id)
    },
    acted: async () => {},
  })
  await open(host)
  button(host, '0').click()
  await nextTick()
  confirmButton(host).click()
  await says(host, '考场 101 已存在本机')
  free()
  await says(host, '考场 101 已清点')
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
