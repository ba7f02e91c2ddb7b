import { expect, test } from 'vitest'
import { MOST_NEW, queryOf, registering, textOf, type Choice, type New } from '../../../../src/screens/office/forms/forms'

const choice: Choice = {
  form: 'labels', session: '', room: '', kind: '', labels: '', sheet: '3x8', start: 1, cut: false, tail: true,
  grid: { columns: 2, rows: 5, width: 90, height: 50, left: 10, top: 15 },
}
const bag = (room: number): New => ({ kind: 'PP', session: 'S1', room: String(room), packed: { papers: 31 } })

test('what is lacking is registered in facts that the hub takes, none left out and none twice', () => {
  const lacking = Array.from({ length: MOST_NEW + 1 }, (_, place) => bag(place))
  const acts = registering(7, lacking, 40)
  expect(acts.map(({ kind, body }) => [kind, body.plan, (body.objects as New[]).length])).toEqual([['custody.label', 7, MOST_NEW], ['custody.label', 7, 1]])
  expect(acts.flatMap(({ body }) => body.objects)).toEqual(lacking)
  expect(acts.map(({ body }) => body.there)).toEqual([40, 40 + MOST_NEW])
  expect(registering(7, [], 0)).toEqual([])
})

test('only what matters for a form is asked', () => {
  expect(queryOf(7, choice)).toEqual({ plan: 7, sheet: '3x8', start: 1, cut: false })
  expect(queryOf(7, { ...choice, form: 'seats', session: 'S1', room: '101', labels: 'B001-7' })).toEqual({ plan: 7, session: 'S1', room: '101', tail: true })
  expect(queryOf(7, { ...choice, form: 'handoff', kind: 'PP', start: 5 })).toEqual({ plan: 7 })
})

test('labels are named as people type them', () => {
  expect(queryOf(7, { ...choice, labels: ' B001-7，k002-9、R003 ' }).labels).toBe('B001-7,k002-9,R003')
  expect(queryOf(7, { ...choice, labels: ' ，' })).not.toHaveProperty('labels')
})

test('a sheet of another size is described in millimetres', () => {
  const query = queryOf(7, { ...choice, form: 'desks', sheet: 'custom' })
  expect(JSON.parse(query.grid as string)).toEqual({ paper: [210, 297], columns: 2, rows: 5, cell: [90, 50], margin: [10, 15] })
  expect(textOf({ plan: 7, cut: true })).toBe('plan=7&cut=true')
})
