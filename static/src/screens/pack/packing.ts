import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import { underWay } from '../../custody/here'
import { attempts, type Came } from '../../custody/attempt'
import { lackingOf } from '../../custody/group'
import { directlyIn, found, kindOf } from '../../custody/item'
import { ownLabel } from '../../custody/label'
import { fits, lacking, pack, packable } from '../../custody/pack'
import { No, roomName } from '../../custody/rules'
import type { Papers } from '../../custody/scene'
import { came } from '../../custody/shown'
import { partyOf } from '../../custody/signer'
import { covers, inForce } from '../../grant'
import { hear } from '../../hear'
import type { Refusal } from '../../hub'
import type { Item, Person } from '../../rows'
import { signal, type Signal } from '../../sound'
import { answers } from '../../unread'

/** What was scanned so far. */
export interface Open {
  container: { text: string; label: string } | null
  objects: readonly { text: string; label: string }[]
}

export interface Packed {
  /** `unmarked`: as in `hear.ts`. */
  state: 'part' | 'sending' | 'accepted' | 'waiting' | 'unmarked' | 'wrong' | 'notEnrolled' | 'notStored'
  container: Item | null
  /** What was turned away. */
  about: Item | null
  refusal: Refusal | null
  fact: string | null
  at: number
}

export interface PackingTable {
  open: ShallowRef<Open>
  answer: ShallowRef<Packed | null>
  /** Answers that somebody must read although the next thing was scanned. */
  late: ShallowRef<readonly Packed[]>
  container: ComputedRef<Item | null>
  /** What the set still lacks: kinds, and of paper bags of a room of several trades whose. */
  lacks: ComputedRef<readonly Pick<Item, 'kind' | 'group'>[]>
  /** What is on record for this room and lies outside the set. */
  outside: ComputedRef<readonly Item[]>
  take(text: string): Promise<void>
  /** Close it although more is on record for the room. */
  close(): Promise<void>
  clear(): void
  read(one: Packed): void
}

/** Milliseconds the hub may take before it is said that this device has it; and how long its late word is still waited for. */
const [PATIENCE, SLOW] = [500, 30_000]
const NOTHING: Open = { container: null, objects: [] }
/** What somebody must read. */
export const BAD: readonly Packed['state'][] = ['unmarked', 'wrong', 'notEnrolled', 'notStored']
/** Nos that say what comes first: the next scan is that. */
const FIRST = ['grant-needed', 'set-first', 'label-expected']

const ofWhat = ({ refusal, container, about }: Packed) => JSON.stringify([refusal?.code, container?.label, about?.label])

/** Whether what is said next takes the place of a no that nobody has read; of a wrong thing, and of the hub's, nothing but the same no does. */
function gives(one: Packed, next: Packed | null): boolean {
  if (one.fact !== null) return false
  if (next === null || one.state === 'notEnrolled' || FIRST.includes(one.refusal?.code ?? '') || ofWhat(one) === ofWhat(next)) return true
  return one.about === null && one.container?.label === next.container?.label
}

