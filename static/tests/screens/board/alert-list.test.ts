// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import type { AlertRow } from '../../../src/rows'
import AlertList from '../../../src/screens/board/AlertList.vue'
import { mounted } from '../../components'
import { badge, person, plan } from '../../fakes'

test('the board says whose revoked badge was shown, and where', () => {
  const words = { zh: '证牌已作废（遗失）', en: 'revoked (lost)' }
  const id = 'badge-revoked/00112233445566ff'
  const alert: AlertRow = {
    id, code: 'badge-revoked', since: '2026-11-22T00:00:00Z', level: 'alarm', plan: 1, place: '东门', says: words, fix: words, state: 'open',
  }
  const props = {
    timed: [], rows: new Map([[id, alert]]), badges: new Map([['00112233445566ff', badge()]]), people: new Map([['1/17', person()]]),
    plan: plan(), plans: new Map([['1', plan()]]),
  }
  expect(mounted(AlertList, props).querySelector('li')?.textContent).toMatch(/证牌已作废（遗失）.*持证人：王芳.*东门/s)
})
