import { expect, test } from 'vitest'
import { hubAt } from '../src/hub'

const answering = (body: string, init: ResponseInit = {}) => hubAt('http://hub.test', () => 'en', async () => new Response(body, init))

test('the hub is asked in the caller’s language and never from a cache', async () => {
  let seen: RequestInit = {}
  const hub = hubAt('http://hub.test', () => 'en', async (_, init) => {
    seen = init ?? {}
    return new Response('{}')
  })
  await hub.me()
  expect(seen.cache).toBe('no-store')
  expect(new Headers(seen.headers).get('Accept-Language')).toBe('en')
})

test('a refusal in the hub’s shape is passed on in its words', async () => {
  const error = { error: { code: 'code-used', says: '登记码已用过', fix: '请再要一个', field: 'code' } }
  expect(await answering(JSON.stringify(error), { status: 403 }).me()).toEqual({
    ok: false,
    kind: 'refused',
    status: 403,
    refusal: { code: 'code-used', says: '登记码已用过', fix: '请再要一个' },
    field: 'code',
  })
})

test.each([
  ['a proxy’s error page', '<h1>502</h1>', { status: 502 }],
  ['an error without a code', '{"message":"no"}', { status: 500 }],
  ['a body cut short', '{"rows":[', {}],
  ['an answer without its fields', '{"rows":[]}', {}],
])('%s is not the hub speaking', async (_, body, init) => {
  expect(await answering(body, init).changes(0, 10)).toEqual({ ok: false, kind: 'offline' })
})

test('a hub that cannot be reached is offline', async () => {
  const hub = hubAt('http://hub.test', () => 'zh', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await hub.me()).toEqual({ ok: false, kind: 'offline' })
})

test('a page instead of a picture is no picture', async () => {
  const hub = answering('<html>', { headers: { 'Content-Type': 'text/html' } })
  expect(await hub.file('/api/portraits/1/17', 'image/')).toEqual({ ok: false, kind: 'offline' })
})

test.each(['/api/me', '/api/compare', '/api/revocations', '/api/queues'])('what a hotspot answers for %s is not the hub speaking', async (path) => {
  const fields = { origin: 'string', list: 'string', size: 'number', missing: 'array' } as const
  for (const body of ['<!doctype html><title>登录</title>', '', '{"size": 3, "orig', '[]', 'null', '{"size":"3"}', '"ok"']) {
    const portal = answering(body, { headers: { 'Content-Type': 'text/html' } })
    expect(await portal.ask(path, fields), body).toEqual({ ok: false, kind: 'offline' })
    expect(await portal.me(), body).toEqual({ ok: false, kind: 'offline' })
    expect(await portal.changes(0, 1), body).toEqual({ ok: false, kind: 'offline' })
    expect(await portal.send([]), body).toEqual({ ok: false, kind: 'offline' })
  }
})
