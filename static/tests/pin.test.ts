import { expect, test } from 'vitest'
import { faultOf } from '../src/pin'
import cases from './pin-cases.json'

test('a PIN is refused here for what the hub refuses it for', () => {
  for (const { pin, phone, fault } of cases) expect({ pin, phone, fault: faultOf(pin, phone) }).toEqual({ pin, phone, fault })
})
