/** The gate's full-screen page: hears the station's answers, and hands it what is typed, picked or scanned here. */
import * as cards from './cards.js'
import * as finder from './finder.js'
import { listen } from './scanner.js'
import { allow, silent } from './sound.js'
import { language, speak, word } from './words.js'

const one = (selector) => document.querySelector(selector)
const GONE = 6000 // milliseconds without a word from the station
const LOOK = 250 // milliseconds between two pictures of the camera

let state = null
let skew = 0 // the hub's clock minus this computer's, in milliseconds
let heard = Date.now()

async function post(path, body) {
  try {
    await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  } catch {
    heard = 0 // the station has gone: the page says so
  }
}

function text(selector, said) {
  const element = one(selector)
  if (element.textContent !== said) element.textContent = said
}

/** Write all that stands still: words in the present language, and how the station stands. */
function draw() {
  document.title = word('title')
  text('#by-number', word('byNumber'))
  text('#by-name', word('byName'))
  text('#language', word('language'))
  text('#sound', word('sound'))
  text('#cut-off', word('cutOff'))
  if (state === null) return
  const camera = state.camera.state
  text('#ask', word('ask'))
  text('#how', word(camera === 'none' ? 'howScanner' : 'how'))
  text('#mark', state.mark)
  text('#site', state.site || state.name)
  text('#direction', word(state.direction))
  text('#place', state.place)
  one('#direction').className = state.direction
  drawCounts()
  drawNext()
  one('#preview').hidden = camera === 'none'
  one('#preview').dataset.state = camera
  text('#camera-word', camera === 'on' ? '' : word({ opening: 'cameraOpening', away: 'cameraAway', ended: 'cameraEnded' }[camera] ?? 'cameraOpening'))
  drawSigns()
}

function drawCounts() {
  const counts = one('#counts')
  counts.hidden = state.counts === null
  if (state.counts === null) return
  for (const [name, code] of [['in', 'countIn'], ['expected', 'countExpected'], ['out', 'countOut']]) {
    text(`#counts .${name} dt`, word(code))
    text(`#counts .${name} dd`, String(state.counts[name]))
  }
  counts.querySelector('.out').hidden = state.counts.out === 0
}

function drawNext() {
  one('#next').hidden = state.next === null
  if (state.next === null) return
  text('#next .label', word('next'))
  text('#next time', cards.clockOf(state.next.at))
  text('#next strong', state.next.name)
}

function sign(kind, said) {
  const item = cards.make('li', kind, said)
  item.dataset.kind = kind
  return item
}

function drawSigns() {
  const hub = { on: 'hubOn', away: 'hubAway', over: 'hubOver' }[state.hub.state] ?? 'hubUnknown'
  const kind = { on: 'good', away: 'warn', over: 'bad' }[state.hub.state] ?? 'quiet'
  const signs = [sign(kind, word(hub))]
  if (state.hub.state === 'over' && state.hub.why) signs[0].title = state.hub.why
  signs.push(state.waiting > 0 ? sign('warn', word('waits', { count: state.waiting })) : sign('good', word('sent')))
  if (state.camera.state === 'away') signs.push(sign('bad', word('cameraAway')))
  else if (state.camera.state === 'on') signs.push(sign('good', word('cameraOn')))
  const minutes = state.age === null ? null : Math.floor(state.age / 60)
  if (minutes === null) signs.push(sign('warn', word('ageNone')))
  else if (minutes > 0) signs.push(sign(minutes >= 30 ? 'bad' : 'warn', word('age', { minutes })))
  one('#signs').replaceChildren(...signs)
}

function tick() {
  const time = new Date(Date.now() + skew)
  text('#clock', time.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' }))
  one('#cut-off').hidden = Date.now() - heard < GONE
  one('#sound').hidden = !silent()
  cards.sweep()
  finder.sweep()
  document.body.dataset.busy = String(cards.busy())
}

function look() {
  const picture = one('#picture')
  if (state === null || state.camera.state !== 'on' || cards.busy()) {
    setTimeout(look, LOOK)
    return
  }
  picture.onload = picture.onerror = () => setTimeout(look, LOOK)
  picture.src = `frame.jpg?${Date.now()}`
}

function hear() {
  const line = new EventSource('events')
  const opened = Date.now()
  line.addEventListener('state', ({ data }) => {
    heard = Date.now()
    const said = JSON.parse(data)
    if (said.name === undefined) return
    state = said
    skew = Date.parse(state.now) - Date.now()
    if (speak(state.language)) relabel()
    draw()
  })
  line.addEventListener('answer', ({ data }) => {
    heard = Date.now()
    const answer = JSON.parse(data)
    // What was answered before this page opened, or was cut off, is no news.
    const fresh = Date.now() - opened > 1500 || Date.now() - Date.parse(answer.at ?? 0) < 4000
    // What becomes of an answer that stands there is no reason to take a number away that somebody types.
    if (fresh && !cards.has(answer.id)) finder.close()
    cards.show(answer, fresh)
  })
}

function relabel() {
  finder.label(state?.direction)
  cards.redraw()
}

cards.onUndo((id) => post('undo', { id }))
finder.build(
  (number) => post('scan', { text: number }),
  ({ plan, person }) => post('pick', { plan, person }),
)
listen((scanned) => {
  finder.close()
  void post('scan', { text: scanned })
})
one('#by-number').addEventListener('click', finder.openNumber)
one('#by-name').addEventListener('click', () => void finder.openNames())
one('#sound').addEventListener('click', allow)
one('#language').addEventListener('click', () => post('language', { language: language() === 'zh' ? 'en' : 'zh' }))
for (const event of ['pointerdown', 'keydown']) addEventListener(event, allow)
// Opened by the station itself, the browser gives sound unasked; elsewhere it would complain before the first touch.
if (location.hash === '#sound') allow()
draw()
setInterval(tick, 200)
look()
hear()
