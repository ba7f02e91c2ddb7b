import { expect, test } from 'vitest'
import { besideOf, candidateLost, captureLink, orderOf, subjectOf } from '../../src/media/subject'

const order = { ...subjectOf(1, 'identity', { session: 'S2', room: '101', station: '3', candidate: '360100012345', item: 'A1' }), who: '张**', what: '核对身份' }

test('the way to the camera carries no admission number and no name in its address', () => {
  const link = captureLink(order) as { path: string; query: Record<string, string> }
  const address = `${link.path}?${new URLSearchParams(link.query)}`
  expect(address).not.toContain('360100012345')
  expect(decodeURIComponent(address)).not.toContain('张')
})

test('what the camera is opened for arrives whole', () => {
  const { query, state } = captureLink(order) as { query: Record<string, string>; state: Record<string, unknown> }
  expect(orderOf(query, besideOf('/capture?1', state))).toEqual({ ...order, media: 'photo' })
})

test('signing in on the way, which goes by the address alone, does not lose the candidate', () => {
  const { state } = captureLink(order) as { state: Record<string, unknown> }
  besideOf('/capture?plan=1', state)
  expect(besideOf('/capture?plan=1', { back: '/sign-in' })).toMatchObject({ candidate: '360100012345' })
  expect(besideOf('/capture?plan=1&room=102', {})).toEqual({ candidate: undefined, who: undefined })
})

test('an address typed by hand without a plan opens nothing; a purpose nobody knows is the exam itself', () => {
  expect(orderOf({}, {})).toBeNull()
  expect(orderOf({ plan: 'x' }, {})).toBeNull()
  expect(orderOf({ plan: '1', purpose: 'party' }, {})).toMatchObject({ purpose: 'practical', media: 'photo', candidate: null })
})

test('a candidate who was meant and whom a page loaded anew has lost is known to be lacking', () => {
  const { query, state } = captureLink(order) as { query: Record<string, string>; state: Record<string, unknown> }
  expect(candidateLost(query, orderOf(query, state))).toBe(false)
  expect(candidateLost(query, orderOf(query, {}))).toBe(true)
  const room = captureLink({ ...order, candidate: null }) as { query: Record<string, string> }
  expect(candidateLost(room.query, orderOf(room.query, {}))).toBe(false)
})
