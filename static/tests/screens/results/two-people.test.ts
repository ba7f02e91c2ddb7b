// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import type { ResultRow } from '../../../src/practical/results'
import SendBack from '../../../src/screens/results/SendBack.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../components'
import { button, office } from '../office/desk'

await everyWord()
const scans: ((text: string) => void)[] = []
vi.mock('../../../src/wedge', () => ({ listen: (_: unknown, take: (text: string) => void) => (scans.push(take), () => {}) }))
HTMLDialogElement.prototype.showModal ??= () => {}
localStorage.setItem('kaowu-table-camera', 'off')

const confirmed = { plan: 1, session: 'E1', room: 'M1', candidate: '26E1M101', seat: 1, mask: '张**', state: 'confirmed' } as ResultRow

test('a confirmed score goes back with a badge that was shown; a number that was read off it is not taken', async () => {
  const desk = office({})
  Object.assign(desk.app, { signIn: fakeSignIn(chiefsGrant) })
  const host = mounted(SendBack, { row: confirmed, team: undefined, leads: true }, desk.app)
  expect(host.querySelector('.scan-field input')).toBeNull()
  const reason = host.querySelector('textarea')!
  reason.value = '工件尺寸复测有误'
  reason.dispatchEvent(new Event('input'))
  scans.at(-1)!('B001-7')
  await nextTick()
  expect(host.querySelector('[role="alert"]')!.textContent).toContain('请扫证牌上的二维码')
  expect(button(host, '更正成绩').disabled).toBe(true)
  scans.at(-1)!('KW1:ABC')
  await nextTick()
  expect(host.querySelector('[role="alert"]')).toBeNull()
  button(host, '更正成绩').click()
  await vi.waitFor(() => expect(desk.handed).toHaveLength(1))
  expect(desk.handed[0]).toMatchObject({ kind: 'practical.send_back', body: { second: { badge: 'KW1:ABC' } } })
})
