// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import UndoNote from '../../../src/screens/check-in/UndoNote.vue'
import { fakeApp, mounted } from '../../components'

const said = (deed: string) => ({ act: { deed, who: '欧阳安', facts: [] }, outcome: { state: 'accepted' } })
const words = (deed: string) => mounted(UndoNote, { said: said(deed) }, fakeApp({})).textContent

test('somebody added is said to stay on the list, for that is not taken back', () => {
  expect(words('addIn')).toContain('登记仍保留，待主考确认')
  expect(words('addIn')).not.toContain('登记、')
  expect(words('bindIn')).not.toContain('登记')
})
