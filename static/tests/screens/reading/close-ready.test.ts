// @vitest-environment happy-dom
import { h, nextTick, shallowRef } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Refusal } from '../../../src/hub'
import { everyWord } from '../../../src/i18n'
import type { BatchRow, ReadingFaultRow } from '../../../src/reading/rows'
import BatchLine from '../../../src/screens/reading/BatchLine.vue'
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

function screen(batches: BatchRow[], more: object = {}, grant = operator, refuses: (batch: unknown) => Refusal | null = () => null) {
  const tokens = ([[checker, 14], [monitor, 15]] as const).map(([text, role]) => ({ ...claimed(text)!, role }))
  const at = (one: (typeof tokens)[number]) => 900 + one.role
  const desk = office({
    plan: { '1': plan() }, reading_room: { '1/S1/101': room('101'), '1/S1/102': room('102'), '1/S1/103': room('103') },
    badge: Object.fromEntries(tokens.map((one) => [one.badge, { plan: one.plan, badge: one.badge, person: at(one) }])),
    person: { '1/13': person({ plan: 1, person: 13, name: '操作员', role: 13 }), ...Object.fromEntries(tokens.map((one) => [`${one.plan}/${at(one)}`, person({ plan: one.plan, person: at(one), role: one.role })])) },
    ...more,
  } as never, (_: string, body: Record<string, unknown>) => refuses(body['batch']))
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  const known = shallowRef(batches)
  return { ...desk, known, host: mounted({ render: () => h(CloseReady, { batches: known.value, plan: 1 }) }, {}, desk.app) }
}
/** Open the dialog of the first station's files. */
async function opened(host: HTMLElement, n: number) {
  button(host, `一号机：${n} 个文件一起签字`).click()
  await nextTick()
  return document.querySelector('dialog')!
}
async function badges() {
  for (const text of [monitor, checker]) {
    listening.at(-1)!(text)
    await nextTick()
    await nextTick()
  }
}
const here = (dialog: HTMLElement) => dialog.querySelector('.here')?.textContent
const listed = (dialog: HTMLElement) => [...dialog.querySelectorAll('.files li')].map(({ textContent }) => textContent!.trim().split(' ')[0])
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
  const dialog = await opened(host, 2)
  for (const words of ['签字：2 个文件', 'K1.TXT', 'K2.TXT', '共 60 张卡，考场 101、102']) expect(dialog.textContent).toContain(words)
  await badges()
  expect(here(dialog)).toContain('三人到齐')
  button(dialog, '三人签字').click()
  await vi.waitFor(() => expect(handed).toHaveLength(2))
  const signed = { plan: 1, second: { badge: checker }, third: { badge: monitor } }
  expect(handed.map(({ kind, body }) => [kind, body])).toEqual([['reading.close', { ...signed, batch: 'a1' }], ['reading.close', { ...signed, batch: 'a2' }]])
})

test('a correction that two people settled between two looks at the hub takes its file out, though its version is as before', async () => {
  const { app, host } = screen(files)
  const dialog = await opened(host, 2)
  await badges()
  const faults = app.store.rows('reading_fault') as Map<string, ReadingFaultRow>
  faults.set('1/S1/x', fault({ room: '102', batch: 'a2', state: 'settled', holds_up: false }))
  await nextTick()
  await nextTick()
  expect(listed(dialog)).toEqual([])
  for (const words of ['K2.TXT 刚才有变动，这次不签', '要签的文件少了', '签字：K1.TXT']) expect(dialog.textContent).toContain(words)
  expect(here(dialog)).toContain('到场 1/3')
})

/** The same dialog of one file, as its own key opens it. */
async function single(one: BatchRow) {
  const desk = screen([])
  const known = shallowRef(one)
  const host = mounted({ render: () => h(BatchLine, { batch: known.value, plan: plan(), session: 'S1' }) }, {}, desk.app)
  button(host, '三人签字').click()
  await nextTick()
  return { ...desk, known, dialog: document.querySelector('dialog')! }
}

