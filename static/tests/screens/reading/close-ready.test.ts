// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { BatchRow } from '../../../src/reading/rows'
import CloseReady from '../../../src/screens/reading/CloseReady.vue'
import { claimed } from '../../../src/token'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { person, plan } from '../../fakes'
import { batch, fault, room } from '../../reading/rows'
import { button, office } from '../office/desk'
import vectors from '../../vectors.json'

await everyWord()
const listening = vi.hoisted(() => [] as ((text: string) => void)[])
vi.mock('../../../src/wedge', () => ({
  listen: (_: unknown, scanned: (text: string) => void) => (listening.push(scanned), () => void listening.splice(listening.indexOf(scanned), 1)),
}))
beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => 'off', setItem: () => {} }))

const [checker, monitor] = vectors.tokens.filter(({ text }, at, all) => claimed(text) !== null && all.findIndex((one) => claimed(one.text)?.badge === claimed(text)!.badge) === at).map(({ text }) => text) as [string, string]
const operator = { ...chiefsGrant, role: 13, person: 13, acts: ['reading'] }
const files = [
  batch({ sha256: 'a1', name: 'K1.TXT', rooms: { 101: 30 } }),
  batch({ sha256: 'a2', name: 'K2.TXT', rooms: { 102: 30 } }),
  batch({ sha256: 'b1', name: 'K3.TXT', rooms: { 103: 30 }, station: '2' }),
]

function screen(batches: BatchRow[], more: object = {}, grant = operator) {
  const tokens = ([[checker, 14], [monitor, 15]] as const).map(([text, role]) => ({ ...claimed(text)!, role }))
  const at = (one: (typeof tokens)[number]) => 900 + one.role
  const desk = office({
    plan: { '1': plan() }, reading_room: { '1/S1/101': room('101'), '1/S1/102': room('102'), '1/S1/103': room('103') },
    badge: Object.fromEntries(tokens.map((one) => [one.badge, { plan: one.plan, badge: one.badge, person: at(one) }])),
    person: { '1/13': person({ plan: 1, person: 13, name: '操作员', role: 13 }), ...Object.fromEntries(tokens.map((one) => [`${one.plan}/${at(one)}`, person({ plan: one.plan, person: at(one), role: one.role })])) },
    ...more,
  } as never)
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  return { ...desk, host: mounted(CloseReady, { batches, plan: 1 }, desk.app) }
}
const keys = (host: HTMLElement) => [...host.querySelectorAll('.ready button')].map(({ textContent }) => textContent!.trim())

test('files of a station that nothing holds up are signed at once; of a single file its own key is enough', () => {
  expect(keys(screen(files).host)).toEqual(['一号机：2 个文件一起签字'])
})

test.each([
  ['a fault is open', {}, { reading_fault: { '1/S1/x': fault({ room: '102', batch: null }) } }],
  ['a room is not worked out', {}, { reading_room: { '1/S1/101': room('101'), '1/S1/102': room('102', { state: 'read' }) } }],
  ['it waits for a leader', { state: 'held' as const }, {}],
  ['it is signed already', { state: 'closed' as const }, {}],
])('where %s a file is not among them', (_, over, more) => {
  expect(keys(screen([files[0]!, { ...files[1]!, ...over }], more).host)).toEqual([])
})

test('nobody but the operator is offered it', () => {
  expect(keys(screen(files, {}, { ...operator, role: 14 }).host)).toEqual([])
})

test('each file gets its own act with the badges that were shown once', async () => {
  const { host, handed } = screen(files)
  button(host, '一号机：2 个文件一起签字').click()
  await nextTick()
  const dialog = document.querySelector('dialog')!
  for (const words of ['签字：2 个文件', 'K1.TXT', 'K2.TXT', '共 60 张卡，考场 101、102']) expect(dialog.textContent).toContain(words)
  for (const text of [monitor, checker]) {
    listening.at(-1)!(text)
    await nextTick()
    await nextTick()
  }
  expect(dialog.querySelector('.here')!.textContent).toContain('三人到齐')
  button(dialog, '三人签字').click()
  await vi.waitFor(() => expect(handed).toHaveLength(2))
  const signed = { plan: 1, second: { badge: checker }, third: { badge: monitor } }
  expect(handed.map(({ kind, body }) => [kind, body])).toEqual([['reading.close', { ...signed, batch: 'a1' }], ['reading.close', { ...signed, batch: 'a2' }]])
})
