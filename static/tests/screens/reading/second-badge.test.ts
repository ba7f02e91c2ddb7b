// @vitest-environment happy-dom
import { defineComponent, h, nextTick, ref } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import SecondBadge from '../../../src/screens/reading/SecondBadge.vue'
import { claimed } from '../../../src/token'
import { mounted } from '../../components'
import { person, plan } from '../../fakes'
import { office } from '../office/desk'
import vectors from '../../vectors.json'

await everyWord()
const listening = vi.hoisted(() => [] as ((text: string) => void)[])
vi.mock('../../../src/wedge', () => ({
  listen: (_: unknown, scanned: (text: string) => void) => (listening.push(scanned), () => void listening.splice(listening.indexOf(scanned), 1)),
}))
beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => 'off', setItem: () => {} }))

const [first, second] = vectors.tokens.filter(({ text }, at, all) => claimed(text) !== null && all.findIndex((one) => claimed(one.text)?.badge === claimed(text)!.badge) === at).map(({ text }) => text)

/** `roles`: of those whose badges these are. */
function beside(roles: Record<string, number>) {
  const badge = Object.keys(roles).map((text) => [text, claimed(text)!] as const)
  const people = Object.fromEntries(badge.map(([text, { plan, person: number }], at) => [`${plan}/${number || at + 900}`, person({ plan, person: number || at + 900, name: `第${at + 1}人`, role: roles[text]! })]))
  const rows = Object.fromEntries(badge.map(([, { badge: id, person: number, plan }], at) => [id, { plan, badge: id, person: number || at + 900 }]))
  const { app } = office({ plan: { '1': plan() }, person: people, badge: rows } as never)
  const said: string[] = []
  const shown = ref('')
  const around = defineComponent(() => () => h(SecondBadge, { why: '', modelValue: shown.value, 'onUpdate:modelValue': (text: string) => void said.push((shown.value = text)) }))
  const host = mounted(around, {}, app)
  return { host, said, scan: async (text: string) => (listening.at(-1)!(text), await nextTick(), await nextTick()) }
}

test('a badge of whoever may not sign here is not taken', async () => {
  const { host, said, scan } = beside({ [first!]: 13 })
  await scan(first!)
  expect(host.textContent).toContain('不能签这一项')
  expect(said.filter((text) => text !== '')).toEqual([])
})

test('a badge that is shown later replaces the one before', async () => {
  const { host, said, scan } = beside({ [first!]: 14, [second!]: 15 })
  await scan(first!)
  await scan(second!)
  expect(said).toEqual([first!.trim(), second!.trim()])
  expect(host.textContent).toContain('第2人')
})
