// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import BadgeCard from '../../../src/screens/board/BadgeCard.vue'
import ConfirmCard from '../../../src/screens/board/ConfirmCard.vue'
import PeopleDialog from '../../../src/screens/board/PeopleDialog.vue'
import { mounted } from '../../components'
import { person, plan } from '../../fakes'
import { button, office, says, type } from '../office/desk'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const added = [person({ person: 31, name: '赵新', confirmed: false }), person({ person: 32, name: '钱来', confirmed: false, role: 9 })]

test('those added at a gate are named and confirmed by one tap', async () => {
  const { app, handed } = office({})
  const host = mounted(ConfirmCard, { plan: plan(), people: added }, app)
  expect(host.textContent).toMatch(/临时人员待确认 2 人.*赵新.*监考.*钱来/s)
  expect(host.querySelector('a')!.getAttribute('href')).toBe('/office/staff?person=31')
  button(host, '全部确认（2 人）').click()
  await says(host, '已确认 2 人')
  expect(handed).toEqual([{ kind: 'staff.confirm', body: { plan: 1, people: [31, 32] }, beside: undefined }])
})

test('a refused confirmation is said, and can be tried again', async () => {
  const { app } = office({}, () => ({ code: 'person-unknown', says: '没有这个人', fix: '请刷新' }))
  const host = mounted(ConfirmCard, { plan: plan(), people: added }, app)
  button(host, '全部确认（2 人）').click()
  await says(host, '没有这个人请刷新')
  expect(button(host, '全部确认（2 人）').disabled).toBe(false)
})

test('at the end of the day the badges are counted, and all back is good', () => {
  expect(mounted(BadgeCard, { returned: 180, out: 12 }).textContent).toContain('证牌已收回 180/192，还有 12 张在外')
  const done = mounted(BadgeCard, { returned: 192, out: 0 })
  expect(done.textContent).toContain('证牌 192 张全部收回')
  expect(done.querySelector('.good')).not.toBeNull()
})

test('many missing people are searched, few are not', async () => {
  HTMLDialogElement.prototype.showModal ??= () => {}
  const many = Array.from({ length: 9 }, (_, n) => person({ person: n + 1, name: n === 4 ? '欧阳娜' : `张${n}`, tail: '' }))
  const host = mounted(PeopleDialog, { role: 8, people: many, contacts: new Map() })
  type(host, '姓名、工号、编号、单位或手机尾号', '欧阳')
  await vi.waitFor(() => expect(host.querySelectorAll('li')).toHaveLength(1))
  const few = mounted(PeopleDialog, { role: 8, people: many.slice(0, 8), contacts: new Map() })
  expect(few.querySelector('input')).toBeNull()
  expect(few.querySelectorAll('li')).toHaveLength(8)
})
