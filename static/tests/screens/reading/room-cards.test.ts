// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { everyWord } from '../../../src/i18n'
import RoomCards from '../../../src/screens/reading/RoomCards.vue'
import { mounted } from '../../components'
import { plan } from '../../fakes'
import { office, says } from '../office/desk'

await everyWord()

test('the card of somebody marked absent says so', async () => {
  const desk = office({ plan: { '1': plan() } })
  const card = (row: number, absent: boolean) => ({ batch: 'ab', row, machine: null, card: { row, number: `9${row}`, answers: [''], absent }, corrections: [], correction: null })
  Object.assign(desk.app.hub, { ask: async () => ({ ok: true, value: { cards: [card(1, true), card(2, false)] } }) })
  mounted(RoomCards, { plan: plan(), session: 'S1', room: '101' }, desk.app)
  await says(document.body, '准考证号 91')
  expect([...document.querySelectorAll('dialog li')].map(({ textContent }) => textContent!.includes('缺考'))).toEqual([true, false])
})
