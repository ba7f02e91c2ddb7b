// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { words } from '../../../../src/i18n'
import KeyEntry from '../../../../src/screens/office/reading/KeyEntry.vue'
import { mounted } from '../../../components'
import { person, plan } from '../../../fakes'
import { button, office } from '../desk'

await words('scores', 'reading')
const PARTS = [{ to: 2, rule: 'single', points: '50' }, { to: 3, rule: 'all', points: '50' }]
beforeEach(() => {
  const kept = new Map([['kaowu-paper-parts', JSON.stringify(PARTS)]])
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })
})

function entering(released: boolean) {
  const { app, handed } = office({})
  const host = mounted(KeyEntry, { plan: plan(), session: 'S1', paper: { subject: '电工/4', paper: '', key: null }, person: person({}), released }, app)
  return { host, handed }
}
const lastTo = (host: HTMLElement) => [...host.querySelectorAll<HTMLInputElement>('.parts input[type="number"]')].at(-1)!

async function press(host: HTMLElement, keys: string): Promise<void> {
  for (const key of keys) {
    host.querySelector('.pad')!.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
    await nextTick()
  }
}
async function tap(host: HTMLElement, says: string): Promise<void> {
  button(host, says).click()
  await nextTick()
}
async function put(field: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void> {
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
}

test('after a release a key is handed in with the reason why it changes', async () => {
  const { host, handed } = entering(true)
  await tap(host, '开始录入答案')
  await press(host, 'abbc')
  expect(button(host, '交这一份').disabled).toBe(true)
  await put(host.querySelector('textarea')!, '第 2 题答案印错')
  await tap(host, '交这一份')
  expect(handed).toMatchObject([{ kind: 'reading.key', body: { session: 'S1', reason: '第 2 题答案印错' } }])
})

test('letters stay while the last question of the last part is typed again', async () => {
  const { host, handed } = entering(false)
  await tap(host, '开始录入答案')
  await press(host, 'a/bbac')
  await tap(host, '返回试卷构成')
  await put(lastTo(host), '')
  await put(lastTo(host), '3')
  await tap(host, '开始录入答案')
  await tap(host, '交这一份')
  expect(handed).toMatchObject([{ body: { questions: [{ answers: ['A', 'B'] }, { answers: ['B'] }, { answers: ['AC'] }] } }])
})

test('before any release nobody is asked why', async () => {
  const { host, handed } = entering(false)
  await tap(host, '开始录入答案')
  await press(host, 'abbc')
  expect(host.querySelector('textarea')).toBeNull()
  await tap(host, '交这一份')
  expect(handed[0]!.body).not.toHaveProperty('reason')
})

test('the paper is named while its key is typed', async () => {
  const { host } = entering(false)
  expect(host.querySelector('h3')!.textContent).toContain('不分卷型')
  const form = host.querySelector<HTMLSelectElement>('.form select')!
  form.value = 'A'
  form.dispatchEvent(new Event('change'))
  await nextTick()
  await tap(host, '开始录入答案')
  expect(host.querySelector('h3')!.textContent).toContain('A 卷')
})
