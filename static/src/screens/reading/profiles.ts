import type { Hub } from '../../hub'

/** A card-file profile as the hub lists it: those that ship with it, and those the office has set. */
export interface ListedProfile {
  id: string
  title: string
  title_en: string
  format: string
  /** Its text (YAML). */
  text: string
  /** It came with the hub; a changed one is kept under its own id. */
  shipped: boolean
}

/** Every profile of a plan, by title; none where the hub does not answer. */
export async function listProfiles(hub: Hub, plan: number): Promise<ListedProfile[]> {
  const answer = await hub.ask<{ profiles: ListedProfile[] }>(`/api/reading/profiles?plan=${plan}`, { profiles: 'array' })
  return answer.ok ? [...answer.value.profiles].sort((a, b) => a.title.localeCompare(b.title, 'zh-CN')) : []
}
