const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The ISO/IEC 7064 MOD 37,36 check character of digits and capital letters. */
export function checkCharacter(text: string): string {
  let carry = 36
  for (const character of text) {
    const total = (carry + ALPHABET.indexOf(character)) % 36 || 36
    carry = (total * 2) % 37
  }
  return ALPHABET[(37 - carry) % 36]!
}

/** A badge's serial as people read it: five digits at least, a dash and the check character (`00017-E`). */
export function badgeNumber(serial: number): string {
  const digits = String(serial).padStart(5, '0')
  return `${digits}-${checkCharacter(digits)}`
}

/**
 * Read a typed badge number; spaces, dashes, case, leading zeros and O for 0 or I for 1 do not matter (no badge is given
 * a number that ends in O or I). Null where the check does not fit.
 */
export function readTyped(typed: string): string | null {
  const packed = typed.toUpperCase().replaceAll(/[\s\-–—－]/g, '').replaceAll('O', '0').replaceAll('I', '1')
  const [digits, check] = [packed.slice(0, -1), packed.slice(-1)]
  if (!/^\d{1,9}$/.test(digits) || check === '') return null
  const number = badgeNumber(Number(digits))
  return number.endsWith(`-${check}`) ? number : null
}
