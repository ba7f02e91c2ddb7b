// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { Answer } from '../../../src/hub'
import { USUAL } from '../../../src/custody/rules'
import type { Policy } from '../../../src/rows'
import SignInPanel from '../../../src/screens/sign-in/SignInPanel.vue'
import { fakeApp, fakeSignIn, mounted } from '../../components'
import { answered, offline, person } from '../../fakes'
import { button, says } from '../office/desk'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const guard = person({ person: 8, name: '王辛', role: 18, staff_no: 'G008', badge: 'aa', number: '00008-C' })
const people = { '1/8': guard, '1/2': person({ person: 2, name: '钱乙', role: 8 }), '1/9': person({ person: 9, name: '冯壬', role: 18, listed: false }) }

function panel(answer: Answer<{ grant: string; token: string }>, given: Record<string, unknown> = {}, policy: Record<string, Policy> = {}) {
  const asked: unknown[] = []
  const app = fakeApp({ person: people, policy })
  const done = vi.fn()
  Object.assign(app, { signIn: { ...fakeSignIn(), signIn: async (...words: unknown[]) => (asked.push(words), answer) } })
  return { host: mounted(SignInPanel, { person: guard, done, ...given }, app), asked, done }
}

async function enter(host: ParentNode): Promise<void> {
  for (const digit of '739152') button(host, digit).click()
  await vi.waitFor(() => expect(button(host, '确定').disabled).toBe(false))
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
}

test('the person and the PIN go to the hub', async () => {
  const { host, asked, done } = panel(answered({ grant: 'g', token: 't' }))
  expect(host.textContent).toMatch(/王辛.*门卫.*王辛的 PIN/s)
  await enter(host)
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce())
  expect(asked).toEqual([[{ plan: 1, person: 8 }, '739152']])
})

test.each([
  ['what the hub says', { ok: false, kind: 'refused', status: 403, refusal: { code: 'pin-wrong', says: '还可试 3 次', fix: '核对后重新输入' }, field: null } as const, '还可试 3 次。核对后重新输入'],
  ['that the hub is not there', offline, '登录须连上考务主机'],
])('a no shows %s and the PIN is gone', async (_, answer, words) => {
  const { host, done } = panel(answer)
  await enter(host)
  await says(host, words)
  expect(done).not.toHaveBeenCalled()
  expect(host.querySelector('input')!.value).toBe('')
})

test.each([
  ['only who holds a device and is on the list is offered', {}, []],
  ['an invigilator is offered where the plan lets them count in their room', { '1': { ...USUAL, counts_in_room: true } }, ['钱乙']],
])('%s', async (_, policy, invigilators) => {
  const { host } = panel(offline, { person: undefined }, policy)
  const field = host.querySelector<HTMLInputElement>('input[type=search]')!
  const names = async (text: string) => {
    field.value = text
    field.dispatchEvent(new Event('input'))
    await new Promise((resolve) => setTimeout(resolve))
    return [...host.querySelectorAll('li strong')].map(({ textContent }) => textContent)
  }
  expect(await names('王')).toEqual(['王辛'])
  expect(await names('钱乙')).toEqual(invigilators)
  expect(await names('冯壬')).toEqual([])
})

const bare = person({ person: 10, name: '孙癸', role: 5 })
function bareList(role: 'chief' | 'scanner') {
  const app = fakeApp({ person: { ...people, '1/10': bare } })
  app.identity.value = { ...app.identity.value!, role }
  return mounted(SignInPanel, {}, app)
}

async function pick(host: HTMLElement, name: string): Promise<void> {
  const field = host.querySelector<HTMLInputElement>('input[type=search]')!
  field.value = name
  field.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(host.querySelectorAll('li')).toHaveLength(1))
}

test('who has no badge is shown so in the list, and told before a PIN is typed, with the way to one', async () => {
  const host = bareList('chief')
  await pick(host, '孙癸')
  expect(host.querySelector('li')!.textContent).toContain('无证牌')
  host.querySelector<HTMLElement>('li button')!.click()
  await says(host, '孙癸没有在用的证牌，还不能设 PIN、不能登录')
  expect(host.querySelector('form')).toBeNull()
  const link = host.querySelector<HTMLAnchorElement>('.notice a')!
  expect([link.getAttribute('href'), link.textContent]).toEqual(['/office/badges', '考务办公 › 证牌'])
})

test('a phone, which has no office pages, says whom to ask', async () => {
  const host = bareList('scanner')
  await pick(host, '孙癸')
  host.querySelector<HTMLElement>('li button')!.click()
  await says(host, '请考务办公室制作证牌，或在“签到”里给其绑定一张备用证牌')
  expect(host.querySelector('.notice a')).toBeNull()
})

test('who has a badge is not said to have none', async () => {
  const host = bareList('chief')
  await pick(host, '王辛')
  expect(host.querySelector('li')!.textContent).not.toContain('无证牌')
})
