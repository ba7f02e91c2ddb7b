import { computed, shallowRef, watch } from 'vue'
import type { App } from '../../app'
import { hubTime } from '../../clock'
import { covers, inForce } from '../../grant'
import { hear } from '../../hear'
import type { Refusal } from '../../hub'
import type { Item } from '../../rows'
import { signal, type Signal } from '../../sound'
import { attempts, type Came } from '../../custody/attempt'
import { canGo, handoff, onePlace, scanned, type Handing, type Scene } from '../../custody/handoff'
import { underWay } from '../../custody/here'
import { kindOf, whole } from '../../custody/item'
import { belongs, readLabel } from '../../custody/label'
import { drawnFor, EVERY_SIDE, here, listed, rightRole, type Party } from '../../custody/people'
import { legOf, needed, No, rolesOf, turnedDown, type Side } from '../../custody/rules'
import type { Papers } from '../../custody/scene'
import { joined, looked } from '../../custody/seen'
import { named, partyOf, signers, type Signer } from '../../custody/signer'
import { came } from '../../custody/shown'
import type { Shown } from '../check-in/judge'
import { roleOf } from '../../roles'
import { answers } from '../../unread'
import { BAD, gives, type Answer, type Draft, type Table } from './answer'
import { ofThose } from './left'
import type { Setting } from './setting'
import { takeBack } from './undoing'

/** Milliseconds the hub may take before it is said that this device has it: the next set is on its way. */
const PATIENCE = 500
/** Milliseconds its late word is still waited for. */
const SLOW = 30_000
const EMPTY: Draft = { objects: [], people: [], look: looked(), missing: [] }

