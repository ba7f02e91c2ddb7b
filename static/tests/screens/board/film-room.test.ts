// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import FilmRoom from '../../../src/screens/board/FilmRoom.vue'
import { fakeApp, mounted } from '../../components'

function shown(least?: number) {
  const space = least === undefined ? undefined : { plan: 1, minutes: least, least, rate: 312_500, at: '' }
  return mounted(FilmRoom, { space }, fakeApp({}))
}

test('room for film is told in hours, near its end in minutes, and nowhere that nobody films', () => {
  expect(shown(240).textContent).toBe('录像还能录 4 小时以上')
  expect(shown(90).textContent).toBe('录像还能录 90 分钟以上')
  expect(shown().textContent).toBe('')
})

test('little room stands out', () => {
  expect(shown(45).querySelector('p')?.classList.contains('low')).toBe(true)
  expect(shown(60).querySelector('p')?.classList.contains('low')).toBe(false)
})