/** A room's bags into one set: label of the set, then its bags in any order; whole, it closes by itself. */
export function packing(
  app: Pick<App, 'store' | 'outbox' | 'queue' | 'signIn'>, papers: Papers, place: () => string, say: (kind: Signal) => void = signal,
): PackingTable {
  const open = shallowRef<Open>(NOTHING)
  const { answer, late, show: tell, named, heard, read } = answers<Packed>({
    bad: ({ state }) => BAD.includes(state),
    gives,
    say({ state }) {
      if (state !== 'sending') say(BAD.includes(state) ? 'refused' : state === 'accepted' ? 'accepted' : 'waiting')
    },
  })
  const items = () => papers.items.value
  const missed = attempts(app, papers, 'pack', () => ({ label: open.value.container?.label ?? null }), place)
  const container = computed(() => (open.value.container === null ? null : (items().get(open.value.container.label) ?? null)))
  const labels = computed(() => open.value.objects.map(({ label }) => label))
  const lacks = computed(() =>
    container.value?.kind === 'RSET' ? lacking(container.value, labels.value, { items: items(), policy: papers.policy.value, sat: papers.sat }) : [],
  )
  const outside = computed(() => {
    const into = container.value
    if (into === null || into.room === null) return []
    return [...items().values()].filter(
      (item) =>
        item.inside === null && !labels.value.includes(item.label) && item.room === into.room && item.session === into.session &&
        kindOf(into).holds.includes(item.kind) && item.holder.stage === into.holder.stage,
    )
  })
  const holder = (): Person | null => {
    const { held, standing } = app.signIn
    const grant = held.value
    const stands = grant !== null && inForce(standing.value) && covers(grant, 'custody.pack') && grant.plan === papers.plan.value?.plan
    return stands ? (papers.person(grant.person) ?? null) : null
  }

  function show(state: Packed['state'], over: Partial<Packed> = {}): Packed {
    const said: Packed = { state, container: container.value, about: null, refusal: null, fact: null, at: hubTime(), ...over }
    tell(said)
    return said
  }

  const body = (of: Open, who: Person) => ({
    plan: papers.plan.value!.plan, container: of.container!.text, objects: of.objects.map(({ text }) => text),
    people: [{ person: who.person }], place: place().slice(0, 40),
  })

  /** Turned away in the hub's words; the attempt goes on its record. */
  async function turnAway(no: No, tried: Open, came?: Came): Promise<void> {
    const who = holder()
    // Where the set as a whole is turned away, no thing in it is the wrong one.
    const about = came === undefined ? null : (items().get(tried.objects.at(-1)?.label ?? tried.container?.label ?? '') ?? null)
    show('wrong', { refusal: no.words, about, container: items().get(tried.container?.label ?? '') ?? null })
    // Without a set there is nothing that could be packed.
    if (tried.container === null && came !== undefined) missed(no, came)
    if (who === null || tried.container === null || tried.objects.length === 0) return
    try {
      const { id } = await app.outbox.put('custody.pack', body(tried, who))
      void app.outbox.deliver(id).then((receipt) => (receipt === null ? undefined : app.outbox.settle(id))).catch(() => {})
    } catch (error) {
      console.error(error)
    }
  }

  async function take(text: string): Promise<void> {
    const plan = papers.plan.value
    const what = came(text)
    if (what === null || plan === undefined) return
    if (app.store.freshness.notEnrolled) {
      show('notEnrolled')
      return
    }
    if (holder() === null) {
      show('wrong', { refusal: new No('grant-needed').words })
      return
    }
    const before = open.value
    if (!('label' in what)) {
      show('wrong', { refusal: missed(new No('label-expected'), what) })
      return
    }
    let one = { text: what.label, label: what.label.slice(0, 24) }
    try {
      one = { text: what.label, label: ownLabel(what.label, plan).number }
      if (one.label === before.container?.label || before.objects.some(({ label }) => label === one.label)) return
      const item = found(one.label, items())
      if (kindOf(item).holds.length > 0 && (before.container === null || before.objects.length === 0)) {
        packable(item, items())
        open.value = { container: one, objects: [] }
        show('part')
        return
      }
      if (before.container === null) {
        const [room, roomEn] = item.room === null ? ['—', '—'] : roomName(item.room)
        const refusal = missed(new No('set-first', { label: item.label, room, room_en: roomEn }), { text: what.label })
        show('wrong', { refusal, container: item })
        return
      }
      fits(item, found(before.container.label, items()), { plan, items: items() })
      open.value = { ...before, objects: [...before.objects, one] }
    } catch (no) {
      if (!(no instanceof No)) throw no
      await turnAway(no, { ...before, objects: [one] }, { text: what.label })
      return
    }
    if (lacks.value.length === 0 && outside.value.length === 0 && container.value?.kind === 'RSET') await close()
    else show('part')
  }

  async function close(): Promise<void> {
    const [of, who] = [open.value, holder()]
    if (of.container === null || who === null) return
    try {
      const party = partyOf({ shown: { by: 'search', plan: who.plan, person: who.person }, person: who, fault: null })!
      const parties = new Map([[who.person, party]])
      const act = { container: of.container.label, objects: labels.value, people: [who.person] }
      pack(act, { plan: papers.plan.value!, policy: papers.policy.value, items: items(), parties, standing: null, sat: papers.sat })
    } catch (no) {
      if (!(no instanceof No)) throw no
      await turnAway(no, of)
      return
    }
    const into = container.value
    const asked = show('sending')
    // The next set may be scanned while this one is being stored.
    open.value = NOTHING
    let id: string
    try {
      id = (await app.outbox.put('custody.pack', body(of, who))).id
      underWay.add(id)
    } catch (error) {
      console.error(error)
      open.value = of
      show('notStored', { container: into })
      return
    }
    const sent = { ...asked, fact: id }
    named(asked, sent)
    void follow(sent, id)
      .catch((error: unknown) => console.error(error))
      .finally(() => underWay.delete(id))
  }

  /** Say how it stands. The next set's answer is not spoken over. */
  async function follow(sent: Packed, id: string): Promise<void> {
    const no = await hear(app, id, { patience: PATIENCE, slow: SLOW }, (state, tardy) => heard({ ...sent, state }, tardy))
    if (no === null) return
    heard({ ...sent, state: 'wrong', refusal: no.refusal })
    await app.outbox.settle(id)
  }

  let turn: Promise<void> = Promise.resolve()

  /** One after another, in the order in which they came, however fast the hand is. */
  function inTurn(how: () => Promise<void>): Promise<void> {
    turn = turn.then(how).catch((error: unknown) => console.error(error))
    return turn
  }

  return {
    open,
    answer,
    late,
    container,
    lacks,
    outside,
    take: (text) => inTurn(() => take(text)),
    close: () => inTurn(close),
    clear() {
      open.value = NOTHING
      tell(null)
    },
    read,
  }
}

/** Sets of a session that are whole, and those still to be packed. */
export function packedOf(papers: Papers, session: string | null): { done: number; total: number; due: Item[] } {
  const items = papers.items.value
  const sets = [...items.values()].filter((item) => item.kind === 'RSET' && item.session === session)
  const [inside, ofRoom] = [new Map<string, Item[]>(), new Map<string, Item[]>()]
  const put = (into: Map<string, Item[]>, key: string, item: Item) => into.set(key, [...(into.get(key) ?? []), item])
  for (const item of items.values()) {
    if (item.inside !== null) put(inside, item.inside, item)
    if (item.session === session && item.room !== null) put(ofRoom, item.room, item)
  }
  const whole = ({ label, room }: Item) => {
    const [sat, registered, there] = [papers.sat(session ?? '', room ?? ''), ofRoom.get(room ?? '') ?? [], inside.get(label) ?? []]
    return papers.policy.value.room_set.every((kind) => lackingOf(kind, sat, registered, there).length === 0)
  }
  const due = sets.filter((set) => !whole(set))
  due.sort((one, other) => (one.room ?? '').localeCompare(other.room ?? '', 'zh-CN', { numeric: true }))
  return { done: sets.length - due.length, total: sets.length, due }
}

/** What lies in a set already, in order. */
export const inSet = (papers: Papers, label: string) => directlyIn(label, papers.items.value)
