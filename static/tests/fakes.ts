import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { openDatabase, type Database } from '../src/database'
import { canonical, digest, type HandedFact, type SignedFact } from '../src/fact'
import type { Answer, Changes, Hub, Receipt, Refusal } from '../src/hub'
import { keepKey, makeKey } from '../src/keys'
import type { Badge, DeviceRow, Person, Plan, Room, Session } from '../src/rows'

export const offline = { ok: false, kind: 'offline' } as const

/** The hub's answer to a device it does not know. */
export const notEnrolled = {
  ok: false,
  kind: 'refused',
  status: 401,
  refusal: { code: 'not-enrolled', says: '本设备尚未登记，或登记已失效', fix: '请主考生成登记码' },
} as const

export function answered<T>(value: T): Answer<T> {
  return { ok: true, value, asked: 0, answered: 0 }
}

/** An enrolled device's fresh database. */
export async function freshDatabase(): Promise<Database> {
  const database = await openDatabase(randomUUID())
  await keepKey(database, await makeKey())
  return database
}

export interface FakeHub extends Hub {
  /** Everything handed in, batch by batch. */
  batches: HandedFact[][]
  reachable: boolean
  /** Whether it knows this device. */
  knows: boolean
  refuses: (fact: SignedFact) => Refusal | null
  /** Changes a receipt on its way back. */
  spoil: (receipt: Receipt) => Receipt
  pages: Changes[]
  asked: number[]
}

export function fakeHub(): FakeHub {
  const seen = new Map<string, Receipt>()
  const hub = {
    batches: [] as HandedFact[][],
    reachable: true,
    knows: true,
    refuses: () => null,
    spoil: (receipt: Receipt) => receipt,
    pages: [] as Changes[],
    asked: [] as number[],
    async send(facts: HandedFact[]) {
      if (!hub.reachable) return offline
      if (!hub.knows) return notEnrolled
      hub.batches.push(facts)
      const receipts = await Promise.all(facts.map(async (one) => hub.spoil(await judge(one))))
      return answered({ receipts, checkpoint: 'note' })
    },
    async changes(after: number) {
      if (!hub.reachable) return offline
      if (!hub.knows) return notEnrolled
      hub.asked.push(after)
      const page = hub.pages.shift() ?? { rows: [], through: after, more: false, size: after, now: '2026-11-22T00:00:00Z' }
      return answered(page)
    },
    me: async () => offline,
    enrol: async () => offline,
    enrolCode: async () => offline,
    check: async () => offline,
    file: async () => offline,
    ask: async () => offline,
  } as FakeHub

  async function judge(one: SignedFact): Promise<Receipt> {
    const { id, device_seq } = one.fact
    const first = seen.get(id)
    if (first !== undefined) return { ...first, first: false }
    const refusal = hub.refuses(one)
    const verdict = refusal === null ? 'accepted' : one.acted ? 'disputed' : 'refused'
    const receipt: Receipt = {
      id,
      digest: await digest(canonical(one.fact)),
      seq: device_seq,
      verdict,
      refusal,
      leaf: `leaf-${device_seq}`,
      first: true,
    }
    seen.set(id, receipt)
    return receipt
  }
  return hub
}

export const refusal: Refusal = { code: 'already-in', says: '08:01 已在东门签到', fix: '请放行' }

export function person(over: Partial<Person> = {}): Person {
  return {
    plan: 1,
    person: 17,
    staff_no: 'S017',
    name: '王芳',
    role: 8,
    unit: '第一技校',
    tail: '1234',
    sessions: [],
    rooms: {},
    listed: true,
    state: 'expected',
    at: null,
    place: null,
    badge: null,
    number: null,
    portrait: null,
    confirmed: true,
    replaces: null,
    added: null,
    scan: null,
    ...over,
  }
}

export const morning: Session = {
  id: 'S1',
  name: '上午理论',
  kind: 'theory',
  starts: '2026-11-22T09:00:00+08:00',
  ends: '2026-11-22T10:30:00+08:00',
}
export const afternoon: Session = {
  id: 'S2',
  name: '下午实操',
  kind: 'practical',
  starts: '2026-11-22T14:00:00+08:00',
  ends: '2026-11-22T17:00:00+08:00',
}

export function plan(over: Partial<Plan> = {}): Plan {
  return {
    plan: 1,
    code: 'P1',
    name: '第四季度鉴定',
    mark: '江西职业技能鉴定',
    centre: '省中心',
    area: '南昌',
    site: { number: 3601, name: '第一考点', short: '一考点' },
    days: ['2026-11-22'],
    zone: 'Asia/Shanghai',
    check_in: { opens: 90, closes: 30 },
    proctors_per_room: 2,
    duty_phone: '0791-0000000',
    admission_no: [],
    sessions: [morning, afternoon],
    timetable: [
      { at: '2026-11-22T08:40:00+08:00', name: '考生入场', session: 'S1', signal: 'short' },
      { at: '2026-11-22T09:00:00+08:00', name: '开考', session: 'S1', signal: 'long' },
    ],
    imported_seq: 1,
    ...over,
  }
}

export function room(number: string, sessions: string[] = ['S1']): Room {
  const held = Object.fromEntries(sessions.map((id) => [id, { expected: 30, groups: [] }]))
  return { plan: 1, room: number, name: number, building: '1 号楼', floor: null, seats: 30, sessions: held }
}

export function badge(over: Partial<Badge> = {}): Badge {
  return {
    badge: '00112233445566ff',
    plan: 1,
    person: 17,
    role: 8,
    number: '00017-E',
    state: 'issued',
    nbf: 0,
    exp: 0,
    reason: null,
    spare: false,
    out: null,
    returned: null,
    prints: 0,
    ...over,
  }
}

export function device(over: Partial<DeviceRow> = {}): DeviceRow {
  return {
    device: 'd3',
    kind: 'phone',
    role: 'scanner',
    name: '东门手机',
    state: 'enrolled',
    enrolled: '2026-11-21T12:00:00Z',
    ended: null,
    reason: null,
    oldest: null,
    last: null,
    written_off: null,
    replaces: null,
    replaced_by: null,
    checked: null,
    missing: [],
    missing_count: 0,
    cloned: false,
    ...over,
  }
}

/** An instant of the morning at the site, Unix ms. */
export function at(clock: string): number {
  return Date.parse(`2026-11-22T${clock}+08:00`)
}
