import { expect, test } from 'vitest'
import type { Queued } from '../src/database'
import { mayOvertake, type Known } from '../src/overtake'
import { badge, person } from './fakes'
import vectors from './vectors.json'

const good = vectors.tokens.find(({ outcome }) => outcome === 'good')!
const token = good.token as { plan: number; person: number; badge: string }
const known: Known = {
  people: new Map([
    ['1/17', person({ badge: 'b17', number: '00017-E', scan: { fact: 'c17', kind: 'duty.check_in', device: 'd7', at: '' } })],
    ['1/18', person({ person: 18, name: '李强', badge: 'b18', number: '00018-C' })],
  ]),
  badges: new Map([
    ['b17', badge({ badge: 'b17' })],
    ['b18', badge({ badge: 'b18', person: 18, number: '00018-C' })],
    ['b200', badge({ badge: 'b200', person: 0, spare: true, number: '00200-A' })],
    ['b201', badge({ badge: 'b201', person: 0, spare: true, number: '00201-8' })],
  ]),
}

let sequence = 0
function fact(kind: string, body: Record<string, unknown>, id = `f${sequence + 1}`): Queued {
  sequence += 1
  return {
    id, kind, device: 'd7', device_seq: sequence, sig: '', acted: true, digest: '', state: 'waiting', receipt: null, beside: null,
    fact: { id, kind, at: '', device: 'd7', device_seq: sequence, grant: null, body },
  }
}
const enter = (body: Record<string, unknown>) => fact('duty.check_in', { place: '东门', ...body })
const leave = (body: Record<string, unknown>) => fact('duty.check_out', { place: '东门', ...body })
const wang = { plan: 1, person: 17 }
const li = { plan: 1, person: 18 }

test('somebody nothing waits about is told at once', () => {
  expect(mayOvertake([enter(li)], [enter(wang), leave(wang)], known)).toBe(true)
})

test.each([
  ['by name', leave(wang)],
  ['by number', leave({ number: '00017-E' })],
])('somebody whose check-in waits keeps the order, %s', (_, mine) => {
  for (const before of [enter(wang), enter({ number: '00017-E' })]) expect(mayOvertake([mine], [before], known)).toBe(false)
})

test('a scanned badge is the person whose it is', () => {
  const people = new Map([[`${token.plan}/${token.person}`, person({ plan: token.plan, person: token.person })]])
  const before = enter({ plan: token.plan, person: token.person })
  expect(mayOvertake([leave({ badge: good.text })], [before], { ...known, people })).toBe(false)
  expect(mayOvertake([leave({ badge: good.text })], [enter(li)], { ...known, people })).toBe(true)
})

test('a badge is not used before its binding, nor is its binding overtaken by another', () => {
  const bound = fact('badge.bind', { plan: 1, person: 18, number: '00200-A' })
  expect(mayOvertake([enter({ number: '00200-A' })], [bound], known)).toBe(false)
  expect(mayOvertake([enter(li)], [bound], known)).toBe(false)
  expect(mayOvertake([enter({ number: '00018-C' })], [bound], known)).toBe(false)
  expect(mayOvertake([enter({ number: '00201-8' })], [bound], known)).toBe(true)
  expect(mayOvertake([fact('badge.bind', { ...wang, number: '00200-A' })], [bound], known)).toBe(false)
})

test('two spare badges that are nobody’s have nothing to do with each other', () => {
  const out = fact('badge.hand_out', { plan: 1, badges: ['b200'] })
  expect(mayOvertake([fact('badge.hand_out', { plan: 1, badges: ['b201'] })], [out], known)).toBe(true)
})

test('a walk-in who waits is bound after being added, and checked in after that', () => {
  const add = fact('staff.add', { plan: 1, role: 8, replaces: 18 }, 'a1')
  expect(mayOvertake([fact('badge.bind', { plan: 1, added: 'a1', number: '00200-A' })], [add], known)).toBe(false)
  expect(mayOvertake([enter({ plan: 1, person: -add.device_seq })], [add], known)).toBe(false)
  expect(mayOvertake([enter(li)], [add], known)).toBe(false)
  expect(mayOvertake([enter(wang)], [add], known)).toBe(true)
})

test('taking back stays behind what it takes back, and in front of what comes after', () => {
  const first = enter(li)
  expect(mayOvertake([fact('duty.undo', { undoes: first.id })], [first], known)).toBe(false)
  expect(mayOvertake([enter(wang)], [fact('duty.undo', { undoes: 'c17' })], known)).toBe(false)
  expect(mayOvertake([enter(li)], [fact('duty.undo', { undoes: 'c17' })], known)).toBe(true)
})

test('a revoked badge is not used before its revocation', () => {
  expect(mayOvertake([enter(wang)], [fact('badge.revoke', { badge: 'b17', reason: 'lost' })], known)).toBe(false)
})

test('a fact of a kind that may concern anybody is never overtaken, and overtakes nothing', () => {
  expect(mayOvertake([enter(li)], [fact('plan.change', { plan: 1 })], known)).toBe(false)
  expect(mayOvertake([fact('plan.change', { plan: 1 })], [enter(li)], known)).toBe(false)
})

test('the facts of one act do not stand in their own way', () => {
  const mine = [fact('badge.bind', { plan: 1, person: 18, number: '00200-A' }), enter({ number: '00200-A' })]
  expect(mayOvertake(mine, [enter(wang), ...mine], known)).toBe(true)
})

test('what a device says of itself keeps nobody waiting', () => {
  const before = [fact('device.check', { build: 'a', results: {} }), fact('device.compare', { found: 'hub-older', size: 9 })]
  expect(mayOvertake([enter(li)], before, known)).toBe(true)
})
