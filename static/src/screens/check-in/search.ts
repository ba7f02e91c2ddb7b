import type { Person } from '../../rows'

/** Find people by a part of the name, the staff number or the phone's last digits; those still expected come first. */
export function find(people: Iterable<Person>, text: string): Person[] {
  const wanted = text.trim().toUpperCase()
  if (wanted === '') return []
  const found = [...people].filter(
    ({ name, staff_no, tail }) =>
      name.toUpperCase().includes(wanted) || staff_no.toUpperCase().includes(wanted) || tail === wanted,
  )
  const order = (person: Person) => (person.name === text.trim() ? 0 : person.state === 'expected' ? 1 : 2)
  return found.sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name, 'zh-CN') || a.person - b.person)
}
