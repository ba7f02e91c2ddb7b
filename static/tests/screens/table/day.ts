/** Who is there, and what lies at the site, on the day that the table's tests are of. */
import { labelNumber } from '../../../src/custody/label'
import { badgeNumber } from '../../../src/number'
import type { Item, Person } from '../../../src/rows'

const [CHIEF, ROVER, PROCTOR, CUSTODIAN] = [5, 7, 8, 12]
/** Invigilators 2 and 3 have room 101, 4 and 5 have 102; 6 has no room and 3's neighbour 7 is not in. */
export const PEOPLE: Partial<Person>[] = [
  { person: 1, name: '赵甲', role: CHIEF },
  { person: 2, name: '钱乙', role: PROCTOR, rooms: { S1: '101' } },
  { person: 3, name: '孙丙', role: PROCTOR, rooms: { S1: '101' } },
  { person: 4, name: '李丁', role: PROCTOR, rooms: { S1: '102' } },
  { person: 5, name: '周戊', role: PROCTOR, rooms: { S1: '102' } },
  { person: 6, name: '吴己', role: PROCTOR, rooms: { S1: '103' }, state: 'expected' },
  { person: 7, name: '郑庚', role: ROVER },
  { person: 10, name: '卫十', role: CUSTODIAN, state: 'expected' },
]
export const SETS: Record<string, string> = { '101': labelNumber('RSET', 1), '102': labelNumber('RSET', 2), '103': labelNumber('RSET', 3) }
export const CASE = labelNumber('CS', 1)
export const number = (of: number) => badgeNumber(of * 10 + 7)

export function item(over: Partial<Item>): Item {
  return {
    label: '', kind: 'RSET', plan: 1, session: 'S1', room: null, state: 'received', holder: { stage: 'site', people: [], room: null },
    inside: null, seal: null, broken: false, counts: {}, packed: {}, aside: {}, at: '2026-11-22T08:00:00+08:00', act: null, ...over,
  }
}
