/** The beginning of a file as columns of bytes, so that offsets can be counted: a sign of two bytes takes two columns. */

/** Bytes a line begins to be cut at: a file without line ends is shown all the same. */
const WIDEST = 400

/** Signs of one width each, or a run of those of one byte (`columns` null). */
export interface Piece {
  text: string
  columns: number | null
}

export interface Shown {
  pieces: Piece[]
  /** Bytes of the line without its end. */
  width: number
}

/** The first lines, each sign as wide as it has bytes; none where the file is no text. */
export function firstLines(bytes: Uint8Array, most: number): Shown[] {
  const rows: Shown[] = []
  let from = 0
  while (from < bytes.length && rows.length < most) {
    const found = bytes.indexOf(0x0a, from)
    const end = Math.min(found === -1 ? bytes.length : found, from + WIDEST)
    const line = bytes.subarray(from, bytes[end - 1] === 0x0d ? end - 1 : end)
    if (line.includes(0)) return []
    rows.push({ pieces: pieces(line), width: line.length })
    from = (found === -1 ? bytes.length : found) + 1
  }
  return rows
}

/** No font of the device is relied on: a sign of several bytes is given its columns. */
function pieces(line: Uint8Array): Piece[] {
  const found: Piece[] = []
  for (const sign of new TextDecoder('gb18030').decode(line)) {
    const last = found.at(-1)
    if (sign > '\u007f') found.push({ text: sign, columns: fourBytes(sign) ? 4 : 2 })
    else if (last?.columns === null) last.text += sign
    else found.push({ text: sign, columns: null })
  }
  return found
}

/** Whether GB18030 writes a sign with four bytes: those that GBK does not have. */
function fourBytes(sign: string): boolean {
  const code = sign.codePointAt(0)!
  return code > 0xffff || (code >= 0x3400 && code <= 0x4dbf)
}

/** Column numbers above the lines, from 1: each ten written so that its last digit stands at its column. */
export function ruler(width: number): { tens: string; ones: string } {
  const tens = Array.from({ length: width }, () => ' ')
  const ones = tens.map((_, index) => String((index + 1) % 10))
  for (let column = 10; column <= width; column += 10) {
    const digits = String(column)
    for (let at = 0; at < digits.length; at += 1) tens[column - digits.length + at] = digits[at]!
  }
  return { tens: tens.join(''), ones: ones.join('') }
}
