/** Which PINs may be chosen: the hub's rule (`server/domain/pin.py`), asked before somebody enters one twice for nothing. */
export type PinFault = 'form' | 'trivial'

/**
 * What is wrong with a PIN; null where nothing is. Refused is what others try first: one digit repeated, a pair repeated,
 * runs up or down, the ends of the phone number. `phone` may be its last digits, where this device knows no more.
 */
export function faultOf(pin: string, phone: string): PinFault | null {
  if (!/^[0-9]{4,8}$/.test(pin)) return 'form'
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])))
  const pairs = new Set(pin.match(/..?/g))
  const digits = phone.replaceAll(/[^0-9]/g, '')
  const ends = digits.length >= 4 && (digits.endsWith(pin) || digits.startsWith(pin))
  const run = steps.size === 1 && [0, 1, -1].some((step) => steps.has(step))
  return run || pairs.size === 1 || ends ? 'trivial' : null
}
