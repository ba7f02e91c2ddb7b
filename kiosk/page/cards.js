/** The answers to the last scans, side by side: who, yes or no, where to go, what comes next. */
import { own, word } from './words.js'
import { sound } from './sound.js'

const STAYS = { in: 8000, out: 6000, undone: 6000, waiting: 10000, asking: 15000, unread: 5000 } // milliseconds
const STAYS_ELSE = 14000 // a refusal has to be read, and talked about
const MOST = 4
const LEAST = 0.5 // of a card's type; with less it could not be read from where people stand
// Drawn, not written: fonts lack signs. In a square of 24.
const TICK = 'M4 12.5 10 18.5 20.5 6'
const SIGN = {
  in: TICK,
  out: TICK,
  undone: 'M10 5 4 11l6 6M5 11h9a6 6 0 0 1 0 11',
  waiting: 'M12 3v11M7 10l5 5 5-5M4 15v5h16v-5',
  asking: 'M5 12h.1M12 12h.1M19 12h.1',
  disputed: 'M8 8.5a4 4 0 1 1 6 3.5c-1.5 1-2 1.7-2 3.5M12 20.5h.1',
  unread: 'M19 8a8 8 0 1 0 1 6M20 3v6h-6',
  refused: 'M6 6l12 12M18 6 6 18',
  lost: 'M12 4v10M12 19.5h.1',
}

const shown = new Map()
let undo = () => {}

/** Tell what to do when somebody takes a check-in back. */
export function onUndo(act) {
  undo = act
}

/** Show an answer, or change the one that is there; one that comes long after its scan changes nothing. */
export function show(answer, fresh = true) {
  const before = shown.get(answer.id)
  if (before === undefined && (answer.late || !fresh)) return
  const card = before ?? { box: document.createElement('article'), end: 0, offered: 0, state: null }
  shown.set(answer.id, card)
  if (answer.state === 'undone') shown.delete(answer.undoes)
  if (card.state !== answer.state) {
    if (answer.state !== 'asking') sound(answer.state)
    card.state = answer.state
    card.end = Date.now() + (STAYS[answer.state] ?? STAYS_ELSE)
    card.offered = answer.undo ? Date.now() + answer.undo * 1000 : 0
    card.end = Math.max(card.end, card.offered)
  }
  card.answer = answer
  draw(card)
  while (shown.size > MOST) shown.delete(shown.keys().next().value)
  arrange()
}

/** Take away what was long enough there; called a few times a second. */
export function sweep() {
  const now = Date.now()
  for (const [id, card] of shown) {
    if (card.end < now) shown.delete(id)
    else if (card.offered && card.offered < now) {
      card.offered = 0
      draw(card)
    }
  }
  arrange()
}

/** Say everything again, in another language. */
export function redraw() {
  for (const card of shown.values()) draw(card)
}

export const has = (id) => shown.has(id)

export const busy = () => shown.size > 0

/** `08:30` of an RFC 3339 time, as it is written: the exam's own zone. */
export const clockOf = (at) => at.slice(11, 16)

function arrange() {
  const place = document.getElementById('cards')
  const boxes = [...shown.values()].map(({ box }) => box).reverse()
  if (boxes.length !== place.children.length || boxes.some((box, index) => place.children[index] !== box)) {
    place.replaceChildren(...boxes)
    for (const box of boxes) box.style.removeProperty('--fit')
  }
  place.dataset.count = String(boxes.length)
  place.hidden = boxes.length === 0
  document.getElementById('idle').hidden = boxes.length > 0
  boxes.forEach(fit)
}

/** Make what a card says smaller, step by step, until nothing is cut off; names and units are as long as they are. */
function fit(box) {
  for (let scale = Number(box.style.getPropertyValue('--fit') || 1); box.scrollHeight > box.clientHeight && scale > LEAST; ) {
    scale -= 0.05
    box.style.setProperty('--fit', scale.toFixed(2))
  }
}

