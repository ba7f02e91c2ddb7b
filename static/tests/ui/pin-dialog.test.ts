// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import PinDialog from '../../src/ui/PinDialog.vue'
import { fakeApp, mounted } from '../components'
import { answered, person } from '../fakes'
import { says } from '../screens/office/desk'

HTMLDialogElement.prototype.showModal ??= () => {}
const guard = person({ person: 8, name: '王辛', role: 18, badge: 'aa', tail: '4471' })

function dialog() {
  const app = fakeApp({ person: { '1/8': guard } })
  const sent: unknown[] = []
  app.hub.ask = (async (_: string, __: unknown, { json }: { json: unknown }) => (sent.push(json), answered({ person: 8 }))) as never
  Object.assign(app.store, { sync: async () => {} })
  return { host: mounted(PinDialog, { person: guard }, app), sent }
}

async function enter(host: HTMLElement, pin: string): Promise<void> {
  const field = host.querySelector('input')!
  field.value = pin
  field.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(host.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(false))
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
}

test.each(['123456', '777777', '121212', '4471'])('%s is turned down at once, not after it was entered twice', async (easy) => {
  const { host, sent } = dialog()
  await enter(host, easy)
  await says(host, '这个 PIN 太容易猜到')
  expect(host.textContent).toContain('请王辛本人输入新 PIN')
  expect(host.textContent).not.toContain('再输一次')
  expect(sent).toEqual([])
})

test('another one is asked for twice and set', async () => {
  const { host, sent } = dialog()
  await enter(host, '739152')
  await says(host, '再输一次新 PIN')
  await enter(host, '739152')
  await says(host, '已为王辛设好 PIN')
  expect(sent).toEqual([{ plan: 1, person: 8, pin: '739152' }])
})
