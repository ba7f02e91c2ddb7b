// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { everyWord } from '../../../src/i18n'
import PageScreen from '../../../src/screens/reading/PageScreen.vue'
import { mounted } from '../../components'
import { plan } from '../../fakes'
import { office } from '../office/desk'

await everyWord()
let query: Record<string, string> = {}
vi.mock('vue-router', () => ({
  RouterLink: { props: ['to'], template: '<a :href="`${to.path}?session=${to.query.session}`"><slot /></a>' }, useRoute: () => ({ query, fullPath: '/' }), onBeforeRouteLeave: () => {}, onBeforeRouteUpdate: () => {},
}))

function back(asked: Record<string, string>): [string | null | undefined, string | null | undefined] {
  query = asked
  const desk = office({ plan: { '1': plan() } })
  const link = mounted(PageScreen, { part: 'record-sheet' }, desk.app).querySelector('a')
  return [link?.textContent, link?.getAttribute('href')]
}

test('a record sheet opened from a room leads back to that room', () => {
  expect(back({ session: 'S2', room: '101' })).toEqual(['返回 101 考场', '/reading/room/101?session=S2'])
})

test('one opened from the board leads back to the board of that session', () => {
  expect(back({ session: 'S2' })).toEqual(['返回读卡', '/reading?session=S2'])
})
