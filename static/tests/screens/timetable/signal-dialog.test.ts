// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { everyWord, language } from '../../../src/i18n'
import type { SignalRow } from '../../../src/rows'
import SignalDialog from '../../../src/screens/timetable/SignalDialog.vue'
import { fakeApp, mounted } from '../../components'
import { morning, plan } from '../../fakes'

await everyWord()
vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))
HTMLDialogElement.prototype.showModal ??= () => {}
afterEach(() => (language.value = 'zh'))

test.each([
  ['zh', '101、102（11:30）、103（11:45）'],
  ['en', '101, 102 (11:30), 103 (11:45)'],
] as const)('rooms that end by themselves are listed as one writes in “%s”', async (spoken, list) => {
  language.value = spoken
  const late = (time: string) => `2999-11-22T${time}:00+08:00`
  const signal = { room_ends: { '101': late('11:30'), '102': late('11:30'), '103': late('11:45') } } as unknown as SignalRow
  const course = { session: morning, signal, ends: late('11:00'), points: [] }
  const host = mounted(SignalDialog, { plan: plan(), course, signal: 'end' }, fakeApp())
  await vi.waitFor(() => expect(host.ownerDocument.body.textContent).toContain(list))
})
