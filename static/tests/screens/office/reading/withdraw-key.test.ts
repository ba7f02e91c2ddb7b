// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { words } from '../../../../src/i18n'
import WithdrawKey from '../../../../src/screens/office/reading/WithdrawKey.vue'
import { mounted } from '../../../components'
import { plan } from '../../../fakes'
import { button, office } from '../desk'

await words('scores', 'reading')

test('an entry of the wrong paper is taken back, after a release with the reason', async () => {
  const { app, handed } = office({})
  const host = mounted(WithdrawKey, { plan: plan(), session: 'S1', paper: { subject: '电工/4', paper: 'B', key: null }, released: true }, app)
  expect(button(host, '撤回我录的').disabled).toBe(true)
  const reason = host.querySelector('textarea')!
  reason.value = '录成了 B 卷'
  reason.dispatchEvent(new Event('input'))
  await nextTick()
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed).toMatchObject([{ kind: 'reading.key', body: { subject: '电工/4', paper: 'B', questions: null, reason: '录成了 B 卷' } }])
})
