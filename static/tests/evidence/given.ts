import type { EvidenceRow } from '../../src/evidence/rows'
import type { PracticalRow } from '../../src/practical/rows'

/** A photo of one's own; a test says what differs. */
export function piece(evidence: string, over: Partial<EvidenceRow> = {}): EvidenceRow {
  return {
    evidence, plan: 1, media: 'photo', purpose: 'practical', session: 'P1', room: '901', station: '3', candidate: '26P190101', item: null, about: null,
    state: 'equal', upload: null, size: 1_000, received: 1_000, sha256: 'ab'.repeat(32), equal: true, type: 'image/jpeg', name: '1-ZP-2026-102-0001.jpeg',
    taken: null, begun: '2026-06-20T09:10:00+08:00', ended: null, source: { kind: 'app', make: null, model: null, serial: null, name: null },
    device: 'd3', by: null, at: '2026-06-20T09:10:01+08:00', thumb: 'v1', poster: null, film: null, duration_ms: null, width: 4_000, height: 3_000,
    hints: [], fault: null, removed: null, ...over,
  }
}

/** A candidate who has only been listed. */
export function sitting(seat: number, over: Partial<PracticalRow> = {}): PracticalRow {
  return {
    plan: 1, session: 'P1', room: '901', candidate: `26P1901${String(seat).padStart(2, '0')}`, seat, mask: '龙**', trade: '电工', level: 4, listed: true,
    station: null, turn: null, drawn: null, identity: null, began: null, ended: null, absent: null, excused: false, workpiece: null, sealed: true, scores: {},
    ...over,
  }
}
