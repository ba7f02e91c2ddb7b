// @vitest-environment happy-dom
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { expect, test, vi } from 'vitest'
import PlanPage from '../../../../src/screens/office/plan/PlanPage.vue'
import type { Plan } from '../../../../src/rows'
import { mounted } from '../../../components'
import { plan } from '../../../fakes'
import { office, type } from '../desk'

vi.mock('vue-router', () => ({ RouterLink: { props: ['to'], template: '<a :href="to"><slot /></a>' } }))

const drawing = (minute: number) =>
  plan({ timetable: [...plan().timetable, { at: `2026-11-22T08:${minute}:00+08:00`, name: '抽签确定考场', session: 'S1', signal: null, edge: 'start', due: 'draw' }] })

test('who saves a name does not put back the step that another office moved while it was typed', async () => {
  const stands = shallowRef<Plan>(drawing(20))
  const { app, handed } = office({})
  const host = mounted(defineComponent({ render: () => h(PlanPage, { plan: stands.value }) }), {}, app)
  type(host, '计划名称', '冬季考试')
  stands.value = drawing(15)
  await nextTick()
  expect(host.querySelector<HTMLInputElement>('#draw-S1')!.value).toBe('45')
  host.querySelector('form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(handed).toHaveLength(1))
  expect(handed[0]!.body).toEqual({ plan: 1, name: '冬季考试' })
})