function draw({ box, answer, offered }) {
  const long = byRoom(answer.rooms ?? []).length > 1 || (answer.says && answer.role) ? 'long' : ''
  box.className = `card ${answer.state} ${long}`
  box.style.removeProperty('--fit')
  box.dataset.state = answer.state
  box.replaceChildren(
    verdict(answer),
    ...[who(answer), reason(answer), way(answer), after(answer), foot(answer, offered)].filter((part) => part !== null),
  )
}

export function make(name, className = '', text = '') {
  const element = document.createElement(name)
  element.className = className
  element.textContent = text
  return element
}

function sign(path) {
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  drawing.setAttribute('viewBox', '0 0 24 24')
  drawing.setAttribute('class', 'sign')
  drawing.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  drawing.append(line)
  return drawing
}

function verdict(answer) {
  const band = make('header')
  band.append(sign(SIGN[answer.state] ?? SIGN.lost), make('strong', '', word(`v-${answer.state}`)))
  if (answer.own && answer.state === 'refused') band.append(make('small', '', word('own')))
  return band
}

function who(answer) {
  if (!answer.name && !answer.role) return null
  const part = make('div', 'who')
  if (answer.name) part.append(make('p', `name n${Math.min(answer.name.length, 9)}`, answer.name))
  if (answer.role) part.append(roleTag(answer.role))
  if (answer.unit) part.append(make('p', 'unit', answer.unit))
  return part
}

/** A role in colour, words and bars, so that no colour is needed to tell it. */
export function roleTag(role) {
  const tag = make('p', 'role')
  tag.style.setProperty('--role', role.colour)
  const bars = make('span', 'bars')
  bars.setAttribute('role', 'img')
  bars.setAttribute('aria-label', word('bars', { count: role.bars }))
  for (let bar = 0; bar < role.bars; bar += 1) bars.append(make('i'))
  tag.append(bars, make('span', '', own(role)))
  return tag
}

function reason(answer) {
  const lines = [answer.says, answer.fix, answer.note].filter(Boolean)
  if (lines.length === 0) return null
  const part = make('div', 'reason')
  part.append(make('p', 'says', lines[0]), ...lines.slice(1).map((line) => make('p', 'fix', line)))
  return part
}

/** The rooms in their order, each once with the sessions in it. */
function byRoom(lines) {
  const rooms = new Map()
  for (const line of lines) {
    const key = `${line.building}/${line.room}`
    const room = rooms.get(key) ?? { ...line, sessions: [] }
    room.sessions.push(`${clockOf(line.starts)} ${line.session}`)
    rooms.set(key, room)
  }
  return [...rooms.values()]
}

function way(answer) {
  if (!['in', 'waiting', 'asking'].includes(answer.state) || answer.kind !== 'in' || !answer.role) return null
  const part = make('div', 'way')
  if (answer.rooms.length === 0) {
    part.append(make('span', 'label', word('report')), make('strong', '', own(answer.report)))
    return part
  }
  part.append(make('span', 'label', word('go')))
  for (const room of byRoom(answer.rooms)) {
    const line = make('p', 'room')
    const floor = room.floor ? word('floor', { floor: room.floor }) : ''
    line.append(
      make('strong', '', room.room),
      make('span', '', [room.room.includes(room.building) ? '' : room.building, floor].filter(Boolean).join(' · ')),
      make('small', '', room.sessions.join(' · ')),
    )
    part.append(line)
  }
  return part
}

function after(answer) {
  if (!answer.next || !['in', 'waiting'].includes(answer.state) || answer.kind !== 'in') return null
  const part = make('p', 'after')
  part.append(make('span', 'label', word('nextAfter')), make('time', '', clockOf(answer.next.at)), make('strong', '', answer.next.name))
  return part
}

function foot(answer, offered) {
  const part = make('footer')
  if (answer.badge) part.append(make('span', 'number', `${word('number')} ${answer.badge}`))
  if (offered && ['in', 'out'].includes(answer.state)) {
    const button = make('button', '', word('undo'))
    button.type = 'button'
    button.addEventListener('click', () => {
      button.disabled = true
      button.textContent = word('undoing')
      undo(answer.id)
    })
    part.append(button)
  }
  return part.children.length ? part : null
}
