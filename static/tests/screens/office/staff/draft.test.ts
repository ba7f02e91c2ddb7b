import { expect, test } from 'vitest'
import { changedFields, draftOf, followed, sessionsOf } from '../../../../src/screens/office/staff/draft'
import { person, plan } from '../../../fakes'

const wang = person({ name: '王芳', unit: '第一技校' })
const base = draftOf(wang, { plan: 1, person: 17, phone: '13800000000', note: '带队' }, plan())

test('a form begins with what the rows say, and with every session where none is named', () => {
  expect(base).toEqual({ name: '王芳', unit: '第一技校', phone: '13800000000', note: '带队', role: 8, sessions: ['S1', 'S2'] })
  expect(sessionsOf(base, plan())).toEqual([])
  expect(sessionsOf({ ...base, sessions: ['S2'] }, plan())).toEqual(['S2'])
})

test('only what was changed is changed', () => {
  expect(changedFields({ ...base, sessions: ['S1', 'S2'] }, base)).toEqual([])
  expect(changedFields({ ...base, phone: '139', sessions: ['S1'] }, base)).toEqual(['phone', 'sessions'])
})

test('when another device changes the person, what was typed here stays and the rest follows', () => {
  const typed = { ...base, phone: '13911111111' }
  const fresh = { ...base, phone: '13700000000', unit: '第二技校' }
  expect(followed(typed, base, fresh)).toEqual({ ...base, phone: '13911111111', unit: '第二技校' })
})
