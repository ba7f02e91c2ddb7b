import type { Queued } from '../database'
import type { LotsRow, Mark, PracticalRow, ScoredItem } from './rows'

interface Body {
  plan: number
  session: string
  room: string
  candidate?: string
  candidates?: string[]
  [field: string]: unknown
}

const at = ({ plan, session, room }: Pick<Body, 'plan' | 'session' | 'room'>) => `${plan}/${session}/${room}`

function markOf({ id, device, fact }: Queued, by: number | null): Mark {
  return { at: fact.at, by, fact: id, device }
}

/** Acts at stations of this device that the hub has not answered yet, oldest first. */
export function actsHere(waiting: readonly Queued[]): Queued[] {
  return waiting.filter(({ kind }) => kind.startsWith('practical.') || kind === 'evidence.score')
}

/**
 * The candidates with what was done on this device and the hub has not answered yet laid over them: nobody draws twice on
 * one device, even while the hub is away. `by` is who has signed in here.
 */
export function candidatesHere(rows: ReadonlyMap<string, PracticalRow>, waiting: readonly Queued[], by: number | null): ReadonlyMap<string, PracticalRow> {
  const mine = actsHere(waiting)
  if (mine.length === 0) return rows
  const laid = new Map(rows)
  for (const entry of mine) {
    const body = entry.fact.body as unknown as Body
    const effect = EFFECTS[entry.kind]
    if (effect === undefined) continue
    for (const number of body.candidates ?? [body.candidate]) {
      const key = `${at(body)}/${number}`
      const row = laid.get(key)
      if (row !== undefined) laid.set(key, { ...row, ...effect(row, body, markOf(entry, by)) })
    }
  }
  return laid
}

type Effect = (row: PracticalRow, body: Body, mark: Mark) => Partial<PracticalRow>

const EFFECTS: Readonly<Record<string, Effect>> = {
  'practical.draw': (_row, body, mark) => ({
    station: String(body['station']), turn: Number(body['turn']), drawn: { ...mark, card: Number(body['card']), lots: Number(body['lots']) },
  }),
  'practical.identify': (_row, body, mark) => ({
    identity: { ...mark, outcome: body['outcome'] as 'ok', evidence: (body['evidence'] as string | null) ?? null, reason: String(body['reason'] ?? '') },
  }),
  'practical.begin': (row, _body, mark) => ({ began: row.began ?? mark.at }),
  'practical.end': (row, _body, mark) => ({ ended: row.ended ?? mark.at }),
  'practical.absent': (row, body, mark) =>
    body['absent'] === false ? { absent: null, excused: true } : { absent: row.absent ?? { ...mark, reason: String(body['reason'] ?? '') } },
  'practical.workpiece': (_row, body, mark) => ({ workpiece: { ...mark, number: String(body['number']), reason: String(body['reason'] ?? '') } }),
  'evidence.score': (row, body, mark) => {
    if (mark.by === null) return {}
    const before = row.scores[mark.by]
    const items = body['items'] as ScoredItem[]
    const sheet = { fact: mark.fact, at: mark.at, version: (before?.version ?? 0) + 1, reason: String(body['reason'] ?? ''), total: null, failed: null, items: null }
    return { scores: { ...row.scores, [mark.by]: row.sealed ? sheet : { ...sheet, total: Number(body['total']), failed: items.some((one) => one.failed), items } } }
  },
}

/** The cards of a room with what was done on this device laid over them; undefined where none are laid out. */
export function lotsHere(row: LotsRow | undefined, waiting: readonly Queued[], place: { plan: number; session: string; room: string }): LotsRow | undefined {
  let lots = row
  for (const entry of actsHere(waiting)) {
    const body = entry.fact.body as unknown as Body
    if (at(body) !== at(place)) continue
    const mark = markOf(entry, null)
    if (entry.kind === 'practical.lots') lots = laidOut(lots, body, mark)
    else if (lots !== undefined) lots = { ...lots, ...changed(lots, entry.kind, body, mark) }
  }
  return lots
}

function laidOut(before: LotsRow | undefined, body: Body, mark: Mark): LotsRow {
  const { plan, session, room } = body
  const [number, stations, turns] = [Number(body['number']), body['stations'] as string[], Number(body['turns'])]
  const earlier = before === undefined ? [] : [...before.earlier, before]
  const out = (before?.out ?? []).filter(({ station }) => !stations.includes(station))
  return { plan, session, room, number, stations, turns, hash: String(body['hash']), mark, reason: String(body['reason'] ?? ''), cards: [], out, revealed: null, earlier }
}

function changed(lots: LotsRow, kind: string, body: Body, mark: Mark): Partial<LotsRow> {
  if (kind === 'practical.draw' && body['lots'] === lots.number && !lots.cards.some(({ card }) => card === body['card'])) {
    const card = { card: Number(body['card']), candidate: String(body.candidate), station: String(body['station']), turn: Number(body['turn']), mark }
    return { cards: [...lots.cards, card] }
  }
  if (kind === 'practical.take_out') return { out: [...lots.out, { station: String(body['station']), reason: String(body['reason']), mark }] }
  if (kind === 'practical.reveal') {
    const revealed = { seed: String(body['seed']), wrong: [], mark }
    if (body['lots'] === lots.number) return { revealed }
    return { earlier: lots.earlier.map((one) => (one.number === body['lots'] ? { ...one, revealed } : one)) }
  }
  return {}
}
