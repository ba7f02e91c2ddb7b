import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES } from '../../../../src/roles'
import { contrast, draftOf, faultsOf, length, readable, sound, stated } from '../../../../src/screens/office/design/design'

test('a design that chooses nothing is the unified format, and states nothing', () => {
  const draft = draftOf({})
  expect(stated(draft)).toEqual({})
  expect(sound(faultsOf(draft))).toBe(true)
  expect(draft.reverse['8']).toHaveLength(5)
})

test('only what differs from the format is stated', () => {
  const design = { mark: '江西鉴定', colours: { '8': '#224466' }, lines: ['unit' as const], reverse: { '8': ['甲', '乙'] }, duty_phone: false, found: '' }
  expect(stated(draftOf(design))).toEqual(design)
})

test('the whole design that the hub shows is read back as what differs', () => {
  const own = draftOf({})
  const whole = { ...own, mark: null, colours: { ...own.colours, '8': '#224466' } }
  expect(stated(draftOf(whole))).toEqual({ colours: { '8': '#224466' } })
})

test('every role’s own colour can be read in white', () => {
  expect(ROLES.filter(({ colour }) => !readable(colour))).toEqual([])
})

test('contrast is that of the accessibility guidelines', () => {
  expect(contrast('#ffffff')).toBeCloseTo(1)
  expect(contrast('#000000')).toBeCloseTo(21)
  expect(contrast('#777777')).toBeCloseTo(4.48, 2)
  expect(readable('#777777')).toBe(false)
  expect(readable('#767676')).toBe(true)
  expect(contrast('red')).toBeNull()
})

test('a colour of any six hex digits has a contrast from 1 to 21', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const ratio = contrast(`#${number.toString(16).padStart(6, '0')}`)!
      expect(ratio).toBeGreaterThanOrEqual(1)
      expect(ratio).toBeLessThanOrEqual(21)
    }),
  )
})

test('a rare character counts once, and a text too long is a fault', () => {
  expect(length('𬭎𬭎')).toBe(2)
  const draft = draftOf({ mark: '𬭎'.repeat(24) })
  expect(faultsOf(draft).mark).toBe(false)
  draft.mark += '字'
  draft.reverse['8']![0] = '长'.repeat(27)
  draft.colours['3'] = '#FFFF00'
  expect(faultsOf(draft)).toEqual({ mark: true, found: false, colours: [3], reverse: [8] })
})
