import type { Room } from '../rows'
import type { KeyRow, ReadingSessionRow } from './rows'

/** A paper of a session: what is examined, A or B, and where its key stands; null where nobody has entered any. */
export interface Paper {
  subject: string
  paper: string
  key: KeyRow | null
}

/** Whether a paper can be marked. */
export const holds = ({ key }: Paper) => key !== null && key.questions !== null

/** What is examined in a session: trade and level of those who sit in its rooms. */
export function subjectsOf(rooms: Iterable<Room>, plan: number, session: string): string[] {
  const found = new Set<string>()
  for (const room of rooms) if (room.plan === plan) for (const { trade, level } of room.sessions[session]?.groups ?? []) found.add(`${trade}/${level}`)
  return [...found].sort((a, b) => a.localeCompare(b, 'zh-CN'))
}

/** Every paper there is an entry for, and one for each subject that has none. */
export function papersOf(subjects: readonly string[], row: ReadingSessionRow | undefined): Paper[] {
  const found: Paper[] = (row?.keys ?? []).map((key) => ({ subject: key.subject, paper: key.paper, key }))
  const has = new Set(found.map(({ subject }) => subject))
  for (const subject of subjects) if (!has.has(subject)) found.push({ subject, paper: '', key: null })
  return found.sort((a, b) => a.subject.localeCompare(b.subject, 'zh-CN') || a.paper.localeCompare(b.paper))
}

/** Entered, yet not agreed on, though another paper of the subject holds: mostly somebody took the wrong paper. */
export const astray = (one: Paper, papers: readonly Paper[]) => one.key !== null && !holds(one) && papers.some((other) => other.subject === one.subject && other.paper !== one.paper && holds(other))

/** What is examined, as people say it; `level` finds the word of a level. */
export function subjectShown(subject: string, level: (level: string) => string): string {
  const [, trade, of] = /^(.*)\/([1-5])$/.exec(subject) ?? []
  return trade === undefined ? subject : `${trade} ${level(of!)}`
}
