import type { BatchRow, ReadingFaultRow, ReadingRoomRow } from '../../src/reading/rows'

export function fault(over: Partial<ReadingFaultRow> = {}): ReadingFaultRow {
  return {
    plan: 1, session: 'S1', key: 'blank-card/101/7', code: 'blank-card', room: '101', number: '036026101007', rows: [7], batch: 'ab',
    places: [{ batch: 'ab', row: 7 }], card: { seat: '7', mask: '王**' }, candidate: null, likely: null, detail: {},
    kind: { zh: '实考考生的卡空白', en: 'blank card' }, says: { zh: '101 号考场第 7 行空白', en: 'room 101 row 7 blank' }, fix: { zh: '看这张卡', en: 'look at it' },
    resolutions: [{ what: 'confirm-blank', zh: '确认空白', en: 'confirm that it is blank' }, { what: 're-scan', zh: '补读或重读', en: 'read again' }],
    holds_up: true, paper: false, state: 'open', proposal: null, settled: null, ...over,
  }
}

export function room(number: string, over: Partial<ReadingRoomRow> = {}): ReadingRoomRow {
  return {
    plan: 1, session: 'S1', room: number, state: 'green', expected: 30, present: 28, absent: 2, bag: 30, read: 30, equations: [], open: 0, told: 0,
    settled: 0, batches: ['ab'], marked: null, approvals: [], ...over,
  }
}

export function batch(over: Partial<BatchRow> = {}): BatchRow {
  return {
    plan: 1, sha256: 'ab', size: 9000, name: 'K1.TXT', station: '一号机', asked: null, session: 'S1', pass: 1, modified: null, again: null, device: 'd7', by: null,
    at: '2026-11-22T11:00:00+08:00', received: '2026-11-22T11:00:01+08:00', fact: 'f0', state: 'read', version: 1, used: null, cards: 30, rooms: { 101: 30 },
    held: [], kept: [], faults: [], fault_count: 0, assigned: null, closed: null, dropped: null, ...over,
  }
}
