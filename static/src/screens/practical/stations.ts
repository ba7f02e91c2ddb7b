import { computed, ref, shallowRef, type ComputedRef } from 'vue'
import { useApp, type App } from '../../app'
import { now } from '../../clock'
import { covers, inForce } from '../../grant'
import { firstWord, type Ended } from '../../hear'
import { hoursOf, stateOf, type Circumstances, type State } from '../../practical/candidate'
import { candidatesHere, lotsHere } from '../../practical/here'
import type { Slot } from '../../practical/lots'
import type { ResultRow, SchemeRow } from '../../practical/results'
import type { LotsRow, PracticalRow } from '../../practical/rows'
import type { Plan, Room, Session } from '../../rows'

/** Milliseconds somebody at a station waits for the hub; then it is stored here and they go on. */
const PATIENCE = 3_000
/** Its late word is waited for longer. */
const TIMES = { patience: PATIENCE, slow: 30_000 }
/** Minutes in which candidates are let in where no scheme says otherwise. */
const LATE = 30

export interface Place {
  plan: Plan
  session: Session
  room: Room
}

/** Acts at stations: once stored here they count, whether or not the hub is there; how the last ended is put right by the hub's late word. */
export function useActing(app: Pick<App, 'outbox' | 'store'>) {
  const working = ref(false)
  const ended = shallowRef<Ended | null>(null)

  /** Tells how it ended for now. */
  async function act(kind: string, body: Record<string, unknown>): Promise<Pick<Ended, 'state'>> {
    working.value = true
    ended.value = null
    try {
      const { id } = await app.outbox.put(kind, body)
      ended.value = await firstWord(app, id, TIMES, () => app.store.sync())
    } catch (error) {
      console.error(error)
      ended.value = { state: 'notStored', refusal: null }
    } finally {
      working.value = false
    }
    return ended.value
  }

  return { working, ended, act }
}

export type Acting = ReturnType<typeof useActing>

/** A candidate with what comes next. */
export interface Sitting {
  row: PracticalRow
  /** What comes next; once all have signed, what became of it. */
  state: State | 'sentBack' | 'confirmed'
  at: Circumstances
  /** How much is still lacking of whoever has ended. */
  lacks: number
}

const judged = (state: State, result: ResultRow | undefined): Sitting['state'] =>
  state !== 'scored' ? state : result?.state === 'sent_back' ? 'sentBack' : result?.state === 'confirmed' ? 'confirmed' : state

/** A room of a practical session as this device knows it, its own acts included. */
export function useRoom(place: () => Place) {
  const app = useApp()
  const { store, queue, signIn } = app
  const key = computed(() => `${place().plan.plan}/${place().session.id}/${place().room.room}`)
  const where = computed(() => ({ plan: place().plan.plan, session: place().session.id, room: place().room.room }))
  const held = computed(() => {
    const grant = inForce(signIn.standing.value) ? signIn.held.value : null
    return grant !== null && grant.plan === place().plan.plan && covers(grant, 'practical.identify') ? grant : null
  })
  /** Whoever acts here and has not come through the gate, as far as this device knows: what they do counts, and is asked about. */
  const notIn = computed(() => {
    const person = held.value === null ? undefined : store.rows('person').get(`${held.value.plan}/${held.value.person}`)
    return person === undefined || person.state === 'in' ? null : person
  })
  const team = computed(() => store.rows('team').get(key.value))
  const lots: ComputedRef<LotsRow | undefined> = computed(() => lotsHere(store.rows('lots').get(key.value), queue.ahead, where.value))
  const signal = computed(() => store.rows('signal').get(`${place().plan.plan}/${place().session.id}`))
  const schemeOf = ({ trade, level }: Pick<PracticalRow, 'trade' | 'level'>): SchemeRow | undefined => store.rows('scheme').get(`${place().plan.plan}/${trade}/${level}`)
  const hours = (late: number) => hoursOf(place().plan, place().session.id, place().room.room, signal.value, late)!
  /** What is due changes with the second, not with each beat of the clock. */
  const second = computed(() => Math.floor(now.value / 1_000) * 1_000)
  const known = computed(() => [...candidatesHere(store.rows('practical'), queue.ahead, held.value?.person ?? null)].filter(([of]) => of.startsWith(`${key.value}/`)))
  const sittings = computed<Sitting[]>(() =>
    known.value
      .filter(([, row]) => row.listed)
      .map(([of, row]) => {
        const scheme = schemeOf(row)
        const at = { hours: hours(scheme?.late ?? LATE), now: second.value, lots: lots.value !== undefined, workpiece: scheme?.workpiece ?? false, team: team.value?.assessors ?? [] }
        const result = store.rows('result').get(of)
        return { row, state: judged(stateOf(row, at), result), at, lacks: row.ended === null ? 0 : (result?.lacks.length ?? 0) }
      })
      .sort((one, other) => one.row.seat - other.row.seat),
  )
  /** The slots that others than a candidate have, also those whom the list has here no longer. */
  const slotsBut = (candidate: string): Slot[] =>
    known.value.flatMap(([, row]) => (row.candidate === candidate || row.station === null ? [] : [{ station: row.station, turn: row.turn ?? 1 }]))
  return { app, key, where, held, notIn, team, lots, schemeOf, slotsBut, hours: computed(() => hours(sittings.value[0] === undefined ? LATE : (schemeOf(sittings.value[0].row)?.late ?? LATE))), second, sittings }
}

export type RoomHere = ReturnType<typeof useRoom>