test.each([
  ['read again', { version: 7, cards: 29 }, '共 29 张卡'],
  ['found to have other rooms', { rooms: { 101: 29, 102: 1 } }, '考场 101、102'],
])('a single file that is %s while the three are at it wants their badges anew for what it is now', async (_, over, words) => {
  const { known, dialog, handed } = await single(files[0]!)
  await badges()
  expect(here(dialog)).toContain('三人到齐')
  known.value = { ...files[0]!, ...over }
  await nextTick()
  await nextTick()
  for (const said of ['K1.TXT 刚才有变动', '请三人看过现在的内容', words]) expect(dialog.textContent).toContain(said)
  expect(here(dialog)).toContain('到场 1/3')
  expect(button(dialog, '三人签字').disabled).toBe(true)
  await badges()
  button(dialog, '三人签字').click()
  await vi.waitFor(() => expect(handed.map(({ body }) => body['batch'])).toEqual(['a1']))
})

test('a single file in which something is found while the three are at it is not signed', async () => {
  const { app, dialog } = await single(files[0]!)
  await badges()
  const faults = app.store.rows('reading_fault') as Map<string, ReadingFaultRow>
  faults.set('1/S1/x', fault({ room: '101', batch: 'a1' }))
  await nextTick()
  await nextTick()
  for (const words of ['没有要签字的文件了', 'K1.TXT 刚才有变动，这次不签']) expect(dialog.textContent).toContain(words)
})

const third = batch({ sha256: 'a3', name: 'K9.TXT', rooms: { 103: 30 } })

test('a file that becomes ready while the three are at it is not signed: nobody was shown it', async () => {
  const { host, known, handed } = screen(files)
  const dialog = await opened(host, 2)
  await badges()
  known.value = [...files, third]
  await nextTick()
  expect(keys(host)).toEqual(['一号机：3 个文件一起签字'])
  expect(listed(dialog)).toEqual(['K1.TXT', 'K2.TXT'])
  button(dialog, '三人签字').click()
  await vi.waitFor(() => expect(handed).toHaveLength(2))
  expect(handed.map(({ body }) => body['batch'])).toEqual(['a1', 'a2'])
})

test.each([
  ['a fault came up in its room', { state: 'held' as const }],
  ['it was read again', { version: 7 }],
])('a file drops out when %s: it is said, the badges are shown anew, and it does not come back', async (_, over) => {
  const { host, known, handed } = screen([files[0]!, files[1]!, third])
  const dialog = await opened(host, 3)
  await badges()
  known.value = [files[0]!, { ...files[1]!, ...over }, third]
  await nextTick()
  await nextTick()
  expect(listed(dialog)).toEqual(['K1.TXT', 'K9.TXT'])
  for (const words of ['K2.TXT 刚才有变动，这次不签', '要签的文件少了']) expect(dialog.textContent).toContain(words)
  expect(here(dialog)).toContain('到场 1/3')
  expect(button(dialog, '三人签字').disabled).toBe(true)
  known.value = [files[0]!, files[1]!, third]
  await nextTick()
  await badges()
  expect(listed(dialog)).toEqual(['K1.TXT', 'K9.TXT'])
  button(dialog, '三人签字').click()
  await vi.waitFor(() => expect(handed.map(({ body }) => body['batch'])).toEqual(['a1', 'a3']))
})

test('where none is left the dialog says why instead of vanishing', async () => {
  const { host, known } = screen(files)
  const dialog = await opened(host, 2)
  known.value = files.map((one) => ({ ...one, state: 'held' as const }))
  await nextTick()
  await nextTick()
  for (const words of ['没有要签字的文件了', 'K1.TXT、K2.TXT 刚才有变动，这次不签']) expect(dialog.textContent).toContain(words)
  expect([...dialog.querySelectorAll('button')].map(({ textContent }) => textContent!.trim())).not.toContain('三人签字')
})

test('which of several was refused is told by its name, and what was signed beside it', async () => {
  const refusal = { code: 'batch-open', says: '考场 102 还有 1 项待处理', fix: '先处理' }
  const { app, host, known } = screen(files, {}, operator, (batch) => (batch === 'a2' ? refusal : null))
  const dialog = await opened(host, 2)
  await badges()
  button(dialog, '三人签字').click()
  await vi.waitFor(() => expect(dialog.textContent).toContain('K2.TXT：考场 102 还有 1 项待处理'))
  const rows = app.store.rows('batch') as Map<string, BatchRow>
  rows.set('1/a1', { ...files[0]!, state: 'closed' })
  known.value = [{ ...files[0]!, state: 'closed' }, files[1]!]
  await nextTick()
  await nextTick()
  expect(dialog.querySelector('h2')!.textContent).toContain('签字：K2.TXT')
  for (const words of ['K1.TXT 已签字', 'K2.TXT：考场 102']) expect(dialog.textContent).toContain(words)
  expect(here(dialog)).toContain('到场 1/3')
})
