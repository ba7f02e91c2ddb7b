import { leads } from '../../grant'
import type { Person, PinRow, Plan } from '../../rows'

/**
 * Those who head a plan, where none of them has a PIN and the plan's days are not over; empty where one has, or where
 * there is nobody. Until then whoever holds a chief's tablet may set the first PIN of a leader.
 */
export function leadersWithoutPin(plan: Plan, people: Iterable<Person>, pins: ReadonlyMap<string, PinRow>, today: string): Person[] {
  if (plan.days.every((day) => day < today)) return []
  const found = [...people].filter((one) => one.plan === plan.plan && one.listed && leads(one.role))
  if (found.some(({ person }) => pins.has(`${plan.plan}/${person}`))) return []
  return found.sort((a, b) => a.role - b.role || a.person - b.person)
}
