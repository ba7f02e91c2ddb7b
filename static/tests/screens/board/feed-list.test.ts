// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { FeedRow } from '../../../src/rows'
import { everyWord } from '../../../src/i18n'
import FeedList from '../../../src/screens/board/FeedList.vue'
import { fakeApp, mounted } from '../../components'
import { device, person, plan } from '../../fakes'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const AT = '2026-11-22T08:00:00+08:00'
const row = (seq: number, kind: string, over: Partial<FeedRow> = {}): FeedRow => ({
  seq, kind, received: AT, at: AT, verdict: 'accepted', device: 'd9', plan: 1, person: null, place: null, by: null, refusal: null, ...over,
})
const swapped = { d3: device({ device: 'd3', state: 'revoked', replaced_by: 'd9' }), d9: device({ device: 'd9', replaces: 'd3' }) }

function feed(...rows: FeedRow[]): string[] {
  const of = plan()
  const props = {
    rows: new Map(rows.map((one) => [String(one.seq), one])),
    people: new Map([['1/17', person()]]), plan: of, plans: new Map([['1', of]]),
  }
  const host = mounted(FeedList, props, fakeApp({ device: swapped }))
  return [...host.querySelectorAll('li')].map(({ textContent }) => textContent!.replaceAll(/\s+/g, ' ').trim())
}

test('a line says what was done and to how many of what', () => {
  expect(feed(row(1, 'badge.issue', { about: '42' }))).toEqual([expect.stringMatching(/^08:00:00 ?已制作 42 张证牌$/)])
  expect(feed(row(2, 'import.commit', { about: 'staff', what: ['42'] }), row(1, 'import.commit', { about: 'rooms', what: ['7'] }))[0]).toContain('已导入考场 7 个、工作人员 42 人')
  expect(feed(row(1, 'room.change', { about: '101' }))[0]).toMatch(/考场 101 ?考场已改/)
  expect(feed(row(1, 'badge.issue', { about: '00017-E', person: 17 }))[0]).toMatch(/王芳 ?监考 ?证牌 00017-E ?已制作证牌/)
})

test('an import that was turned down is not said to have brought anything', () => {
  const words = { zh: '文件已变', en: 'changed' }
  const [line] = feed(row(1, 'import.commit', { about: 'staff', what: ['42'], verdict: 'refused', refusal: { code: 'x', says: words, fix: words } }))
  expect(line).toContain('未通过')
  expect(line).not.toContain('已导入')
})

test('of a device and the one that took its place the right one is named', () => {
  expect(feed(row(1, 'duty.check_in', { person: 17, device: 'd3' }))[0]).toContain('在“东门手机（已停用，编号 d3）”上')
  expect(feed(row(1, 'duty.check_in', { person: 17 }))[0]).not.toContain('上')
  expect(feed(row(1, 'grant.give', { person: 17, about: 'd9', device: 'd1' }))[0]).toContain('在“东门手机”上')
})

test('what was tried at the papers and turned away is one sentence: who, where, on which device, at which step, what came, and why', () => {
  const why = { code: 'badge-expected', says: { zh: '这里要扫证牌，扫到的是“K001-B”', en: 'x' }, fix: { zh: 'y', en: 'y' } }
  const [line, badge, unknown] = feed(
    row(3, 'custody.attempt', { person: 17, place: '二号台', about: 'B001-7', what: ['open'], came: { text: 'K001-B', person: null }, refusal: why }),
    row(2, 'custody.attempt', { person: 17, what: ['count'], about: '101', came: { text: null, person: 17 }, refusal: why }),
    row(1, 'custody.attempt', { person: 17, what: ['handoff'], came: { text: null, person: null }, refusal: why }),
  )
  expect(line).toMatch(/王芳 ?监考 ?二号台 ?在“东门手机”上 · 启封（试卷袋 B001-7）：扫或输入了“答题卡袋 K001-B” ?扫描、输入未通过 ?这里要扫证牌，扫到的是“K001-B”/)
  expect(badge).toContain('清点（101 号考场）：出示了王芳的证牌')
  expect(unknown).toContain('交接：出示了一张证牌')
})
