import { expect, test } from 'vitest'
import { wedge, type Press } from '../src/wedge'

/** Press the keys of a text `gap` milliseconds apart, then Enter. */
function type(text: string, gap: number, from = 0, press = wedge()): string | null {
  let time = from
  for (const key of text) press(stroke({ key, time: (time += gap) }))
  return press(stroke({ key: 'Enter', code: 'Enter', time: time + gap }))
}

const stroke = (over: Partial<Press>): Press => ({ key: '', code: '', shift: false, time: 0, ...over })

test('a burst of keys ended by Enter is a scan', () => {
  expect(type('KW1:6BF+70790 $*', 5)).toBe('KW1:6BF+70790 $*')
})

test('a hand at the keys is no scan', () => {
  expect(type('00017-E', 120)).toBeNull()
})

test('a few quick keys are no scan', () => {
  expect(type('17E', 5)).toBeNull()
})

test('what a hand typed before does not belong to the scan', () => {
  const press = wedge()
  press(stroke({ key: '9', time: 0 }))
  expect(type('00017-E', 5, 1_000, press)).toBe('00017-E')
})

test('one scan after another are two scans', () => {
  const press = wedge()
  expect(type('00017-E', 5, 0, press)).toBe('00017-E')
  expect(type('00018-C', 5, 60, press)).toBe('00018-C')
})

test('shift and other keys without a character do not break a scan', () => {
  const press = wedge()
  let time = 0
  for (const key of ['Shift', 'K', 'Shift', 'W', '1', 'Shift', ':', 'A', 'B']) press(stroke({ key, time: (time += 5) }))
  expect(press(stroke({ key: 'Enter', time: time + 5 }))).toBe('KW1:AB')
})

test('a Chinese input method that hides the characters does not lose the scan', () => {
  const press = wedge()
  const hidden: [string, boolean][] = [
    ['KeyK', true], ['KeyW', true], ['Digit1', false], ['Semicolon', true], ['Digit6', false], ['Digit4', true],
    ['Digit5', true], ['Digit8', true], ['Equal', true], ['Minus', false], ['Period', false], ['Slash', false], ['Space', false], ['KeyE', true],
  ]
  let time = 0
  for (const [code, shift] of hidden) press(stroke({ key: 'Process', code, shift, time: (time += 5) }))
  expect(press(stroke({ key: 'Enter', code: 'Enter', time: time + 5 }))).toBe('KW1:6$%*+-./ E')
})

test('a scanner that stumbles in the middle of a badge is still one scan', () => {
  const press = wedge()
  let time = 0
  for (const key of 'KW1:6BF') press(stroke({ key, time: (time += 10) }))
  for (const key of '70790') press(stroke({ key, time: (time += 200) }))
  expect(press(stroke({ key: 'Enter', time: time + 200 }))).toBe('KW1:6BF70790')
})

test('a scan that broke off does not spoil the next one', () => {
  const press = wedge()
  let time = 0
  for (const key of 'KW1:6BF') press(stroke({ key, time: (time += 10) }))
  expect(type('KW1:70790', 5, time + 2_000, press)).toBe('KW1:70790')
})
