import type { Cell, ReadingFaultRow, Resolution } from './rows'

/** What a way to settle a fault wants to be told besides that it was done. */
export type Asked = 'number' | 'row' | 'answers' | 'cells' | 'subject' | 'paper' | 'bag'
const ASKS: Readonly<Record<string, readonly Asked[]>> = {
  'give-number': ['number'],
  'keep-one': ['row'],
  'hand-entry': ['answers'],
  'give-answers': ['cells'],
  'give-subject': ['subject'],
  'give-paper': ['paper'],
  recount: ['bag'],
}
/** Of several cards, which one is meant. */
const OF_ONE = new Set(['give-number', 'set-aside', 'give-answers'])
/** Of two readings the first is the one that counts, and is put right. */
const OF_FIRST = new Set(['pass-differs'])

export function asked(fault: Pick<ReadingFaultRow, 'rows' | 'code' | 'paper'>, what: string): readonly Asked[] {
  const wanted = [...(ASKS[what] ?? []), ...(what === 'hand-entry' && fault.paper ? (['paper'] as const) : [])]
  return fault.rows.length > 1 && OF_ONE.has(what) && !OF_FIRST.has(fault.code) ? ['row', ...wanted] : wanted
}

/** What all cards of a fault are given alike. */
const OF_ALL = new Set(['give-subject', 'give-paper'])

/** What is known without asking: the only card, the candidate it most likely belongs to, whose each of crossed cards is. */
export function known(fault: Pick<ReadingFaultRow, 'code' | 'places' | 'candidate' | 'detail'>, what: string): Resolution {
  const first = OF_FIRST.has(fault.code)
  const [place, other] = first ? fault.places.slice(0, 1) : fault.places
  const belong = what === 'swap-numbers' && Array.isArray(fault.detail['belong']) ? (fault.detail['belong'] as string[]) : []
  return {
    what,
    ...(place !== undefined && other === undefined ? { batch: place.batch, row: place.row } : {}),
    ...(other !== undefined && OF_ALL.has(what) ? { places: fault.places.map((one) => ({ ...one })) } : {}),
    ...(belong.length > 0 && belong.length === fault.places.length ? { numbers: fault.places.map((one, index) => ({ ...one, number: belong[index]! })) } : {}),
    ...(what === 'give-number' && fault.candidate !== null ? { number: fault.candidate } : {}),
  }
}

/** What is not settled by saying so but by doing it: it ends by itself once it is done (`server/domain/reading/settling.py`). */
const OUTSIDE: Readonly<Record<string, string>> = { 're-scan': '/reading/bring', 'send-again': '/reading/bring', 'record-sheet': '/reading/record-sheet', 'change-policy': '/office/plan' }
export const outside = (what: string): string | null => OUTSIDE[what] ?? null
/** A room read again counts once a leader has approved it; nobody proposes that. */
export const approved = (what: string): boolean => what === 'take-new'

/** What still has to be said; with nothing left it is proposed in one tap. */
export function unsaid(fault: Pick<ReadingFaultRow, 'rows' | 'code' | 'paper'>, said: Resolution, digits = 0): Asked[] {
  return asked(fault, said.what).filter((one) => {
    if (one === 'number') return said.number === undefined || !/^\d+$/.test(said.number) || (digits > 0 && said.number.length !== digits)
    if (one === 'bag') return said.bag === undefined || !Number.isInteger(said.bag) || said.bag < 0
    if (one === 'answers') return said.answers === undefined || said.answers.length === 0
    if (one === 'cells') return said.cells === undefined || Object.keys(said.cells).length === 0
    return said[one] === undefined || said[one] === ''
  })
}

/** What was typed: what it says, and the parts of it that say nothing; with any of these it is not handed in. */
export interface Typed<T> {
  said: T
  wrong: string[]
}

/** Letters and signs as a keyboard for Chinese makes them, too. */
const plain = (text: string) => text.normalize('NFKC').replace(/[–—−]/g, '-').toUpperCase()
const sorted = (letters: string) => [...new Set(letters)].sort().join('')
const blank = (sign: string) => sign === '-' || sign === '_'

/** Answers as typed for a card by hand: letters, `-` or `_` for a blank, brackets around several letters of one question. */
export function answersTyped(text: string): Typed<string[]> {
  const said: string[] = []
  const wrong: string[] = []
  for (const [part, group, one] of plain(text).matchAll(/\(([A-H]+)\)|([A-H_-])|[([{][^)\]}]*[)\]}]?|[^\s,、]/g)) {
    if (group !== undefined) said.push(sorted(group))
    else if (one !== undefined) said.push(blank(one) ? '' : one)
    else wrong.push(part)
  }
  return { said, wrong }
}

/** One question and its answer, and several of them one after the other. */
const CELL = String.raw`(\d{1,3})\s*[:.=]?\s*([A-H]+|[-_])`
const CELLS = new RegExp(`^${CELL}(?:\\s+${CELL})*$`)

/** Single answers by question: `12 A, 15 -, 90 CD`. */
export function cellsTyped(text: string): Typed<Record<string, string>> {
  const said: Record<string, string> = {}
  const wrong: string[] = []
  for (const part of plain(text).split(/[,、;\n]/).map((one) => one.trim()).filter((one) => one !== '')) {
    const found = CELLS.test(part) ? [...part.matchAll(new RegExp(CELL, 'g'))].map(([, question, letters]) => [String(Number(question)), blank(letters!) ? '' : sorted(letters!)] as const) : []
    if (found.length === 0 || found.some(([question, answer]) => question === '0' || (said[question] ?? answer) !== answer)) wrong.push(part)
    else Object.assign(said, Object.fromEntries(found))
  }
  return { said, wrong }
}

/** The other way round, as it stands on the screen. */
export const answersWritten = (answers: readonly string[]) => answers.map((one) => (one === '' ? '-' : one.length > 1 ? `(${one})` : one)).join('')

export const cellsWritten = (cells: Readonly<Record<string, string>>) => Object.entries(cells).map(([question, answer]) => `${question} ${answer || '-'}`)

/** The act by which an operator says that all cards of a session are handed in (`server/domain/reading/settling.py`). */
export const completing = (plan: number, session: string, reason: string) => ({
  kind: 'reading.propose',
  body: { plan, session, fault: 'complete/-/all', resolution: { what: 'all-read' }, reason },
})

/** The act by which an operator says how a fault is to be settled. */
export const proposing = ({ plan, session, key }: ReadingFaultRow, resolution: Resolution, reason: string) => ({
  kind: 'reading.propose',
  body: { plan, session, fault: key, resolution: { ...resolution }, reason },
})

/** The act by which somebody else confirms or rejects it. */
export const settling = ({ plan, session, key, proposal }: ReadingFaultRow, outcome: 'confirm' | 'reject', reason: string) => ({
  kind: 'reading.settle',
  body: { plan, session, fault: key, proposal: proposal?.fact ?? '', outcome, reason },
})

/** The cells two readings do not agree on, where a fault is about such. */
export function cellsOf({ detail }: Pick<ReadingFaultRow, 'detail'>): Cell[] {
  return Array.isArray(detail['cells']) ? (detail['cells'] as Cell[]) : []
}
