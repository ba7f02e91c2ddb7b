/** Two other ways to name a person: the badge number on a pad, and the name in the list. By touch or keyboard. */
import { make, roleTag } from './cards.js'
import { word } from './words.js'

const FIRSTS = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀' // the first character of each initial in the collation
const INITIALS = 'ABCDEFGHJKLMNOPQRSTWXYZ'
const SURNAMES = { 曾: 'Z', 单: 'S', 仇: 'Q', 解: 'X', 查: 'Z', 区: 'O', 翟: 'Z', 盖: 'G', 尉: 'W', 缪: 'M', 朴: 'P' }
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const MOST = 40
const IDLE = 60_000 // milliseconds after which an open dialog gives the screen back

const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const one = (selector) => document.querySelector(selector)
const numbers = one('#number-dialog')
const names = one('#name-dialog')
let typed = ''
let people = []
let touched = 0
let direction = 'in'

function initialOf(character) {
  if (!/\p{Script=Han}/u.test(character)) return character.toUpperCase()
  const next = [...FIRSTS].findIndex((first) => collator.compare(first, character) > 0)
  return INITIALS.at(next === -1 ? -1 : Math.max(0, next - 1))
}

const initials = (name) => Array.from(name, (character, index) => (index === 0 && SURNAMES[character]) || initialOf(character)).join('')

/** Whether a typed number ends with its check character (ISO/IEC 7064 MOD 37,36). */
export function checked(text) {
  const packed = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replaceAll('I', '1')
  if (!/^\d{1,9}[0-9A-Z]$/.test(packed)) return false
  let carry = 36
  for (const digit of packed.slice(0, -1).replace(/^0+(?=\d{5})/, '').padStart(5, '0')) {
    const total = (carry + Number(digit)) % 36 || 36
    carry = (total * 2) % 37
  }
  return ALPHABET[(37 - carry) % 36] === packed.at(-1)
}

function fits(person, words) {
  return words.every(
    (each) =>
      [person.name, person.unit, ...(/\d/.test(each) ? [person.staff_no, person.tail, person.number] : [])].some((said) =>
        (said ?? '').toUpperCase().includes(each),
      ) ||
      (/^[A-Z]+$/.test(each) && person.initials.startsWith(each)),
  )
}

/** Open the number pad; what was typed before is gone. */
export function openNumber() {
  typed = ''
  label()
  write()
  numbers.showModal()
  touched = Date.now()
}

/** Open the list of names. */
export async function openNames() {
  label()
  names.showModal()
  touched = Date.now()
  one('#words').value = ''
  one('#words').focus()
  try {
    people = (await (await fetch('people')).json()).map((person) => ({ ...person, initials: initials(person.name) }))
  } catch {
    people = []
  }
  list()
}

/** Close what was left open. */
export function sweep() {
  for (const dialog of [numbers, names]) {
    if (dialog.open && Date.now() - touched > IDLE) dialog.close()
  }
}

/** Close both: an answer is to be seen. */
export function close() {
  for (const dialog of [numbers, names]) if (dialog.open) dialog.close()
}

/** Say everything in the present language. */
export function label(way = direction) {
  direction = way
  for (const [dialog, title] of [[numbers, 'numberTitle'], [names, 'nameTitle']]) {
    dialog.querySelector('h2').textContent = word(title)
    dialog.querySelector('.close').textContent = word('close')
  }
  numbers.querySelector('.hint').textContent = word('numberHint')
  numbers.querySelector('.primary').textContent = word(direction === 'out' ? 'submitOut' : 'submit')
  one('#words').placeholder = word('nameHint')
  one('#words').setAttribute('aria-label', word('nameHint'))
  for (const [name, code] of [['erase', 'erase'], ['clear', 'clear']]) {
    for (const button of document.querySelectorAll(`dialog button.${name}`)) button.textContent = word(code)
  }
}

function key(text, className, act) {
  const button = make('button', className, text)
  button.type = 'button'
  button.addEventListener('click', act)
  return button
}

function write(problem = '') {
  const packed = typed.toUpperCase()
  one('#typed').textContent = packed.length > 5 ? `${packed.slice(0, -1)}-${packed.slice(-1)}` : packed
  one('#typed').dataset.empty = String(packed === '')
  const error = numbers.querySelector('.error')
  error.textContent = problem
  error.hidden = problem === ''
}

function type(character) {
  if (typed.length < 10) typed += character
  write()
}

function list() {
  const words = one('#words').value.toUpperCase().split(/[\s,，、]+/).filter(Boolean)
  const found = words.length ? people.filter((person) => fits(person, words)) : []
  found.sort((a, b) => Number(a.state === 'in') - Number(b.state === 'in') || collator.compare(a.name, b.name) || a.person - b.person)
  one('#found').replaceChildren(...found.slice(0, MOST).map(line))
  const left = found.length - MOST
  let hint = ''
  if (people.length === 0) hint = word('noList')
  else if (words.length && found.length === 0) hint = word('nameNone')
  else if (left > 0) hint = word('nameMany', { count: left })
  names.querySelector('.hint').textContent = hint
}

let pick = () => {}

function line(person) {
  const item = make('li')
  const button = key('', 'person', () => {
    names.close()
    pick(person)
  })
  const state = { in: 'stateIn', out: 'stateOut' }[person.state] ?? 'stateExpected'
  button.append(
    make('strong', '', person.name),
    ...(person.role ? [roleTag(person.role)] : []),
    make('span', 'unit', [person.unit, person.tail && `${word('tail')} ${person.tail}`].filter(Boolean).join(' · ')),
    make('span', `state ${person.state}`, word(state)),
  )
  item.append(button)
  return item
}

/** Build both dialogs; `scan` gets a typed number, `picked` a person of the list. */
export function build(scan, picked) {
  pick = picked
  const erase = () => {
    typed = typed.slice(0, -1)
    write()
  }
  one('#digits').append(
    ...[...'123456789'].map((digit) => key(digit, '', () => type(digit))),
    key('', 'clear', () => ((typed = ''), write())),
    key('0', '', () => type('0')),
    key('', 'erase', erase),
  )
  one('#letters').append(...[...'ABCDEFGHJKLMNPQRSTUVWXYZ'].map((letter) => key(letter, '', () => type(letter))))
  const words = one('#words')
  one('#keys').append(
    ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'].map((letter) => key(letter, '', () => ((words.value += letter), list()))),
    key('', 'erase', () => ((words.value = words.value.slice(0, -1)), list())),
  )
  words.addEventListener('input', list)
  names.addEventListener('submit', (event) => {
    event.preventDefault()
    const only = one('#found').querySelectorAll('button')
    if (only.length === 1) only[0].click()
  })
  numbers.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!checked(typed)) return write(word('numberWrong'))
    numbers.close()
    scan(typed)
  })
  numbers.addEventListener('keydown', (event) => {
    if (event.key === 'Backspace') erase()
    else if (/^[0-9a-zA-Z]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) type(event.key.toUpperCase())
    else if (event.key === 'Enter') numbers.querySelector('form').requestSubmit()
    else return
    event.preventDefault()
  })
  for (const dialog of [numbers, names]) {
    dialog.querySelector('.close').addEventListener('click', () => dialog.close())
    for (const event of ['pointerdown', 'keydown']) dialog.addEventListener(event, () => (touched = Date.now()))
  }
  label()
}
