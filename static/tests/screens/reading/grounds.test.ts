// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { ReadingFaultRow } from '../../../src/reading/rows'
import type { Plan } from '../../../src/rows'
import FaultCard from '../../../src/screens/reading/FaultCard.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { fault } from '../../reading/rows'
import { button, office } from '../office/desk'

await everyWord()
HTMLDialogElement.prototype.showModal ??= () => {}

const plan = { plan: 1, zone: 'Asia/Shanghai', admission_no: [{ part: 'serial', digits: 12 }] } as Plan
const operator = { ...chiefsGrant, role: 13, acts: ['reading'] as const }

function card(over: Partial<ReadingFaultRow> = {}) {
  const desk = office({ person: { '1/1': { plan: 1, person: 1, name: '唐元胜', role: 13 } as never } })
  Object.assign(desk.app, { signIn: fakeSignIn({ ...operator, acts: [...operator.acts] }) })
  return { ...desk, host: mounted(FaultCard, { fault: fault(over), plan }, desk.app) }
}

test('a way is proposed on grounds that are tapped, never on its own name', async () => {
  const { handed, host } = card()
  button(host, '确认空白').click()
  await nextTick()
  expect(handed).toHaveLength(0)
  button(host, '两人看过原卡').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'reading.propose', body: { reason: '两人看过原卡', resolution: { what: 'confirm-blank' } } })
})

test('of other ways none is chosen already', async () => {
  const { host } = card({ resolutions: [{ what: 'confirm-blank', zh: '确认空白', en: '' }, { what: 'confirm-absent', zh: '确认缺考', en: '' }] })
  button(host, '其他处理办法').click()
  await nextTick()
  expect(host.ownerDocument.querySelectorAll('input[type=radio]')).toHaveLength(2)
  expect(host.ownerDocument.querySelector('input[type=radio]:checked')).toBeNull()
})

test('a card too many in the bag is not recorded as lost', async () => {
  const ways = [{ what: 'recount', zh: '重新清点', en: '' }, { what: 'lost', zh: '登记卡片遗失', en: '' }]
  const asked = async (detail: Record<string, number>) => {
    const { host } = card({ code: 'count-bag', rows: [], places: [], resolutions: ways, detail })
    return [...host.querySelectorAll('button')].some(({ textContent }) => textContent.includes('其他处理办法'))
  }
  expect(await asked({ expected: 24, found: 25 })).toBe(false)
  expect(await asked({ expected: 24, found: 23 })).toBe(true)
})

test('what was settled by itself has no buttons', () => {
  const { host } = card({ state: 'settled', settled: null })
  expect(host.querySelectorAll('.keys button')).toHaveLength(0)
  expect(host.textContent).toContain('已处理')
})
