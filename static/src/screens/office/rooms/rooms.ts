import type { Person, Plan, Room, Session } from '../../../rows'
import { coverage, type Cover } from '../../board/counts'

/** A room as the office lists it: with its proctors in each session that uses it. */
export interface RoomLine {
  room: Room
  covers: { session: Session; cover: Cover }[]
}

/** The plan's rooms in the order of their numbers. */
export function roomLines(rooms: Iterable<Room>, people: Iterable<Person>, plan: Plan): RoomLine[] {
  const mine = [...rooms].filter((room) => room.plan === plan.plan)
  const everyone = [...people]
  const bySession = plan.sessions.map((session) => {
    const covers = coverage(mine, everyone, plan, session.id)
    return { session, covers: new Map(covers.map((cover) => [cover.room.room, cover])) }
  })
  return mine
    .sort((a, b) => a.room.localeCompare(b.room, 'zh-CN', { numeric: true }))
    .map((room) => ({
      room,
      covers: bySession.flatMap(({ session, covers }) => {
        const cover = covers.get(room.room)
        return cover === undefined ? [] : [{ session, cover }]
      }),
    }))
}

/** What can be changed about a room, as a form holds it. */
export interface RoomDraft {
  room: string
  name: string
  building: string
  floor: number | ''
  seats: number | ''
}

export function roomDraft(room: Room | null): RoomDraft {
  if (room === null) return { room: '', name: '', building: '', floor: '', seats: 30 }
  return { room: room.room, name: room.name, building: room.building, floor: room.floor ?? '', seats: room.seats }
}

/** The body of `room.change`; a room without a name of its own goes by its number. */
export function roomBody(plan: number, draft: RoomDraft, isNew: boolean): Record<string, unknown> {
  const room = draft.room.trim()
  const floor = draft.floor === '' ? null : Number(draft.floor)
  return { plan, room, name: draft.name.trim() || room, building: draft.building.trim(), floor, seats: Number(draft.seats), new: isNew }
}
