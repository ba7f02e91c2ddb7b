// @vitest-environment happy-dom
import { nextTick, shallowReactive } from 'vue'
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../../src/i18n'
import type { RowKind } from '../../../../src/rows'
import type { AbnormalLine, Analysis, Item, PaperAnalysis } from '../../../../src/reading/analysis'
import AnalysisPage from '../../../../src/screens/office/reading/AnalysisPage.vue'
import PaperFigures from '../../../../src/screens/office/reading/PaperFigures.vue'
import ScoresPage from '../../../../src/screens/office/reading/ScoresPage.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../../components'
import { plan } from '../../../fakes'
import { button, office, says } from '../desk'

await everyWord()
vi.mock('vue-router', () => ({ useRoute: () => ({ fullPath: '/here', query: {} }), RouterLink: { props: ['to'], template: '<a :href="to.path ?? to"><slot /></a>' } }))

const item = (number: number, over: Partial<Item> = {}): Item => ({ number, answers: ['A'], rule: 'single', difficulty: 0.5, discrimination: 0.4, correlation: 0.3, given: [['A', 20], ['', 2]], remarks: [], ...over })
const paper = (items: Item[]): PaperAnalysis => ({ subject: '电工/4', paper: 'A', cards: 40, full: 10_000, mean: 6_543, deviation: 1_200, lowest: 2_000, highest: 9_800, passed: 30, reliability: null, bands: [0, 0, 1, 2, 4, 9, 12, 8, 3, 1], items })
const line = (over: Partial<AbnormalLine>): AbnormalLine => ({ what: 'zero', room: '101', number: '360260001', seat: '4', score: 0, full: 10_000, other: '', other_seat: '', other_score: null, same: 0, of: 0, wrong: 0, ...over })
const FOUND: Analysis = {
  papers: [paper([item(1), item(2, { discrimination: -0.2, remarks: ['reversed'] }), item(3, { rule: 'given', discrimination: null })])],
  abnormal: [line({}), line({ what: 'identical', room: '102', seat: '7', score: 6_000, other: '360260009', other_seat: '8', other_score: 6_100, same: 70, of: 78, wrong: 19 })],
  bounds: { low: 0.1, high: 0.8, blank: 0.3, same: 0.9, wrong: 6, beyond: 5 },
}
const checker = { ...chiefsGrant, role: 14, person: 14, acts: ['reading'] }

function page(component: typeof AnalysisPage | typeof ScoresPage, grant: typeof chiefsGrant | null) {
  const desk = office({
    plan: { '1': plan() }, reading_session: { '1/S1': { plan: 1, session: 'S1', rooms: 2, green: 2, open: 0, keys: [], release: null, stale: false, check: null } },
    person: { '1/1': { plan: 1, person: 1, name: '金杰', role: 5 }, '1/14': { plan: 1, person: 14, name: '郑晓', role: 14 }, '1/18': { plan: 1, person: 18, name: '何平', role: 16 } },
  } as never)
  const asked: string[] = []
  const hub = { ask: async (path: string) => (asked.push(path), { ok: true, value: { holds_up: null, unchanged: false, ...FOUND } }) }
  const rows = desk.app.store.rows
  const sessions = shallowReactive(new Map<string, object>(rows('reading_session')))
  Object.assign(desk.app.store, { rows: (kind: RowKind) => (kind === 'reading_session' ? sessions : rows(kind)) })
  Object.assign(desk.app, { signIn: fakeSignIn(grant), hub })
  return { asked, sessions, host: mounted(component, { plan: plan() }, desk.app) }
}

test('each question is told with how hard it was and whom it told apart; those to look at are shown alone', async () => {
  const { host, asked } = page(AnalysisPage, chiefsGrant)
  await says(host, '低分者得分反而高，请核对标准答案')
  expect(asked).toEqual(['/api/reading/analysis?plan=1&session=S1'])
  for (const words of ['电工 四级', '65.4', '75%', '送分', '未答 2']) expect(host.textContent).toContain(words)
  expect(host.querySelectorAll('.items tbody tr')).toHaveLength(3)
  button(host, '需要看的 1 题').click()
  await nextTick()
  expect([...host.querySelectorAll('.items tbody tr strong')].map(({ textContent }) => textContent)).toEqual(['2'])
})

test('the abnormal list says why somebody should look, and that nothing is decided by it', async () => {
  const { host } = page(AnalysisPage, chiefsGrant)
  await says(host, '不是结论')
  for (const bound of ['10% 或不低于 80%', '不分 A、B 卷', '至少 6 个', '5 个标准差']) expect(host.textContent).toContain(bound)
  for (const words of ['零分 1', '两份答案雷同 1', '7 座和 8 座', '都作答的 78 题中 70 题相同，其中 19 题同错', '60 / 61（满分 100）']) expect(host.textContent).toContain(words)
})

test.each([['nobody', null], ['a checker', checker]])('%s is shown no scores, and told who is', async (_, grant) => {
  const { host, asked } = page(AnalysisPage, grant)
  await says(host, '由负责人登录后查看')
  expect(asked).toEqual([])
})

test.each([['nobody', null, 1], ['a checker', checker, 1], ['a leader', chiefsGrant, 7]] as const)('%s is offered only the papers that the hub gives them', async (_, grant, links) => {
  const { host } = page(ScoresPage, grant)
  await nextTick()
  expect(host.querySelectorAll('.out a[download]')).toHaveLength(links)
  expect(host.textContent!.includes('由负责人登录后查看')).toBe(links === 1)
})

test('while cards come in, it is said that there is something newer; the hub works it out again when asked to', async () => {
  const { host, asked, sessions } = page(AnalysisPage, chiefsGrant)
  await says(host, '需要看的 1 题')
  for (const open of [3, 2, 1]) {
    sessions.set('1/S1', { ...sessions.get('1/S1'), open })
    await nextTick()
  }
  expect(asked).toHaveLength(1)
  expect(host.textContent).toContain('下面是变化前算出的')
  button(host, '重新计算').click()
  await vi.waitFor(() => expect(host.textContent).not.toContain('下面是变化前算出的'))
  expect(asked).toHaveLength(2)
})

test.each([[15, '0–1.5', '13.5–15'], [4, '0–0.4', '3.6–4'], [100, '0–10', '90–100']])('the bands of a paper of %s are told exactly', async (full, first, last) => {
  const host = mounted(PaperFigures, { paper: { ...paper([]), full: full * 100 } })
  const names = [...host.querySelectorAll('.bands small')].map(({ textContent }) => textContent)
  expect([names[0], names.at(-1), new Set(names).size]).toEqual([first, last, 10])
})

test.each([
  ['nobody signed in', null, true, '请先登录再发布'],
  ['the site office, which sees scores', { ...chiefsGrant, role: 16, person: 18 }, true, '由主任、副主任、主考或副主考发布'],
  ['a chief', chiefsGrant, false, '发布成绩'],
])('where scores may be released, %s is told what is so', async (_, grant, offered, words) => {
  const { host } = page(ScoresPage, grant)
  await says(host, words)
  expect(host.querySelector('.gate a[href^="/sign-in"]') !== null).toBe(offered)
})
