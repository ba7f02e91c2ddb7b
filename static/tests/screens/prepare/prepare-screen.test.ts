// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import type { App } from '../../../src/app'
import { CHECKS, type Check } from '../../../src/rows'
import type { Finding } from '../../../src/screens/prepare/checks'
import PrepareScreen from '../../../src/screens/prepare/PrepareScreen.vue'
import { mounted } from '../../components'
import { button, office, says } from '../office/desk'

const BY_HAND: readonly Check[] = ['camera', 'sound', 'scanner']
vi.mock('../../../src/screens/prepare/own', () => ({
  checkAlone: async (_: App, found: (check: Check, finding: Finding) => void) => {
    for (const check of CHECKS) if (!BY_HAND.includes(check)) found(check, { result: 'ok', says: 'versionOk' })
  },
}))
vi.mock('../../../src/sound', () => ({ allowSound: () => {}, signal: () => {} }))

function skip(host: HTMLElement, check: Check): void {
  button(host.querySelector(`[data-check=${check}]`)!, '跳过').click()
}

async function hear(host: HTMLElement): Promise<void> {
  button(host, '播放').click()
  await vi.waitFor(() => button(host, '听到了').click())
}

test('what skipping the camera means is said at its button, before anybody taps it', () => {
  const host = mounted(PrepareScreen, {}, office({}).app)
  const skipping = button(host.querySelector('[data-check=camera]')!, '跳过')
  const said = host.querySelector(`#${skipping.getAttribute('aria-describedby')}`)!.textContent
  expect(said).toContain('没有扫码枪的，本设备自检为不合格')
})

test('without camera and hand scanner the check fails and says that the camera was left out', async () => {
  const { app, handed } = office({})
  const host = mounted(PrepareScreen, {}, app)
  skip(host, 'camera')
  skip(host, 'scanner')
  await hear(host)
  await says(host, '跳过了相机，又没有合格的扫码枪：自检不合格')
  expect(host.textContent).toContain('只能输编号、搜姓名')
  expect(host.textContent).not.toContain('本设备已就绪')
  button(host, '完成，保存结果').click()
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]).toMatchObject({ kind: 'device.check', body: { results: { camera: 'skipped', scanner: 'skipped' } } })
}, 15_000)
