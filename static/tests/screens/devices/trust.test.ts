// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import CertificateCard from '../../../src/screens/board/CertificateCard.vue'
import DevicesScreen from '../../../src/screens/devices/DevicesScreen.vue'
import TrustPanel from '../../../src/screens/devices/TrustPanel.vue'
import { worry, type Trust } from '../../../src/trust'
import { keepSiteZone } from '../../../src/ui/times'
import { fakeApp, mounted } from '../../components'
import { answered, offline } from '../../fakes'
import { says } from '../office/desk'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const PRINT = Array.from({ length: 16 }, (_, index) => `AB${index + 10}`).join(' ')

function trust(over: Partial<Trust> = {}, authority: Partial<Trust['authority']> = {}): Trust {
  return {
    days: 396,
    expires: '2027-12-24T00:00:00Z',
    uncovered: [],
    announced: 'kaowu.local',
    welcome: ['http://192.168.1.5:8081/'],
    ...over,
    authority: { name: '考务 Kaowu hub 1234-ABCD', days: 900, expires: '2029-11-22T00:00:00Z', fingerprint: PRINT, ...authority },
  }
}

test('nothing is said while all is well, nor before the hub has answered', () => {
  expect(worry(null)).toBeNull()
  expect(worry(trust())).toBeNull()
  expect(mounted(CertificateCard, { trust: trust() }).textContent).toBe('')
})

test.each([
  [trust({}, { days: 30 }), null],
  [trust({}, { days: 29 }), 'ends'],
  [trust({ days: 0 }, { days: 0 }), 'ended'],
  [trust({ days: 29 }), 'notRenewed'],
  [trust({ days: 3 }, { days: 3 }), 'ends'],
  [trust({ uncovered: ['8.8.8.8'] }), null],
] as const)('the most urgent is told first (%#)', (given, expected) => {
  expect(worry(given)).toBe(expected)
})

test('the board says how many days are left and what to do', () => {
  const host = mounted(CertificateCard, { trust: trust({}, { days: 12 }) })
  expect(host.textContent).toContain('主机的根证书还有 12 天到期')
  expect(host.querySelector('a')!.getAttribute('href')).toBe('/devices')
  expect(mounted(CertificateCard, { trust: trust({}, { days: 0 }) }).querySelector('.bad')).not.toBeNull()
})

test('the fingerprint is shown in groups, beside where a new device begins', () => {
  const host = mounted(TrustPanel, { trust: trust() })
  expect(host.querySelectorAll('.print span')).toHaveLength(16)
  expect(host.textContent).toContain('http://192.168.1.5:8081/')
  expect(host.textContent).toContain('kaowu.local')
  expect(host.querySelector('.notice')).toBeNull()
  expect(mounted(TrustPanel, { trust: trust({ uncovered: ['8.8.8.8'] }) }).textContent).toContain('主机地址 8.8.8.8 不是局域网地址')
  expect(mounted(TrustPanel, { trust: trust({ days: 5 }) }).textContent).toContain('还有 5 天到期，没有自动续期')
  expect(mounted(TrustPanel, { trust: trust({ welcome: [] }) }).textContent).toContain('keys/ca.crt')
})

test('root and connection certificate are told apart, their days read in the site’s zone', () => {
  keepSiteZone('Asia/Shanghai')
  const said = mounted(TrustPanel, { trust: trust({ expires: '2027-12-24T17:30:00Z' }, { expires: '2029-11-21T16:00:00Z' }) }).textContent!
  expect(said).toMatch(/根证书（装在各设备上）.*2029-11-22 为止，还有 900 天.*连接证书（主机自用，自动续期）.*2027-12-25 为止，还有 396 天/s)
})

test('the devices page asks the hub, and goes without where it does not answer', async () => {
  const app = fakeApp()
  app.hub.ask = (async () => answered(trust())) as typeof app.hub.ask
  await says(mounted(DevicesScreen, {}, app), '还有 900 天')
  app.hub.ask = async () => offline
  expect(mounted(DevicesScreen, {}, app).querySelector('.print')).toBeNull()
})
