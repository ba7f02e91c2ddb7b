// @vitest-environment happy-dom
import { computed, nextTick } from 'vue'
import { expect, test } from 'vitest'
import { labelNumber } from '../../../src/custody/label'
import { policyOf } from '../../../src/custody/rules'
import type { Papers } from '../../../src/custody/scene'
import type { Look } from '../../../src/custody/seen'
import type { Item } from '../../../src/rows'
import ExceptDialog from '../../../src/screens/table/ExceptDialog.vue'
import { fakeApp, mounted } from '../../components'
import { plan } from '../../fakes'

const SPARE = labelNumber('SP', 1)
const bag: Item = {
  label: SPARE, kind: 'SP', plan: 1, session: 'S1', room: null, state: 'received', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: null, broken: false, counts: { papers: 5, cards: 5 }, packed: { papers: 5, cards: 5 }, aside: {}, at: null, act: null,
}
const papers = { plan: computed(() => plan()), policy: computed(() => policyOf(new Map(), 1)), items: computed(() => new Map([[SPARE, bag]])) } as unknown as Papers

function counting() {
  const taken: Look[] = []
  const host = mounted(ExceptDialog, { labels: [SPARE], papers, only: ['count'], onTake: (look: Look) => taken.push(look) }, fakeApp({}))
  host.querySelector<HTMLButtonElement>('.segments button')!.click()
  return { host, taken, fields: () => [...host.querySelectorAll<HTMLInputElement>('input[maxlength="4"]')] }
}

async function typed(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
}
async function noted(host: HTMLElement): Promise<string[]> {
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await nextTick()
  return [...host.querySelectorAll('[role="alert"]')].map(({ textContent }) => textContent)
}

test('a count that is no number is told beside its field and not left out of what is noted', async () => {
  const { host, taken, fields } = counting()
  await nextTick()
  await typed(fields()[0]!, '4')
  await typed(fields()[1]!, '-1')
  expect([await noted(host), taken]).toEqual([['“-1”不是数字：填 0 到 9999 的整数'], []])
  await typed(fields()[1]!, '５')
  expect(await noted(host)).toEqual([])
  expect(taken[0]!.counts).toEqual([{ label: SPARE, counted: { papers: 4, cards: 5 } }])
})

test('where no field says anything it is told, and nothing is noted; a field left empty was not counted', async () => {
  const { host, taken, fields } = counting()
  await nextTick()
  expect([(await noted(host)).length, taken]).toEqual([2, []])
  await typed(fields()[0]!, '4')
  expect(await noted(host)).toEqual([])
  expect(taken[0]!.counts).toEqual([{ label: SPARE, counted: { papers: 4 } }])
})
