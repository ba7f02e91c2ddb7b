// @vitest-environment happy-dom
import { nextTick, shallowRef } from 'vue'
import { expect, test, vi } from 'vitest'
import WalkInForm from '../../../src/screens/check-in/WalkInForm.vue'
import { dateIn } from '../../../src/ui/times'
import { fakeApp, mounted } from '../../components'
import { person, plan } from '../../fakes'

const spare = { shown: { by: 'number', number: '00200-A' }, plan: 1, role: 16, number: '00200-A' } as const
const people = [
  person({ person: 1, name: '张甲', role: 7 }),
  person({ person: 2, name: '张乙', state: 'in' }),
  person({ person: 3, name: '张丙', role: 5 }),
  person({ person: 4, name: '张丁', listed: false }),
]

function form(props: Record<string, unknown> = {}, role = 'scanner', plans: ReturnType<typeof plan>[] = []) {
  const ready = vi.fn()
  const rows = { plan: Object.fromEntries(plans.map((one) => [String(one.plan), one])), person: Object.fromEntries(people.map((one) => [`1/${one.person}`, one])) }
  const app = { ...fakeApp(rows), identity: shallowRef({ role }) } as unknown as ReturnType<typeof fakeApp>
  const host = mounted(WalkInForm, { plan: 1, spare: null, draft: {}, onReady: ready, ...props }, app)
  const fill = async (id: string, text: string) => {
    const field = host.querySelector<HTMLInputElement>(`#${id}`)!
    field.value = text
    field.dispatchEvent(new Event('input'))
    await nextTick()
  }
  const send = async () => {
    host.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await nextTick()
  }
  const chips = () => [...host.querySelectorAll<HTMLButtonElement>('.chip')]
  return { host, ready, fill, send, chips }
}

test('a name is enough: an invigilator, nobody replaced', async () => {
  const { ready, fill, send } = form()
  await fill('walk-in-name', ' 欧阳安 ')
  await send()
  expect(ready).toHaveBeenCalledWith({ plan: 1, role: 8, replaces: null, name: '欧阳安', unit: '', phone: '', note: '' })
})

test('of two plans on one day the person belongs to the one that is chosen; a spare badge says it by itself', async () => {
  const [today, yesterday] = [dateIn(Date.now(), 'Asia/Shanghai'), '2020-01-01']
  const plans = [plan({ plan: 1, days: [today] }), plan({ plan: 2, days: [today] }), plan({ plan: 3, days: [yesterday] })]
  const { host, ready, fill, send } = form({}, 'scanner', plans)
  const choice = host.querySelector<HTMLSelectElement>('#walk-in-plan')!
  expect([...choice.options].map(({ value }) => value)).toEqual(['1', '2'])
  choice.value = '2'
  choice.dispatchEvent(new Event('change'))
  await fill('walk-in-name', '欧阳安')
  await send()
  expect(ready).toHaveBeenCalledWith(expect.objectContaining({ plan: 2 }))
  expect(form({ spare }, 'scanner', plans).host.querySelector('#walk-in-plan')).toBeNull()
  expect(form({}, 'scanner', plans.slice(1)).host.querySelector('#walk-in-plan')).toBeNull()
})

test.each([
  ['', '', '请填写姓名'],
  ['欧阳安', '电话一三八', '手机号只写数字'],
])('name “%s” and phone “%s” are sent back: %s', async (name, phone, words) => {
  const { host, ready, fill, send } = form()
  await fill('walk-in-name', name)
  await fill('walk-in-phone', phone)
  await send()
  expect(host.querySelector('[role=alert]')?.textContent).toContain(words)
  expect(ready).not.toHaveBeenCalled()
})

test('a phone adds invigilation and support only; the office adds everybody', () => {
  expect(form().chips().map(({ textContent }) => textContent?.trim())).toEqual(['监考', '流动监考', '考评员', '考务人员', '技术员', '门卫', '医护'])
  expect(form().host.querySelector('select')).toBeNull()
  expect(form({}, 'chief').host.querySelector('select')?.textContent).toContain('主考')
})

test('the spare badge in the hand says the role', async () => {
  const { ready, fill, send, chips } = form({ spare })
  expect(chips().find(({ disabled }) => !disabled)?.textContent?.trim()).toBe('考务人员')
  await fill('walk-in-name', '欧阳安')
  await send()
  expect(ready.mock.calls[0]?.[0]).toMatchObject({ role: 16 })
})

test('whom they stand in for gives the role; nobody on duty, off the list or of another desk can be replaced', async () => {
  const { host, ready, fill, send } = form()
  await fill('walk-in-name', '欧阳安')
  host.querySelector<HTMLButtonElement>('.instead')!.click()
  await nextTick()
  const search = host.querySelector<HTMLInputElement>('input[type=search]')!
  search.value = '张'
  search.dispatchEvent(new Event('input'))
  await nextTick()
  expect([...host.querySelectorAll('li strong')].map(({ textContent }) => textContent)).toEqual(['张甲'])
  host.querySelector<HTMLButtonElement>('li button')!.click()
  await nextTick()
  await send()
  expect(ready.mock.calls[0]?.[0]).toMatchObject({ name: '欧阳安', role: 7, replaces: { name: '张甲' } })
})

test('a draft stands in the form as it was', async () => {
  const { ready, send } = form({ draft: { name: '欧阳安', unit: '三校', phone: '138', role: 17 } })
  await send()
  expect(ready.mock.calls[0]?.[0]).toMatchObject({ name: '欧阳安', unit: '三校', phone: '138', role: 17 })
})
