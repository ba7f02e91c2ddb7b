import { expect, test } from 'vitest'
import { folded, laid, LAYOUTS, sheets, sidesOf } from '../../../../src/screens/office/print/layouts'

const of = (name: string) => LAYOUTS.find(({ size, layout }) => `${size}/${layout}` === name)!

test('several on A4 stand first, then one a page, then card paper', () => {
  expect(LAYOUTS.map(({ layout }) => layout)).toEqual(['4up', 'single', 'card-a6', '8up', 'single', 'card-a7'])
})

test('badges lie on their paper, folded or not', () => {
  for (const layout of LAYOUTS) {
    for (const sides of sidesOf(layout)) {
      const { paper, columns, rows, cell, left, top, gap } = laid(layout, sides)
      expect(left + columns * cell[0] + (columns - 1) * gap).toBeLessThanOrEqual(paper[0] + 0.01)
      expect(top + rows * cell[1] + (rows - 1) * gap).toBeLessThanOrEqual(paper[1] + 0.01)
      expect(columns).toBeGreaterThan(0)
    }
  }
})

test('sheets are counted by what fits on one, and folding halves it', () => {
  expect(sheets(of('full/4up'), 'one', 9)).toBe(3)
  expect(sheets(of('full/4up'), 'fold', 9)).toBe(5)
  expect(sheets(of('pocket/8up'), 'two', 9)).toBe(2)
  expect(folded(of('full/single')).paper[0]).toBe(2 * of('full/single').paper[0])
})

test('what is cut already cannot be folded', () => {
  expect(sidesOf(of('full/card-a6'))).not.toContain('fold')
})
