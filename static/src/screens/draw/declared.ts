import type { DeclaredRow, DrawRow, Person, Plan, Room } from '../../rows'

/** Roles of those whom a draw gives a room or a zone: invigilators and roving ones. */
export const DRAWN_ROLES: readonly number[] = [8, 7]

/** Whether something is declared; what declares nothing takes back what was declared before. */
export const stands = (row: DeclaredRow): boolean => row.new || row.rooms.length + row.apart.length > 0

/** How many declarations a draw of these people for these rooms observes. */
export function observed(declared: Iterable<DeclaredRow>, plan: number, people: readonly Person[], rooms: readonly string[]): { avoid: number; apart: number; new: number } {
  const taking = new Set(people.map(({ person }) => person))
  const told = [...declared].filter((row) => row.plan === plan && taking.has(row.person))
  return {
    avoid: told.filter((row) => row.rooms.some((room) => rooms.includes(room))).length,
    apart: told.filter((row) => row.apart.some((person) => taking.has(person))).length,
    new: told.filter((row) => row.new).length,
  }
}

/** Whether somebody stands where their own or another's declaration says they must not: declared after the draw, or put there by hand. */
export function offends(draw: DrawRow, place: string, person: number, declared: ReadonlyMap<string, DeclaredRow>): boolean {
  const told = (who: number) => declared.get(`${draw.plan}/${who}`)
  const rules = draw.drawn?.rules ?? []
  const rooms = draw.zones[place] ?? [place]
  if (rules.includes('avoid') && told(person)?.rooms.some((room) => rooms.includes(room))) return true
  const others = (draw.places[place] ?? []).filter((other) => other !== person)
  return rules.includes('apart') && others.some((other) => told(person)?.apart.includes(other) === true || told(other)?.apart.includes(person) === true)
}

/** The room that an admission number names by the plan's form of it; null where it names none of these. */
export function roomOfNumber(typed: string, plan: Plan, rooms: readonly Room[]): string | null {
  const number = typed.replace(/\s+/g, '')
  const parts = plan.admission_no
  if (!/^\d+$/.test(number) || number.length !== parts.reduce((sum, { digits }) => sum + digits, 0)) return null
  let from = 0
  for (const { part, digits } of parts) {
    const text = number.slice(from, from + digits)
    if (part === 'room') return rooms.find(({ room }) => room.padStart(digits, '0') === text)?.room ?? null
    from += digits
  }
  return null
}
