// @vitest-environment happy-dom
import { nextTick } from 'vue'
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../../src/i18n'
import ProfilesPage from '../../../../src/screens/office/reading/ProfilesPage.vue'
import { chiefsGrant, fakeSignIn, mounted } from '../../../components'
import { person, plan } from '../../../fakes'
import { office, says } from '../desk'

await everyWord()
vi.mock('vue-router', () => ({
  RouterLink: { props: ['to'], template: '<a><slot /></a>' }, useRoute: () => ({ query: {}, path: '/', fullPath: '/' }), onBeforeRouteLeave: () => {}, onBeforeRouteUpdate: () => {},
}))

const OFFLINE = { ok: false, kind: 'offline' }
const read = { cards: [], faults: [], error: { code: 'profile-key', says: '没有 number', fix: '写明', line: null } }

/** The page at a hub that answers while `there` says so; `asked` counts by path. */
function page() {
  const desk = office({ plan: { '1': plan() }, person: { '1/1': person({ person: 1, role: 5 }) } })
  const [hub, asked]: [{ there: boolean }, string[]] = [{ there: true }, []]
  const ask = async (path: string) => {
    asked.push(path.split('?')[0]!)
    if (!hub.there) return OFFLINE
    return { ok: true, value: path.startsWith('/api/reading/preview') ? read : { profiles: [{ id: 'a', title: '甲', title_en: '', format: 'fixed', text: 'id: a', shipped: false }] } }
  }
  Object.assign(desk.app, { signIn: fakeSignIn({ ...chiefsGrant, acts: ['lead'] }), hub: { ask } })
  const reach = async (reached: boolean) => {
    hub.there = reached
    desk.app.store.freshness.reached = reached
    await nextTick()
  }
  return { reach, asked, host: () => mounted(ProfilesPage, { plan: plan() }, desk.app) }
}

test('what the hub did not answer it is asked again as soon as it is there, without another key', async () => {
  const { reach, asked, host } = page()
  await reach(true)
  const shown = host()
  await says(shown, '没有 number')
  await reach(false)
  const area = shown.querySelector('textarea')!
  area.value = 'id: a\nformat: fixed'
  area.dispatchEvent(new Event('input'))
  await says(shown, '连不上考务主机')
  const before = asked.length
  await reach(true)
  await says(shown, '没有 number')
  expect(shown.textContent).not.toContain('连不上考务主机')
  expect(asked.slice(before)).toEqual(['/api/reading/preview'])
  await reach(false)
  await reach(true)
  expect(asked.slice(before)).toEqual(['/api/reading/preview'])
})

test('opened while the hub is away, the page lists the formats once it is there', async () => {
  const { reach, host } = page()
  await reach(false)
  const shown = host()
  await nextTick()
  expect(shown.querySelectorAll('option')).toHaveLength(0)
  await reach(true)
  await vi.waitFor(() => expect(shown.querySelectorAll('option')).toHaveLength(1))
})
