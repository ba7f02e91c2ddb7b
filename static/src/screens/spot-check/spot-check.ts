import type { Queued } from '../../database'
import { PROCTOR } from '../../roles'
import type { Person, Plan, Room, SeenRow } from '../../rows'

/** Somebody found at a door: who, as far as this device knows, and how they were named. */
export interface Found {
  person: Person | null
  /** Whether the badge is good, as far as this device can tell. */
  good: boolean
  /** As the fact names them. */
  signer: Record<string, unknown>
}

/** Who was given a room in a session. */
export function expectedAt(people: Iterable<Person>, plan: number, session: string, room: string): Person[] {
  return [...people]
    .filter((one) => one.plan === plan && one.role === PROCTOR && one.listed && one.rooms[session] === room)
    .sort((a, b) => a.person - b.person)
}

export interface Judged {
  right: number[]
  wrong: { person: number; room: string | null }[]
  missing: number[]
  faults: number
  good: boolean
}

/** What was found against what was given, by the same rule as the hub's. */
export function judge(expected: readonly Person[], found: readonly Found[], session: string): Judged {
  const wanted = expected.map(({ person }) => person)
  const here = found.flatMap(({ person, good }) => (person !== null && good ? [person] : []))
  const right = here.filter(({ person }) => wanted.includes(person)).map(({ person }) => person)
  const wrong = here.filter(({ person }) => !wanted.includes(person)).map((one) => ({ person: one.person, room: one.rooms[session] ?? null }))
  const missing = wanted.filter((person) => !right.includes(person))
  const faults = found.length - here.length
  return { right, wrong, missing, faults, good: right.length > 0 && wrong.length + missing.length + faults === 0 }
}

/** How a door stands: the hub's row, or what this device noted since and has not handed in yet. */
export interface DoorState {
  room: string
  state: 'never' | 'good' | 'bad'
  at: string | null
  waiting: boolean
}

interface Body {
  plan: number
  session: string
  room: string
}

const isAt = (body: Body, plan: number, session: string, room: string) => body.plan === plan && body.session === session && body.room === room

/** The doors of a session, in the order of the rooms. */
export function doors(rooms: readonly Room[], seen: ReadonlyMap<string, SeenRow>, plan: number, session: string, waiting: readonly Queued[]): DoorState[] {
  const here = waiting.filter(({ kind }) => kind === 'duty.spot_check')
  return rooms.map(({ room }) => {
    const row = seen.get(`${plan}/${session}/${room}`)
    const mine = here.filter(({ fact }) => isAt(fact.body as unknown as Body, plan, session, room)).at(-1)
    const good = row !== undefined && row.wrong.length + row.missing.length + row.faults.length === 0 && row.right.length > 0
    return { room, state: row === undefined ? 'never' : good ? 'good' : 'bad', at: mine?.fact.at ?? row?.at ?? null, waiting: mine !== undefined }
  })
}

/** What a door slip's code begins with. `KR1:` was on slips printed before it meant the signed list of revoked badges; that one has no colon after it. */
const SLIP = /K[DR]1:(\d{1,10}):(\d{1,10}):(.+)$/

/** Whether somebody scanned a door slip, of whatever site and plan. */
export const isSlip = (text: string): boolean => SLIP.test(text.trim())

/** The room that a door slip names (`KD1:site:plan:room`); null where it is none of this plan's rooms. */
export function roomOfSlip(text: string, plan: Plan, rooms: readonly Room[]): string | null {
  const [, site, of, room] = SLIP.exec(text.trim()) ?? []
  const ours = site === String(plan.site.number) && of === String(plan.plan)
  return room !== undefined && ours && rooms.some((one) => one.room === room) ? room : null
}
