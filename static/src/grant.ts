import granted from './granted.json'
import type { GrantRow, Policy } from './rows'
import { EXPIRES, genuine, hex, isBytes, NOT_BEFORE, TOKEN_ID, unsealText, type BadgeKey, type Sealed } from './token'

/** What a grant says: who may act on which device, for what, and from when to when (Unix seconds). */
export interface Grant {
  /** Its id in hex, as facts cite it. */
  grant: string
  person: number
  role: number
  plan: number
  device: string
  /** The only place it holds for; null for any. */
  place: string | null
  /** Groups of acts. */
  acts: string[]
  notBefore: number
  expires: number
}

export type GrantReading = { outcome: 'good' | 'forged'; grant: Grant } | { outcome: 'unreadable' }

/** `ending`: open, with a quarter of an hour or less to go. */
export type Standing = 'none' | 'open' | 'ending' | 'expired' | 'ended' | 'revoked'

const PREFIX = 'KG1:'
const MAX_LENGTH = 800
const SCOPE = -70002
const ENDS_SOON = 15 * 60

const GROUPS: Readonly<Record<string, readonly string[]>> = granted.groups
const HOLDERS: Readonly<Record<string, readonly string[]>> = granted.holders
const WITHHELD: Readonly<Record<string, readonly string[]>> = granted.withheld

/** Read a grant and check its signature; needs no hub. Whether it still holds is `standingOf`'s to tell. */
export async function readGrant(text: string, keys: readonly BadgeKey[]): Promise<GrantReading> {
  let sealed: Sealed
  let grant: Grant
  try {
    sealed = unsealText(text, PREFIX, MAX_LENGTH)
    grant = grantOf(sealed.payload)
  } catch {
    return { outcome: 'unreadable' }
  }
  return { outcome: (await genuine(sealed, keys)) ? 'good' : 'forged', grant }
}

function grantOf(claims: Map<unknown, unknown>): Grant {
  const [id, scope] = [claims.get(TOKEN_ID), claims.get(SCOPE)]
  if (!isBytes(id) || id.length !== 8 || !Array.isArray(scope) || scope.length < 5) throw new Error('claims are missing')
  const [person, role, plan, device, place, ...acts] = scope as unknown[]
  const numbers = [person, role, plan, claims.get(NOT_BEFORE), claims.get(EXPIRES)]
  const texts = [device, place, ...acts]
  if (!numbers.every((one) => Number.isSafeInteger(one) && (one as number) >= 0)) throw new Error('not whole numbers')
  if (!texts.every((one) => typeof one === 'string')) throw new Error('the scope is not text')
  const [of, post, in_, notBefore, expires] = numbers as [number, number, number, number, number]
  const [on, where, ...groups] = texts as [string, string, ...string[]]
  return { grant: hex(id), person: of, role: post, plan: in_, device: on, place: where || null, acts: groups, notBefore, expires }
}

/** How a grant stands at a moment (Unix ms, the hub's time), as far as this device has heard (`row`). */
export function standingOf(grant: Grant | null, row: GrantRow | undefined, now: number): Standing {
  if (grant === null) return 'none'
  if (row !== undefined && row.state !== 'open') return row.state
  const left = grant.expires - now / 1_000
  if (left <= 0) return 'expired'
  return left <= ENDS_SOON ? 'ending' : 'open'
}

/** Whether acts may be done under it. */
export const inForce = (standing: Standing) => standing === 'open' || standing === 'ending'

/** Whether a fact of this kind is made under the grant. */
export function covers(grant: Grant, kind: string): boolean {
  return !WITHHELD[grant.role]?.includes(kind) && grant.acts.some((group) => GROUPS[group]?.includes(kind))
}

/** Whether the plan's days are over for its holder: what was done on paper is entered, and nothing of it is done now. */
export const afterwards = ({ acts }: Pick<Grant, 'acts'>) => acts.includes('amend')

/** Whether people of this role hold devices only where the plan lets them count in their rooms. */
export const inRoom = (role: number) => String(role) in granted.in_room

/** Whether people of this role hold devices in a plan of these policies: only they sign in and have a PIN. */
export const holdsDevice = (role: number, policy: Pick<Policy, 'counts_in_room'>) => String(role) in HOLDERS || (inRoom(role) && policy.counts_in_room)

/** Whether people of this role head the site; their PINs are set in the office only. */
export const leads = (role: number) => granted.leaders.includes(role)
