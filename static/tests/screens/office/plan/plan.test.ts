import { expect, test } from 'vitest'
import type { FeedRow } from '../../../../src/rows'
import { changesOf, impossible, movedTimetable, planBody, planDraft, rebased } from '../../../../src/screens/office/plan/plan'
import { at, plan } from '../../../fakes'

const draft = () => planDraft(plan())
const moved = (starts: string, ends = '10:45') => {
  const typed = draft()
  Object.assign(typed.sessions[0]!, { starts, ends })
  return typed
}

const due = { at: '2026-11-22T08:20:00+08:00', name: '抽签确定考场', session: 'S1', signal: null, edge: 'start', due: 'draw' } as const
const drawing = plan({ timetable: [...plan().timetable, due] })

test('what the timetable has a step for is asked for in minutes before the start, and only that', () => {
  expect(planDraft(drawing).sessions.map(({ dues }) => dues)).toEqual([{ draw: 40 }, {}])
  expect(planBody(drawing, planDraft(drawing))).toBeNull()
})

test('a step with other minutes goes into the fact and is shown where it will be, also where its session moves', () => {
  const typed = planDraft(drawing)
  typed.sessions[0]!.dues.draw = 45
  expect(planBody(drawing, typed)).toEqual({ plan: 1, dues: [{ session: 'S1', due: 'draw', minutes: 45 }] })
  const isAt = () => movedTimetable(drawing, typed).find(({ point }) => point.due)!.is
  expect(isAt()).toBe(at('08:15:00'))
  typed.sessions[0]!.starts = '09:15'
  expect(isAt()).toBe(at('08:30:00'))
  typed.sessions[0]!.dues.draw = ''
  expect(isAt()).toBe(at('08:35:00'))
})

test('a plan of an older hub, whose steps do not say what is due at them, has the same fields and moves the same steps', () => {
  const named = (name: string, clock: string) => ({ at: `2026-11-22T${clock}:00+08:00`, name, session: 'S1', signal: null })
  const old = plan({ timetable: [...plan().timetable, named('工作人员到齐', '07:30'), named('抽签', '08:15')] })
  const typed = planDraft(old)
  expect(typed.sessions[0]!.dues).toEqual({ staff: 90, draw: 45 })
  typed.sessions[0]!.dues.draw = 35
  expect(planBody(old, typed)).toEqual({ plan: 1, dues: [{ session: 'S1', due: 'draw', minutes: 35 }] })
  expect(movedTimetable(old, typed).find(({ point }) => point.name === '抽签')!.is).toBe(at('08:25:00'))
})

test('who types one thing does not put back what somebody else has changed since', () => {
  const later = plan({
    duty_phone: '0791-2222222', check_in: { opens: 120, closes: 30 }, timetable: [...plan().timetable, { ...due, at: '2026-11-22T08:15:00+08:00' }],
    sessions: [{ ...plan().sessions[0]!, starts: '2026-11-22T09:05:00+08:00' }, ...plan().sessions.slice(1)],
  })
  const typed = planDraft(drawing)
  Object.assign(typed, { name: '冬季考试', closes: 45 })
  typed.sessions[0]!.starts = '9：00'
  typed.sessions[0]!.ends = '10:45'
  const since = rebased(typed, drawing, later)
  expect(planBody(later, since)).toEqual({
    plan: 1, name: '冬季考试', check_in: { opens: 120, closes: 45 },
    sessions: [{ id: 'S1', name: '上午理论', starts: '2026-11-22T09:05:00+08:00', ends: '2026-11-22T10:45:00+08:00' }],
  })
  expect(since.sessions[0]!.dues).toEqual(planDraft(later).sessions[0]!.dues)
})

test('a step’s minutes that were typed stay typed, and a step that is gone is not asked for any more', () => {
  const typed = planDraft(drawing)
  typed.sessions[0]!.dues.draw = 45
  expect(planBody(plan({ ...drawing, name: '改名' }), rebased(typed, drawing, plan({ ...drawing, name: '改名' })))).toEqual({ plan: 1, dues: [{ session: 'S1', due: 'draw', minutes: 45 }] })
  expect(rebased(typed, drawing, plan()).sessions.map(({ dues }) => dues)).toEqual([{}, {}])
  expect(planBody(drawing, rebased(planDraft(plan()), plan(), drawing))).toBeNull()
})

