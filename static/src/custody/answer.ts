import { roleOf } from '../roles'
import type { Scene } from './handoff'
import { listed } from './people'
import { No } from './rules'

/** Throws where somebody neither has signed in on this device nor shows their badge (`server/domain/custody/answer.py`). */
export function inPerson(people: readonly number[], { parties, standing }: Pick<Scene, 'parties' | 'standing'>): void {
  for (const person of people) {
    if (person === standing?.person) continue
    const party = listed(person, parties)
    const { zh, en } = roleOf(party.role)
    if (!party.badge) throw new No('signer-badge', { role: zh, role_en: en })
  }
}

/** Throws where none of these has signed in on this device, or another of them shows no badge. */
export function answered(people: readonly number[], scene: Pick<Scene, 'parties' | 'standing'>): void {
  if (scene.standing !== null && !people.includes(scene.standing.person)) throw new No('grant-not-signer')
  inPerson(people, scene)
}
