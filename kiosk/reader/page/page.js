/** The card-reader station's page: hears how the station stands and draws it. */
import { language, speak, word } from './words.js'

const one = (selector) => document.querySelector(selector)
const GONE = 6000 // milliseconds without a word from the station
const KINDS = { received: 'good', refused: 'bad', unused: 'bad', aside: 'quiet', sent: 'warn', waiting: 'warn', folder: 'warn', person: 'bad' }

let state = null
let heard = Date.now()
let drawn = ''
const forced = new Set()

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

function make(name, kind, said) {
  const element = document.createElement(name)
  if (kind) element.className = kind
  if (said !== undefined) element.textContent = said
  return element
}

/** The one sentence that says whether anything has to be done, the worst first. */
function verdict() {
  const away = state.folders.find((folder) => folder.away !== null)
  if (state.hub.state === 'over') return ['bad', word('overHead'), word('overFix')]
  if (state.trouble !== null) return ['bad', word('diskHead'), word('diskFix', { why: state.trouble })]
  if (state.person > 0) return ['bad', word('needYou', { count: state.person }), word('needYouFix')]
  if (away !== undefined) return ['bad', word('folderHead', { folder: away.path }), word('folderFix')]
  if (state.hub.state === 'away' && state.waiting > state.resting) return ['warn', word('hubAwayHead', { count: state.waiting - state.resting }), word('hubAwayFix')]
  if (state.resting > 0) return ['warn', word('resting', { count: state.resting }), word('restingFix')]
  if (state.waiting > 0) return ['warn', word('underWay', { count: state.waiting }), word('underWayFix')]
  if (state.seen === 0) return ['good', word('nothing'), word('nothingFix')]
  return ['good', word('allThere', { count: state.seen }), word('allThereFix')]
}

function draw() {
  document.title = word('title')
  text('#language', word('language'))
  text('#cut-off', word('cutOff'))
  text('#files-title', word('files'))
  if (state === null) return
  text('#station', named(state.station))
  const what = [state.session === null ? word('anySession') : word('session', { session: state.session })]
  if (state.pass === 2) what.push(word('pass', { pass: state.pass }))
  text('#about', word('about', { what: what.join(' · ') }))
  const [kind, headline, fix] = verdict()
  one('#verdict').className = kind
  text('#headline', headline)
  text('#fix', fix)
  for (const name of ['seen', 'received', 'waiting', 'person']) {
    text(`#counts .${name} dt`, word(name))
    text(`#counts .${name} dd`, String(state[name]))
    one(`#counts .${name}`).classList.toggle('some', state[name] > 0)
  }
  drawSigns()
  drawFiles()
}

function drawSigns() {
  const kind = { on: 'good', away: 'warn', over: 'bad' }[state.hub.state] ?? 'quiet'
  const hub = { on: 'hubOn', away: 'hubAway', over: 'hubOver' }[state.hub.state] ?? 'hubUnknown'
  const signs = [make('li', kind, word(hub, { why: state.hub.why }))]
  for (const { path, away, inner } of state.folders) {
    signs.push(make('li', away === null ? 'good' : 'bad', word(away === null ? 'folderOn' : 'folderAway', { folder: path })))
    if (away === null && inner.length > 0) signs.push(make('li', 'quiet', word('folderInner', { names: inner.join('、') })))
  }
  const minutes = Math.max(1, Math.round(Math.abs(state.ahead) / 60))
  if (state.ahead !== 0) signs.push(make('li', 'warn', word(state.ahead > 0 ? 'fast' : 'slow', { minutes })))
  one('#signs').replaceChildren(...signs)
}

function drawFiles() {
  one('#none').hidden = state.files.length > 0
  text('#none', word('none'))
  one('#more').hidden = state.seen <= state.files.length
  text('#more', word('more', { count: state.seen - state.files.length }))
  const now = JSON.stringify([state.files, language(), [...forced]])
  if (now === drawn) return // a button under a finger stays where it is
  drawn = now
  one('#files').replaceChildren(...state.files.map(line))
}

function line(file) {
  const item = make('li')
  const body = make('div', 'body')
  body.append(make('p', 'name', file.name))
  if (file.state === 'unused') body.append(make('p', 'why', word('seeReading')))
  if (file.state === 'aside') body.append(make('p', 'why', word('asideBy', { why: file.says })))
  else if (file.says && file.state !== 'received') body.append(make('p', 'why', file.says))
  const notes = []
  if (file.again) notes.push(word('again'))
  if (file.replaced) notes.push(word('replaced'))
  if (file.known !== null) notes.push(word('known', { station: named(file.known) }))
  if (file.aliases.length > 0) notes.push(word('alias', { names: file.aliases.join('、') }))
  if (file.at !== null) notes.push(word('taken', { time: clock(new Date(file.at)) }))
  if (notes.length > 0) body.append(make('p', 'note', notes.join(' · ')))
  item.append(make('span', `state ${KINDS[file.state]}`, word(`s-${file.state}`)), body, make('span', 'size', size(file.size)))
  if (file.may_force) item.append(force(file))
  return item
}

function force({ folder, name }) {
  const key = `${folder}\n${name}`
  const button = make('button', '', word(forced.has(key) ? 'forced' : 'force'))
  button.type = 'button'
  button.disabled = forced.has(key)
  button.addEventListener('click', () => {
    forced.add(key)
    void post('force', { folder, name })
    draw()
  })
  return button
}

/** A station's name; a bare number says of itself what it counts. */
function named(station) {
  return /^\d+$/.test(station) ? word('numbered', { number: station }) : station
}

function size(count) {
  if (count < 10_000) return word('bytes', { count })
  if (count < 10_000_000) return word('kilobytes', { count: Math.round(count / 1000) })
  return word('megabytes', { count: Math.round(count / 1_000_000) })
}

function clock(time) {
  return time.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' })
}

function tick() {
  text('#clock', clock(new Date()))
  one('#cut-off').hidden = Date.now() - heard < GONE
}

function hear() {
  const line = new EventSource('events')
  line.addEventListener('state', ({ data }) => {
    heard = Date.now()
    const said = JSON.parse(data)
    if (said.name === undefined) return
    state = said
    speak(state.language)
    draw()
  })
}

one('#language').addEventListener('click', () => post('language', { language: language() === 'zh' ? 'en' : 'zh' }))
draw()
setInterval(tick, 500)
tick()
hear()
