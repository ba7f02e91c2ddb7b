// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { Look } from '../../../src/evidence/rows'
import LookList from '../../../src/screens/media/LookList.vue'
import { fakeApp, mounted } from '../../components'
import { piece } from '../../evidence/given'
import { plan } from '../../fakes'

const look = (over: Partial<Look> = {}): Look => ({
  device: 'd3', person: null, what: 'original', times: 1, first: '2026-06-20T01:12:30.000Z', last: '2026-06-20T01:12:30.000Z', ...over,
})
const shown = (...lines: Look[]) => mounted(LookList, { row: piece('a'), plan: plan() }, fakeApp(lines.length === 0 ? {} : { looks: { a: { plan: 1, evidence: 'a', lines } } }))

test('where nothing is listed, it is said what will stand here, and not that nobody looked', () => {
  expect(shown().textContent).toContain('还没有记录')
  expect(shown().querySelector('li')).toBeNull()
})

test('each line names who, what, when by the site’s clock, and by which device', () => {
  const line = shown(look({ person: 77, what: 'export' })).querySelector('li')!
  expect(line.textContent).toMatch(/77.*导出原件/)
  expect(line.textContent).toContain('2026-06-20 09:12 · d3')
  expect(line.classList).toContain('export')
})

test('who comes back to it stands on one line, with how often and since when', () => {
  const line = shown(look({ times: 3, last: '2026-06-20T02:40:00.000Z' })).querySelector('li')!
  expect(line.textContent).toContain('2026-06-20 10:40')
  expect(line.textContent).toContain('3 次，第一次 2026-06-20 09:12')
  expect(line.textContent).toContain('没有人登录')
})

test.each([['original', '看原件'], ['film', '看录像'], ['frames', '看正在录的画面'], ['side', '导出说明文件'], ['export', '导出原件']] as const)('%s reads %s', (what, words) => {
  expect(shown(look({ what })).querySelector('.way')!.textContent).toBe(words)
})
