// @vitest-environment happy-dom
import { nextTick, shallowRef } from 'vue'
import { expect, test, vi } from 'vitest'
import type { Grant } from '../../../../src/grant'
import { words } from '../../../../src/i18n'
import RecordSheetPage from '../../../../src/screens/office/reading/RecordSheetPage.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../../components'
import { morning, person, plan, room } from '../../../fakes'
import { office } from '../desk'

await words('scores', 'reading')
vi.mock('vue-router', () => ({
  RouterLink: { props: ['to'], template: '<a><slot /></a>' }, useRoute: () => ({ query: {}, path: '/', fullPath: '/' }), onBeforeRouteLeave: () => {}, onBeforeRouteUpdate: () => {},
}))

const SEATS = ['1', '2', '3'].map((seat) => ({ seat, number: `90${seat}`, mask: '王**' }))
const nothing = { absent: [], misconduct: [], replaced: [], bag: null }

async function sheet(before: Record<string, unknown> | null = null) {
  const desk = office({ plan: { 1: plan({ sessions: [{ ...morning, kind: 'theory' }] }) }, room: { '1/101': room('101', ['S1']) }, person: { '1/1': person({ person: 1 }) } })
  const held = shallowRef<Grant | null>({ ...chiefsGrant, acts: ['lead'] })
  const ask = vi.fn(async () => ({ ok: true, value: { seats: SEATS, sheet: before } }))
  Object.assign(desk.app, { signIn: { ...fakeSignIn(held.value), held } })
  Object.assign(desk.app.hub, { ask })
  const host = mounted(RecordSheetPage, { plan: plan({ sessions: [{ ...morning, kind: 'theory' }] }) }, desk.app)
  await vi.waitFor(() => expect(host.querySelectorAll('.seats li')).toHaveLength(3))
  return { ...desk, host, held }
}
async function put(host: HTMLElement, selector: string, text: string): Promise<void> {
  const field = host.querySelector<HTMLInputElement>(selector)!
  field.value = text
  field.dispatchEvent(new Event('input'))
  await nextTick()
}
const hand = async (host: HTMLElement, handed: unknown[]) => {
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(handed).toHaveLength(1))
}

test('seats that are typed and not yet added are handed in with the rest', async () => {
  const { host, handed } = await sheet()
  await put(host, '.typed input', '2')
  await hand(host, handed)
  expect(handed).toMatchObject([{ kind: 'attendance.mark', body: { absent: ['902'] } }])
  await vi.waitFor(() => expect(host.querySelector<HTMLInputElement>('.typed input')!.value).toBe(''))
})

test('seats that are typed and not yet added count in the sum and on the button', async () => {
  const { host } = await sheet()
  expect(host.querySelector('button[type="submit"]')!.textContent).toContain('无人缺考')
  await put(host, '.typed input', '1 3')
  expect(host.querySelector('.sum')!.textContent).toContain('实考 1　缺考 2：1、3')
  expect(host.querySelector('button[type="submit"]')!.textContent).toBe('录入这个考场')
})

test('a bag whose cards are not filled in is told before the sheet is handed in', async () => {
  const { host } = await sheet()
  expect(host.textContent).toContain('卡袋张数没有填')
  await put(host, '.bag input', '2')
  expect(host.textContent).not.toContain('卡袋张数没有填')
})

test('a sheet with typed seats that the room has not is not handed in', async () => {
  const { host } = await sheet()
  await put(host, '.typed input', '7')
  expect(host.querySelector<HTMLButtonElement>('button[type="submit"]')!.disabled).toBe(true)
})

test('marks stay when the sign-in ends and the same person signs in again', async () => {
  const { host, handed, held } = await sheet()
  await put(host, '.typed input', '2')
  host.querySelector<HTMLButtonElement>('.typed button')!.click()
  const grant = held.value
  held.value = null
  await nextTick()
  expect(host.querySelector('form')).toBeNull()
  held.value = { ...grant! }
  await nextTick()
  await hand(host, handed)
  expect(handed).toMatchObject([{ body: { absent: ['902'] } }])
})

test('a sheet entered again keeps the numbers of the cards that were replaced', async () => {
  const { host, handed } = await sheet({ ...nothing, replaced: [{ candidate: '903', old: '11', new: '12' }] })
  await hand(host, handed)
  expect(handed).toMatchObject([{ body: { replaced: [{ candidate: '903', old: '11', new: '12' }] } }])
})