/** One set after another: what is scanned is judged here at once, stored, and handed in. */
export function tableOf(
  app: Pick<App, 'store' | 'outbox' | 'queue' | 'signIn'> & Partial<Pick<App, 'revocations'>>,
  papers: Papers,
  setting: Setting,
  say: (kind: Signal) => void = signal,
): Table {
  const draft = shallowRef<Draft>(EMPTY)
  const { answer, late, show, named: numbered, heard, read } = answers<Answer>({
    bad: ({ state }) => BAD.includes(state),
    gives,
    say({ state }) {
      if (state !== 'sending') say(BAD.includes(state) ? 'refused' : state === 'accepted' ? 'accepted' : 'waiting')
    },
  })
  const whoIs = signers(app)
  const wordsRead = new Set<string>()
  const missed = attempts(app, papers, 'handoff', () => ({ session: setting.session() }), () => place())

  const leg = computed(() => {
    try {
      return legOf(setting.leg(), papers.policy.value, papers.plan.value?.proctors_per_room)
    } catch {
      return null
    }
  })
  const standing = () => {
    const { held, standing: stands } = app.signIn
    return held.value !== null && inForce(stands.value) && covers(held.value, 'custody.handoff') ? held.value : null
  }
  const holder = computed(() => {
    const grant = standing()
    return grant !== null && grant.plan === papers.plan.value?.plan ? (papers.person(grant.person) ?? null) : null
  })
  const outsider = computed(() => {
    const at = leg.value
    const roles = at === null || holder.value === null ? [] : (at.table === null ? EVERY_SIDE : [at.table]).flatMap((side) => rolesOf(at, side))
    return roles.length === 0 || roles.includes(roleOf(holder.value!.role).code) ? null : [...new Set(roles)]
  })
  const place = () => standing()?.place ?? setting.place()
  /** At the site the giver or receiver at the table is whoever signed in; at a vault everyone shows a badge. */
  const own = (): readonly (Signer & { side: Side })[] => {
    const [at, who] = [leg.value, holder.value]
    if (at === null || at.vault || at.table === null || who === null) return []
    return [{ shown: { by: 'search', plan: who.plan, person: who.person }, person: who, fault: null, side: at.table }]
  }
  const everyone = (of: Draft = draft.value) => [...own(), ...of.people]
  const lacks = computed(() => {
    const at = leg.value
    if (at === null) return []
    return EVERY_SIDE.map((side) => ({
      side, needed: needed(at, side), there: everyone().filter((one) => one.side === side).length,
    })).filter((one) => one.there < one.needed)
  })
  const sealed = computed(() => draft.value.objects.some(({ label }) => papers.items.value.get(label)?.seal != null))
  const single = computed(() => leg.value !== null && !leg.value.vault)
  const ready = computed(() => draft.value.objects.length > 0 && lacks.value.length === 0)

  function sceneOf(people: readonly Signer[]): Scene {
    const parties = people.map(partyOf).filter((one) => one !== null)
    return {
      plan: papers.plan.value!,
      policy: papers.policy.value,
      items: papers.items.value,
      parties: new Map<number, Party>(parties.map((one) => [one.person, one])),
      standing: holder.value === null ? null : { person: holder.value.person, place: standing()?.place ?? null },
    }
  }

  function handingOf(of: Draft): Handing {
    const at = leg.value!
    const side = (which: Side) => everyone(of).filter((one) => one.side === which).map(({ person }) => person?.person ?? 0)
    const session = at.vault ? null : setting.session()
    return {
      leg: at.id, objects: of.objects.map(({ label }) => label), session, room: null, place: place(),
      givers: side('giver'), receivers: side('receiver'), monitors: side('monitor'), missing: of.missing, look: of.look,
    }
  }

  function bodyOf(of: Draft): Record<string, unknown> {
    const { leg: id, session, place: at, look, missing } = handingOf(of)
    const side = (which: Side) => everyone(of).filter((one) => one.side === which).map(named)
    const body = {
      plan: papers.plan.value!.plan, leg: id, objects: of.objects.map(({ text }) => text), place: at.slice(0, 40), look, missing,
      givers: side('giver'), receivers: side('receiver'), monitors: side('monitor'),
    }
    return session === null ? body : { ...body, session }
  }

  function answerOf(of: Draft, state: Answer['state'], refusal: Refusal | null = null): Answer {
    const objects = of.objects.flatMap(({ label }) => papers.items.value.get(label) ?? [])
    return { state, leg: leg.value?.id ?? setting.leg(), objects, people: of.people.map(({ person }) => person), refusal, fact: null, at: hubTime() }
  }

  /** Turn something away in the hub's words; the attempt goes on its record. */
  async function turnAway(no: No, tried: Draft, came?: Came): Promise<void> {
    const said = answerOf(tried, 'wrong', no.words)
    show(said)
    // A badge before anything to hand over is no handoff yet.
    if (tried.objects.length === 0 && came !== undefined) missed(no, came)
    const attempt = tried.objects.length > 0 && leg.value !== null && no.code !== 'grant-needed'
    if (!attempt || app.store.freshness.notEnrolled) return
    try {
      const { id } = await app.outbox.put('custody.handoff', bodyOf(tried))
      wordsRead.add(id)
      void hearOfAttempt(id, said)
    } catch (error) {
      console.error(error)
    }
  }

  async function hearOfAttempt(id: string, said: Answer): Promise<void> {
    try {
      const receipt = await app.outbox.deliver(id)
      if (receipt === null) return
      await app.outbox.settle(id)
      if (receipt.verdict === 'accepted') {
        // This device's picture was old: the hub's word stands.
        draft.value = EMPTY
        const right: Answer = { ...said, state: 'accepted', refusal: null, fact: id }
        if (answer.value === said) show(right)
        else late.value = [...late.value.filter((one) => one !== said), right]
      }
    } catch (error) {
      console.error(error)
    }
  }

  watch(
    () => app.queue.needsPerson.map(({ id }) => id),
    (ids) => {
      for (const id of ids) if (wordsRead.has(id)) void app.outbox.settle(id)
    },
  )

  /** Whether anything can be done here at all; says what to do where not. */
  function open(): boolean {
    if (papers.plan.value === undefined || leg.value === null) return false
    if (app.store.freshness.notEnrolled) {
      show(answerOf(draft.value, 'notEnrolled'))
      void app.store.sync()
      return false
    }
    if (holder.value !== null) return true
    show(answerOf(draft.value, 'wrong', new No('grant-needed').words))
    return false
  }

  async function put(text: string): Promise<void> {
    const before = draft.value
    let label = text.slice(0, 24)
    try {
      const plan = papers.plan.value!
      const read = readLabel(text)
      label = read.number
      belongs(read, plan.site.number, plan.plan)
      if (before.objects.some((one) => one.label === label)) return
      const at = hubTime()
      const [item] = scanned([label], papers.items.value) as [Item]
      // Another set takes the place of one for which nobody has signed yet.
      const alone = single.value && item.kind === 'RSET'
      const kept = alone && before.people.length === 0 ? [] : before.objects
      const objects = [...kept, { text, label }]
      const handing = handingOf({ ...before, objects })
      canGo(item, leg.value!, sceneOf([]), at)
      const { room, session } = onePlace(handing, leg.value!, objects.map((one) => papers.items.value.get(one.label)!), { plan, policy: papers.policy.value }, at)
      if (single.value) drawnFor(roomSide(handing), sceneOf(everyone()).parties, room, session)
      draft.value = { ...before, objects, missing: [], look: kept.length === 0 ? looked() : before.look }
    } catch (no) {
      if (!(no instanceof No)) throw no
      await turnAway(no, { ...before, objects: [{ text, label }] })
      return
    }
    await goOn()
  }

  const roomSide = (handing: Handing) => (leg.value!.start === 'room' ? handing.givers : leg.value!.end === 'room' ? handing.receivers : [])

  async function sign(shown: Shown): Promise<void> {
    const found = await whoIs(shown, papers.plan.value!, leg.value?.vault)
    const before = draft.value
    if (found.person !== null && everyone(before).some(({ person }) => person?.person === found.person!.person)) {
      // The same badge, seen a moment longer, is no second signature.
      return
    }
    const side = sideOf(found)
    const tried: Draft = { ...before, people: [...before.people, { ...found, side }] }
    try {
      if (found.fault !== null) throw found.fault
      const [at, scene, handing] = [leg.value!, sceneOf(everyone(tried)), handingOf(tried)]
      const party = listed(found.person!.person, scene.parties)
      rightRole(party, at, side)
      here(party, at.vault)
      const objects = handing.objects.map((label) => scene.items.get(label)!)
      const { room, session } = onePlace(handing, at, objects, scene, hubTime())
      if (single.value) drawnFor(roomSide(handing), scene.parties, room, session)
      draft.value = tried
    } catch (no) {
      if (!(no instanceof No)) throw no
      await turnAway(no, tried, { who: shown })
      return
    }
    await goOn()
  }

  /** On which side somebody stands: the first that takes their role and lacks people. */
  function sideOf({ person }: Signer): Side {
    const at = leg.value!
    const code = roleOf(person?.role ?? 0).code
    const lacking = lacks.value.map((one) => one.side)
    const takes = (side: Side) => rolesOf(at, side).includes(code)
    const open = EVERY_SIDE.filter((side) => side !== at.table || at.vault)
    return open.find((side) => takes(side) && lacking.includes(side)) ?? open.find(takes) ?? lacking[0] ?? open[0]!
  }

  /** All are here and all is as expected: it is done, without another tap. */
  async function goOn(): Promise<void> {
    const exception = draft.value.look.seals.length > 0 || draft.value.missing.length > 0 || draft.value.look.counts.length > 0
    if (ready.value && single.value && !sealed.value && !exception) await send(draft.value)
    else show(answerOf(draft.value, 'part'))
  }

  async function send(of: Draft): Promise<void> {
    const secure = whole(of.objects.map(({ label }) => label), papers.items.value).some((item) => kindOf(item).secure)
    const look = { ...of.look, intact: true }
    const done = { ...of, look: secure ? look : of.look }
    try {
      handoff(handingOf(done), sceneOf(everyone(done)), hubTime())
    } catch (no) {
      if (!(no instanceof No)) throw no
      await turnAway(no, done)
      return
    }
    const asked = answerOf(done, 'sending')
    const body = bodyOf(done)
    show(asked)
    // The next set may be scanned while this one is being stored.
    draft.value = EMPTY
    let id: string
    try {
      id = (await app.outbox.put('custody.handoff', body)).id
      underWay.add(id)
    } catch (error) {
      console.error(error)
      draft.value = done
      show({ ...asked, state: 'notStored' })
      return
    }
    const sent = { ...asked, fact: id }
    numbered(asked, sent)
    void follow(sent, id)
      .catch((error: unknown) => console.error(error))
      .finally(() => underWay.delete(id))
  }

  /** Say how it stands. A no never gives way to the next set: it stays until somebody has read it. */
  async function follow(sent: Answer, id: string): Promise<void> {
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
    draft,
    answer,
    late,
    turnAway: missed,
    leg,
    lacks,
    ready,
    outsider,
    take: (text) =>
      inTurn(async () => {
        const what = came(text)
        if (what === null || !open()) return
        if ('label' in what) await put(what.label)
        else await sign(what.who)
      }),
    finish: () =>
      inTurn(async () => {
        if (ready.value && open()) await send(draft.value)
      }),
    except(look, missing) {
      const { look: before, missing: lacked } = draft.value
      draft.value = { ...draft.value, look: joined(before, look), missing: [...new Set([...lacked, ...missing])] }
    },
    remove(label) {
      draft.value = { ...draft.value, objects: draft.value.objects.filter((one) => one.label !== label) }
    },
    clear() {
      draft.value = EMPTY
      show(null)
    },
    read,
    async undo(fact) {
      const plan = papers.plan.value?.plan
      if (plan === undefined) return
      const about = [...papers.items.value.values()].filter(({ act }) => act?.fact === fact)
      const asked: Answer = { ...answerOf(EMPTY, 'sending'), objects: about.filter(({ inside }) => inside === null) }
      const { state, refusal } = await takeBack(app, plan, fact)
      if (state !== 'done') return show({ ...asked, state, refusal })
      for (const one of [answer.value, ...late.value]) if (one?.fact === fact) read(one)
      show(null)
      say('accepted')
    },
    async restore(left) {
      let brought = false
      await inTurn(async () => {
        const [plan, at, items] = [papers.plan.value, leg.value, papers.items.value]
        if (plan === undefined || at === null || draft.value !== EMPTY) return
        const goes = (label: string) => items.has(label) && turnedDown(() => canGo(items.get(label)!, at, sceneOf([]), hubTime())) === null
        const back = ofThose(left.objects.filter(({ label }) => goes(label)), left, items)
        const signed = await Promise.all(back.people.map(async ({ shown, side }) => ({ ...(await whoIs(shown, plan, leg.value?.vault)), side })))
        draft.value = { ...back, people: signed.filter(({ person, fault }) => person !== null && fault === null) }
        brought = draft.value.objects.length + draft.value.people.length > 0
      })
      return brought
    },
  }
}