test('an untouched form changes nothing', () => {
  expect(planBody(plan(), draft())).toBeNull()
})

test('only what was changed goes into the fact', () => {
  expect(planBody(plan(), { ...draft(), duty_phone: ' 0791-1111111 ' })).toEqual({ plan: 1, duty_phone: '0791-1111111' })
  expect(planBody(plan(), { ...draft(), closes: 45 })).toEqual({ plan: 1, check_in: { opens: 90, closes: 45 } })
})

test('times are wall times at the site, written with its offset', () => {
  expect(planBody(plan(), moved('09:15'))).toEqual({
    plan: 1,
    sessions: [{ id: 'S1', name: '上午理论', starts: '2026-11-22T09:15:00+08:00', ends: '2026-11-22T10:45:00+08:00' }],
  })
})

test('a session that ends before it starts is named', () => {
  expect(impossible(plan(), moved('11:00'))).toEqual(['上午理论'])
  expect(impossible(plan(), draft())).toEqual([])
})

test.each(['', '25:00', '9点'])('“%s” is no time: it is named, and never sent', (typed) => {
  expect(planBody(plan(), moved(typed, '10:30'))).toBeNull()
  expect(impossible(plan(), moved(typed, '10:30'))).toEqual(['上午理论'])
})

test('times may be typed as people type them', () => {
  expect(planBody(plan(), moved('9：00', '10:30'))).toBeNull()
  expect(impossible(plan(), moved('9：00', '10:30'))).toEqual([])
})

test('a session over midnight stays over midnight, and goes to another day whole', () => {
  const night = plan({ days: ['2026-11-22', '2026-11-23'], sessions: [{ ...plan().sessions[0]!, starts: '2026-11-22T23:30:00+08:00', ends: '2026-11-23T01:00:00+08:00' }] })
  const typed = planDraft(night)
  typed.sessions[0]!.day = '2026-11-23'
  expect(impossible(night, typed)).toEqual([])
  expect(planBody(night, typed)).toMatchObject({
    sessions: [{ starts: '2026-11-23T23:30:00+08:00', ends: '2026-11-24T01:00:00+08:00' }],
  })
})

test('the timetable moves with its own session only, its second half with the end', () => {
  const timetable = [...plan().timetable, { at: '2026-11-22T10:25:00+08:00', name: '收卷准备', session: 'S1', signal: null }, { at: '2026-11-22T13:30:00+08:00', name: '下午入场', session: 'S2', signal: null }]
  const points = movedTimetable(plan({ timetable }), moved('09:15', '10:50'))
  expect(points.map(({ point, is }) => [point.name, is])).toEqual([
    ['考生入场', at('08:55:00')],
    ['开考', at('09:15:00')],
    ['收卷准备', at('10:45:00')],
    ['下午入场', at('13:30:00')],
  ])
})

test('the record of changes is of this plan and of changes only', () => {
  const row = (seq: number, kind: string, of = 1) => ({ seq, kind, plan: of }) as FeedRow
  const rows = [row(1, 'import.commit'), row(2, 'duty.check_in'), row(3, 'plan.change'), row(4, 'plan.change', 2), row(5, 'room.remove')]
  expect(changesOf(rows, 1).map((line) => line.row.seq)).toEqual([5, 3, 1])
})

test('portraits imported one by one are one line, other files their own', () => {
  const row = (seq: number, about: string) => ({ seq, kind: 'import.commit', plan: 1, about, device: 'd1', verdict: 'accepted', refusal: null }) as FeedRow
  const rows = [row(1, 'plan'), row(2, 'staff'), ...[3, 4, 5].map((seq) => row(seq, 'portraits'))]
  expect(changesOf(rows, 1).map((line) => [line.row.about, line.times])).toEqual([['portraits', 3], ['staff', 1], ['plan', 1]])
})
