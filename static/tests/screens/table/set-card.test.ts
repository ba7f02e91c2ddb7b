// @vitest-environment happy-dom
import { computed, shallowRef } from 'vue'
import { expect, test } from 'vitest'
import { legOf, policyOf } from '../../../src/custody/rules'
import type { Papers } from '../../../src/custody/scene'
import { looked } from '../../../src/custody/seen'
import SetCard from '../../../src/screens/table/SetCard.vue'
import type { Table } from '../../../src/screens/table/answer'
import type { Item, Person } from '../../../src/rows'
import { fakeApp, mounted } from '../../components'
import { person, plan } from '../../fakes'

const policy = policyOf(new Map(), 1)
const bag = (index: number) => ({ label: `B${index}`, kind: 'PP', plan: 1, session: 'S1', room: String(index), seal: null, inside: null, counts: { papers: 31 } }) as unknown as Item

function card(leg: string, holder: Person | undefined, bags: Item[] = []): string {
  const papers = { plan: computed(() => plan()), items: computed(() => new Map(bags.map((one) => [one.label, one]))), person: () => undefined, invigilators: () => [] } as unknown as Papers
  const draft = { objects: bags.map(({ label }) => ({ text: label, label })), people: [], look: looked(), missing: [] }
  const table = { draft: shallowRef(draft), lacks: computed(() => [{ side: 'receiver', needed: 2, there: 0 }]), ready: computed(() => false), outsider: computed(() => null) } as unknown as Table
  return mounted(SetCard, { table, papers, leg: legOf(leg, policy), session: 'S1', holder }, fakeApp()).textContent ?? ''
}

const chief = person({ person: 1, name: '赵甲', role: 5 })

test('at the vault the one who signed in is told to show their badge as well, before the first scan', () => {
  expect(card('L1', chief)).toContain('登录不算签字：赵甲也要出示自己的证牌')
  expect(card('L1', person({ person: 2, name: '钱乙', role: 16 }))).not.toContain('登录不算签字')
  expect(card('L3', chief)).not.toContain('登录不算签字')
})

test('sixty bags on the table are one line, and each can still be looked at', () => {
  const text = card('L1', chief, Array.from({ length: 60 }, (_, index) => bag(index)))
  expect(text).toContain('试卷袋 × 60（1860份）')
  expect(text).toContain('逐件查看、取消（60 件）')
})
