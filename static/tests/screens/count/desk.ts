/** A return table in a test: its rooms, what lies there, and how somebody types and scans. */
import { nextTick } from 'vue'
import { labelNumber } from '../../../src/custody/label'
import type { Grant } from '../../../src/grant'
import type { CountsRow } from '../../../src/balance/rows'
import type { Item } from '../../../src/rows'
import CountScreen from '../../../src/screens/count/CountScreen.vue'
import { chiefsGrant, fakeSignIn, mounted, type Given } from '../../components'
import { morning, person, plan, room } from '../../fakes'
import { office } from '../office/desk'

export const chief = person({ plan: 1, person: 1, name: '赵甲', role: 5, state: 'in' })
export const set = labelNumber('RSET', 1)
export const item = (over: Partial<Item> = {}): Item => ({
  label: set, kind: 'RSET', plan: 1, session: 'S1', room: '101', state: 'returned', holder: { stage: 'site', people: [1], room: null }, inside: null,
  seal: null, broken: false, counts: {}, packed: {}, aside: {}, at: null, act: null, ...over,
})
export const drawn = { papers_in: 31, cards_in: 31, papers_sup: 0, papers_out: 0, cards_sup: 0, cards_out: 0 }
export const counts = (over: Partial<CountsRow> = {}): CountsRow => ({ plan: 1, session: 'S1', room: '101', counts: { list: { expected: 30 }, custody: drawn }, last: {}, ...over })
export const holding: Grant = { ...chiefsGrant, acts: ['lead', 'custody'] }

export function table(over: Given = {}, grant: Grant | null = holding, refuses?: Parameters<typeof office>[1]) {
  const given: Given = {
    plan: { '1': plan({ sessions: [morning] }) }, room: { '1/101': room('101'), '1/102': room('102') }, person: { '1/1': chief },
    item: { [`1/${set}`]: item() }, counts: { '1/S1/101': counts() }, ...over,
  }
  const desk = office(given, refuses)
  Object.assign(desk.app, { signIn: fakeSignIn(grant) })
  desk.app.store.rows('room').get('1/101')!.sessions = { S1: { expected: 30, groups: [] } }
  return { ...desk, host: mounted(CountScreen, {}, desk.app) }
}

/** As a hand scanner does: fast, with Enter at the end. */
export async function scanned(text: string): Promise<void> {
  for (const key of [...text, 'Enter']) window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
  await nextTick()
}
export const input = (host: ParentNode, name: string) => host.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!
export async function enter(host: ParentNode, name: string, value: number): Promise<void> {
  const field = input(host, name)
  field.value = String(value)
  field.dispatchEvent(new Event('input'))
  await nextTick()
}
/** Types something and leaves the field. */
export async function left(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text
  field.dispatchEvent(new Event('input'))
  field.dispatchEvent(new Event('change'))
  await nextTick()
  await nextTick()
}
export async function open(host: HTMLElement): Promise<void> {
  ;[...host.querySelectorAll<HTMLButtonElement>('li button')].find(({ textContent }) => textContent.includes('101'))!.click()
  await nextTick()
}
export const confirmButton = (host: ParentNode) => host.querySelector<HTMLButtonElement>('button.confirm')!
