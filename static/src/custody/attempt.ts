import type { App } from '../app'
import { hubTime } from '../clock'
import { covers, inForce } from '../grant'
import type { Refusal } from '../hub'
import type { Shown } from '../screens/check-in/judge'
import { placeOf } from '../screens/custody/deed'
import type { No, Params } from './rules'
import type { Papers } from './scene'
import { named } from './signer'

/** Where something is scanned or typed: an act of custody, or a label looked up (`server/desk/custody/attempt.py`). */
export type Step = 'handoff' | 'enter' | 'pack' | 'unpack' | 'open' | 'seal' | 'strip' | 'supply' | 'correct' | 'count' | 'find'

/** What came: a text, a strip's number from a factory, or somebody's badge. */
export type Came = { text: string } | { seal: string } | { who: Shown }

/** What the step was about: an object on the screen, or a room that is counted. */
export interface About {
  label?: string | null
  session?: string | null
  room?: string | null
}

/** Turn something away: the words for the screen, and the attempt on the hub's record. */
export type TurnAway = (no: No, came: Came, over?: About) => Refusal

const KIND = 'custody.attempt'
/** Milliseconds within which the same attempt again is a scanner that repeats, or a camera that still sees it. */
const REPEATS = 5_000
/** Characters of texts, of badges and of names of places as facts take them. */
const [TEXT, BADGE, PLACE] = [60, 400, 40]

/** The last attempt of a device, whatever panel it came by. */
const last = new WeakMap<object, { key: string; at: number }>()

/**
 * What a screen of custody turns away by itself. Where an act can be stated, it is stated and refused by the hub; what is
 * turned away before there is one stays on record so. Nobody's who has not signed in here: they are asked to, first.
 */
export function attempts(
  app: Pick<App, 'outbox' | 'signIn' | 'store'> & Partial<Pick<App, 'place' | 'identity'>>,
  papers: Pick<Papers, 'plan'>, step: Step, about: () => About = () => ({}),
  place: () => string = () => placeOf(app as Pick<App, 'signIn' | 'place' | 'identity'>),
): TurnAway {
  function answers(): boolean {
    const { held, standing } = app.signIn
    const grant = held.value
    return grant !== null && inForce(standing.value) && covers(grant, KIND) && grant.plan === papers.plan.value?.plan && !app.store.freshness.notEnrolled
  }

  return (no, came, over) => {
    if (no.code !== 'grant-needed' && answers()) {
      const { label = null, session = null, room = null } = { ...about(), ...over }
      const body = {
        plan: papers.plan.value!.plan, step, code: no.code, params: paramsOf(no.params), label, session, room,
        ...('who' in came ? { who: badgeOf(came.who) } : { came: 'seal' in came ? plain(came.seal, true) : plain(came.text) }),
      }
      if (!repeated(app.outbox, JSON.stringify(body))) void record({ ...body, place: place().slice(0, PLACE) })
    }
    return no.words
  }

  /** Stored like every fact, so that it arrives though the hub is away; what was done is not asked. */
  async function record(body: Record<string, unknown>): Promise<void> {
    try {
      const { id } = await app.outbox.put(KIND, body, undefined, true)
      await app.outbox.deliver(id)
    } catch (error) {
      console.error(error)
    }
  }
}

function repeated(device: object, key: string): boolean {
  const [before, at] = [last.get(device), hubTime()]
  last.set(device, { key, at })
  return before?.key === key && at - before.at < REPEATS
}

/**
 * What was scanned, cut to what a label can hold. Numbers as long as a telephone's, an identity card's or a ticket's are
 * somebody's: only their ends stay. Of what may be a strip's number from a factory (`seal`) only those as long as an
 * identity card's (`server/domain/custody/attempt.py`).
 */
function plain(text: string, seal = false): string {
  const masked = text.trim().replace(/\d{10,}[\dX]/gi, (run) => (!seal || (run.length >= 15 && run.length <= 18) ? `${run.slice(0, 2)}…${run.slice(-2)}` : run))
  return masked.slice(0, TEXT) || '—'
}

function badgeOf(shown: Shown): Record<string, unknown> {
  const signer = named({ shown })
  return shown.by === 'badge' ? { badge: shown.text.slice(0, BADGE) } : signer
}

function paramsOf(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? plain(value) : value]))
}
